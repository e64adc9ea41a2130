"""The system calls a snippet may use, as a seccomp filter: an allow-list laid out as a balanced search tree."""
import ctypes
import errno
import struct

from kernel import MACHINE, PR_SET_PDEATHSIG, SYS_SECCOMP, check, libc

# name:x86_64:aarch64, a dash where the architecture has no such call
_TABLE = """
read:0:63 write:1:64 open:2:- close:3:57 stat:4:- fstat:5:80 lstat:6:- poll:7:- lseek:8:62 mmap:9:222 mprotect:10:226 munmap:11:215
brk:12:214 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 ioctl:16:29 pread64:17:67 pwrite64:18:68 readv:19:65
writev:20:66 access:21:- pipe:22:- select:23:- sched_yield:24:124 mremap:25:216 msync:26:227 mincore:27:232 madvise:28:233 dup:32:23
dup2:33:- pause:34:- nanosleep:35:101 getitimer:36:102 alarm:37:- setitimer:38:103 getpid:39:172 sendfile:40:71 socket:41:198
connect:42:203 accept:43:202 sendto:44:206 recvfrom:45:207 sendmsg:46:211 recvmsg:47:212 shutdown:48:210 bind:49:200 listen:50:201
getsockname:51:204 getpeername:52:205 socketpair:53:199 setsockopt:54:208 getsockopt:55:209 clone:56:220 fork:57:- vfork:58:-
execve:59:221 exit:60:93 wait4:61:260 kill:62:129 uname:63:160 fcntl:72:25 flock:73:32 fsync:74:82 fdatasync:75:83 truncate:76:45
ftruncate:77:46 getdents:78:- getcwd:79:17 chdir:80:49 fchdir:81:50 rename:82:- mkdir:83:- rmdir:84:- creat:85:- link:86:-
unlink:87:- symlink:88:- readlink:89:- chmod:90:- fchmod:91:52 umask:95:166 gettimeofday:96:169 getrlimit:97:163 getrusage:98:165
sysinfo:99:179 times:100:153 getuid:102:174 getgid:104:176 geteuid:107:175 getegid:108:177 setpgid:109:154 getppid:110:173
getpgrp:111:- setsid:112:157 getgroups:115:158 getresuid:118:148 getresgid:120:150 getpgid:121:155 getsid:124:156
rt_sigpending:127:136 rt_sigtimedwait:128:137 rt_sigqueueinfo:129:138 rt_sigsuspend:130:133 sigaltstack:131:132 statfs:137:43
fstatfs:138:44 sched_getparam:143:121 sched_getscheduler:145:120 sched_get_priority_max:146:125 sched_get_priority_min:147:126
mlock:149:228 munlock:150:229 prctl:157:167 arch_prctl:158:- setrlimit:160:164 gettid:186:178 tkill:200:130 time:201:- futex:202:98
sched_setaffinity:203:122 sched_getaffinity:204:123 epoll_create:213:- getdents64:217:61 set_tid_address:218:96
restart_syscall:219:128 fadvise64:221:223 timer_create:222:107 timer_settime:223:110 timer_gettime:224:108 timer_getoverrun:225:109
timer_delete:226:111 clock_gettime:228:113 clock_getres:229:114 clock_nanosleep:230:115 exit_group:231:94 epoll_wait:232:-
epoll_ctl:233:21 tgkill:234:131 utimes:235:- waitid:247:95 openat:257:56 mkdirat:258:34 newfstatat:262:79 unlinkat:263:35
renameat:264:38 linkat:265:37 symlinkat:266:36 readlinkat:267:78 fchmodat:268:53 faccessat:269:48 pselect6:270:72 ppoll:271:73
set_robust_list:273:99 get_robust_list:274:100 splice:275:76 tee:276:77 sync_file_range:277:84 utimensat:280:88 epoll_pwait:281:22
signalfd:282:- timerfd_create:283:85 eventfd:284:- fallocate:285:47 timerfd_settime:286:86 timerfd_gettime:287:87 accept4:288:242
signalfd4:289:74 eventfd2:290:19 epoll_create1:291:20 dup3:292:24 pipe2:293:59 preadv:295:69 pwritev:296:70 prlimit64:302:261
getcpu:309:168 renameat2:316:276 getrandom:318:278 memfd_create:319:279 execveat:322:281 membarrier:324:283 copy_file_range:326:285
preadv2:327:286 pwritev2:328:287 statx:332:291 rseq:334:293 clone3:435:435 close_range:436:436 openat2:437:437 faccessat2:439:439
"""
_COLUMN = {"x86_64": 1, "aarch64": 2}[MACHINE]
NUMBERS = {row[0]: int(row[_COLUMN]) for row in (entry.split(":") for entry in _TABLE.split()) if row[_COLUMN] != "-"}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[MACHINE]
_ALLOW, _ASK, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x7FC00000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS, 0x80000000
_LD, _JEQ, _JGE, _JSET, _JA, _RET = 0x20, 0x15, 0x35, 0x45, 0x05, 0x06
_OWN_PID = 0xDEAD0001  # replaced by the pid of the process that installs the filter
_ANY_NAMESPACE, _CLONE_THREAD = 0x7E020080, 0x10000
_OK, _NO = (_RET, 0, 0, _ALLOW), (_RET, 0, 0, _EPERM)
# what Landlock does not control: owner, mode and times of files outside
_METADATA = ("chmod", "fchmod", "fchmodat", "utimensat", "utimes")
_SIGNALS = ("kill", "tgkill", "rt_sigqueueinfo")


def _argument(i):
    return (_LD, 0, 0, 16 + 8 * i)


def _conditions(multiprocess, namespaces):
    nr = NUMBERS
    rules = {
        nr["clone"]: [_argument(0), (_JSET, 0, 1, _ANY_NAMESPACE), _NO] + ([] if multiprocess else [(_JSET, 1, 0, _CLONE_THREAD), _NO]) + [_OK],
        nr["ioctl"]: [_argument(1), (_JEQ, 1, 0, 0x5412), (_JEQ, 0, 1, 0x541C), _NO, _OK],  # TIOCSTI, TIOCLINUX
        nr["prlimit64"]: [_argument(0), (_JEQ, 0, 1, 0), _OK, _NO],  # its own limits only
        nr["socketpair"]: [_argument(0), (_JEQ, 0, 1, 1), _OK, _NO],  # local pairs, for asyncio
        nr["prctl"]: [_argument(0), (_JEQ, 2, 0, 15), (_JEQ, 1, 0, 16), _NO, _OK],  # set and get the thread's name
    }
    if not namespaces:
        for name in _SIGNALS:
            rules[nr[name]] = [_argument(0), (_JEQ, 0, 1, _OWN_PID), _OK, _NO]
    return rules


def _session_conditions(namespaces):
    """One fork begins each block, and the worker is asked for it; each state dies with the one that holds its place."""
    rules, nr = _conditions(False, namespaces), NUMBERS
    rules[nr["clone"]] = [_argument(0), (_JSET, 0, 1, _ANY_NAMESPACE), _NO, (_JSET, 0, 1, _CLONE_THREAD), _OK, (_RET, 0, 0, _ASK)]
    rules[nr["prctl"]] = [_argument(0), (_JEQ, 3, 0, 15), (_JEQ, 2, 0, 16), (_JEQ, 1, 0, PR_SET_PDEATHSIG), _NO, _OK]
    for name in _SIGNALS:
        rules.pop(nr[name], None)
    return rules


def _actions(multiprocess, namespaces):
    nr = NUMBERS
    actions = dict.fromkeys(nr.values(), _ALLOW)
    for name in ("clone3", "memfd_create"):  # libc falls back
        actions[nr[name]] = _ENOSYS
    refused = ["socket", "bind", "connect", "listen"]
    if not multiprocess:
        refused += ["execve", "execveat", "fork", "vfork"]
    if not namespaces:
        refused += ["tkill", "setpgid", "setsid", "sched_setaffinity", *_METADATA]
    for name in refused:
        if name in nr:
            actions[nr[name]] = _EPERM
    return actions


class Filter:
    """A compiled filter. `multiprocess`: fork and exec are allowed; `namespaces`: other processes are out of sight anyway;
    `session`: a fork is asked for, and no signals, since the processes of a session are several and may not end each other."""

    def __init__(self, multiprocess, namespaces, session=False):
        conditions, actions = _conditions(multiprocess, namespaces), _actions(multiprocess, namespaces)
        if session:
            conditions = _session_conditions(namespaces)
            actions.update((NUMBERS[name], _EPERM) for name in (*_SIGNALS, "tkill"))
        runs = []  # [first number, action], a run reaches up to the next one
        for number in range(max(actions) + 1):
            action = ("if", number) if number in conditions else actions.get(number, _EPERM)
            if not runs or runs[-1][1] != action:
                runs.append((number, action))
        runs.append((max(actions) + 1, _ENOSYS))

        def tree(part):
            if len(part) == 1:
                action = part[0][1]
                return list(conditions[action[1]]) if isinstance(action, tuple) else [(_RET, 0, 0, action)]
            middle = len(part) // 2
            low, high = tree(part[:middle]), tree(part[middle:])
            first = part[middle][0]
            jump = [(_JGE, len(low), 0, first)] if len(low) < 256 else [(_JGE, 0, 1, first), (_JA, 0, 0, len(low))]
            return jump + low + high

        program = [(_LD, 0, 0, 4), (_JEQ, 1, 0, _AUDIT), (_RET, 0, 0, _KILL), (_LD, 0, 0, 0)]
        if MACHINE == "x86_64":
            program += [(_JGE, 0, 1, 0x40000000), _NO]  # the x32 calls
        program += tree(runs)
        self._code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
        self._header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(self._code)))
        self._pids = [i for i, step in enumerate(program) if step[3] == _OWN_PID]

    def install(self, pid):
        """Filters this process from now on. Needs no-new-privileges."""
        for i in self._pids:
            struct.pack_into("I", self._code, i * 8 + 4, pid)
        check("seccomp", libc.syscall(SYS_SECCOMP, 1, 0, self._header))

    def install_with_listener(self):
        """The same, and gives the descriptor on which calls that must be asked for arrive."""
        listener = libc.syscall(SYS_SECCOMP, 1, 8, self._header)
        if listener < 0:
            check("seccomp with a listener", -1)
        return listener
