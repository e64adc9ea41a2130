"""The worker: loads Python's heavy modules once, then forks a confined process for each snippet.

One thread, one epoll loop. Frames on stdin and stdout, big-endian: u32 bytes that follow, u8 type, u64 id, body.
 in  RUN(1)    f64 seconds, f64 wall factor, u32 MiB of memory, u32 KiB of output, u32 processes, u32 bytes of the names to fetch,
               then what the snippet's process reads (snippet.HEADER and the bytes it counts), then the names to fetch as JSON
     CANCEL(2)
     BLOCK(3)  u64 session, then as RUN: a block of that session, which begins with its first
     CLOSE(4)  the id is that of the session
 out RESULT(1) u8 reason, u8 signal, i32 exit code, f64 wall, f64 cpu, u64 KiB resident, u32 bytes of stdout, of stderr, of files; those
     READY(2)  JSON, once

The process that forks never holds a byte of a snippet in memory that a child inherits: requests and results live in mappings
that fork leaves out and in memory files. Output goes to sealed memory files of a fixed size: nothing is read while a snippet runs,
so neither a flood nor a descriptor that a grandchild holds can block the server. What was written is the file's offset.
A snippet is killed by SIGKILL to pid 1 of its namespace; wait() returns when its whole tree is gone.
"""
import gc
import heapq
import json
import mmap
import os
import resource
import select
import shutil
import signal
import struct
import sys
import time
from collections import deque

import container
import kernel
import learning
import sessions
import snippet
from groups import MemoryGroup
from kernel import NEWPID, libc, memory_file, unshare
from seccomp import Filter

EXITED, TIME, OUTPUT, MEMORY, CANCELLED, FAILED = range(6)
RUN = struct.Struct(">ddIIII")
RESULT = struct.Struct(">IBQBBiddQIII")
UNAVAILABLE = 77  # exit code: this machine does not allow the tier
MAX_FRAME = 64 << 20
SLACK_MB = 16  # what a memory group may hold beyond the program's memory and files: output, page tables
TICK = 0.1  # seconds between looks at output and memory of what runs
PAGE = 4096


class Unavailable(Exception):
    """This machine does not allow the tier of isolation that was asked for."""


def private_memory(size):
    """Memory that children do not inherit."""
    mapping = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    mapping.madvise(mmap.MADV_DONTFORK)
    return memoryview(mapping)


class Link:
    """Frames to and from the owner."""

    def __init__(self, source, sink, poll):
        self.source, self.sink, self.poll = source, sink, poll
        self.incoming, self.outgoing = private_memory(MAX_FRAME), private_memory(MAX_FRAME)
        self.filled = self.sent = self.queued = 0
        self.alive = True
        for fd in (source, sink):
            os.set_inheritable(fd, False)
            os.set_blocking(fd, False)
        poll.register(source, select.EPOLLIN)
        poll.register(sink, 0)
        self.waiting = False

    def receive(self, handle):
        """Reads what is there and handles each whole frame. False: the owner is gone."""
        try:
            count = os.readv(self.source, [self.incoming[self.filled:]])
        except BlockingIOError:
            return True
        except OSError:
            return False
        if count == 0:
            return False
        self.filled += count
        at = 0
        while self.filled - at >= 4:
            size, = struct.unpack_from(">I", self.incoming, at)
            if size < 9 or size + 4 > MAX_FRAME:
                raise SystemExit("a frame of %d bytes" % size)
            if self.filled - at < size + 4:
                break
            kind, number = struct.unpack_from(">BQ", self.incoming, at + 4)
            handle(kind, number, self.incoming[at + 13:at + 4 + size])
            at += 4 + size
        if at:
            self.incoming[:self.filled - at] = self.incoming[at:self.filled]
            self.filled -= at
        return True

    def reserve(self, size):
        if self.queued + size > MAX_FRAME:
            rest = self.queued - self.sent
            self.outgoing[:rest] = self.outgoing[self.sent:self.queued]
            self.sent, self.queued = 0, rest
        if self.queued + size > MAX_FRAME:
            os.set_blocking(self.sink, True)
            self.flush()
            os.set_blocking(self.sink, False)
        return self.queued

    def ready(self, facts):
        text = json.dumps(facts).encode()
        at = self.reserve(13 + len(text))
        struct.pack_into(">IBQ", self.outgoing, at, 9 + len(text), 2, 0)
        self.outgoing[at + 13:at + 13 + len(text)] = text
        self.queued = at + 13 + len(text)
        self.flush()

    def result(self, number, reason, signal_number=0, code=0, wall=0.0, cpu=0.0, resident=0, out=(-1, 0), err=(-1, 0), note=b"", files=()):
        out_size, err_size = out[1], err[1] + len(note)
        files_size = sum(8 + len(name) + size for name, _, size in files)
        body = RESULT.size - 4 + out_size + err_size + files_size
        at = self.reserve(4 + body)
        RESULT.pack_into(self.outgoing, at, body, 1, number, reason, signal_number, code, wall, cpu, resident, out_size, err_size, files_size)
        at = self._bytes(self._copy(self._copy(at + RESULT.size, *out), *err), note)
        for name, fd, size in files:
            struct.pack_into(">II", self.outgoing, at, len(name), size)
            at = self._copy(self._bytes(at + 8, name), fd, size)
        self.queued = at
        self.flush()

    def _bytes(self, at, data):
        self.outgoing[at:at + len(data)] = data
        return at + len(data)

    def _copy(self, at, fd, size):
        done = 0
        while done < size:
            count = os.preadv(fd, [self.outgoing[at + done:at + size]], done)
            if count <= 0:  # the file has shrunk
                self.outgoing[at + done:at + size] = bytes(size - done)
                break
            done += count
        return at + size

    def flush(self):
        try:
            while self.alive and self.sent < self.queued:
                self.sent += os.write(self.sink, self.outgoing[self.sent:self.queued])
            self.sent = self.queued = 0
        except BlockingIOError:
            pass
        except OSError:
            self.alive = False
        waiting = self.queued > self.sent
        if self.alive and waiting != self.waiting:
            self.poll.modify(self.sink, select.EPOLLOUT if waiting else 0)
            self.waiting = waiting


class Place:
    """Room for one running snippet: a byte by which it says that its walls stand, its memory group where there is one, and, without
    namespaces, its folder."""
    __slots__ = ("index", "folder", "ruleset", "group")

    def __init__(self, index, folder, ruleset, group):
        self.index, self.folder, self.ruleset, self.group = index, folder, ruleset, group


class Job:
    __slots__ = ("number", "pid", "pidfd", "source", "out", "err", "place", "started", "limit", "hard", "deadline", "reason",
                 "memory_mb", "processes", "output", "fetch", "folder", "ruleset", "kept", "channel", "session", "limits", "group")


class Server:
    EXITED, FAILED = EXITED, FAILED

    def __init__(self, config, tier, facts, groups, poll, link):
        self.config, self.tier, self.poll, self.link = config, tier, poll, link
        self.masked_proc = facts.get("masked_proc", False)
        self.multiprocess = config["multiprocess"] and tier in ("namespaces", "none") and not self.masked_proc
        self.by_pidfd, self.by_number, self.timers, self.sequence, self.next_tick = {}, {}, [], 0, 0.0
        self.pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if tier == "namespaces" else None
        self.flags = mmap.mmap(-1, PAGE, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
        self.root, self.places = None, deque()
        self.watched, self.closing, self.sessions, self.gone = {}, [], {}, set()
        self.session_filter = Filter(False, tier != "landlock", session=True)
        seccomp_filter = Filter(self.multiprocess, tier != "landlock")
        if tier != "namespaces":
            self.root = config["folder"]
            os.mkdir(self.root, 0o700)
        for i in range(config["slots"]):
            folder = ruleset = None
            if tier != "namespaces":
                folder = "%s/%d" % (self.root, i)
                os.mkdir(folder, 0o700)
            group = groups[i] if self.multiprocess and groups else None
            self.places.append(Place(i, folder, self.ruleset(folder), group))
        with open("/proc/self/statm") as f:
            pages = f.read().split()
        self.base_memory, self.base_resident = int(pages[0]) * PAGE - 2 * MAX_FRAME, int(pages[1]) * PAGE
        self.confinement = snippet.Confinement(tier, config, facts, seccomp_filter, self.base_memory)

    def ruleset(self, folder):
        """What Landlock lets a snippet do that has this folder; None in the other tiers."""
        if self.tier != "landlock":
            return None
        readable = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/lib", "/lib64", "/etc/ld.so.cache",
                    "/etc/localtime", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", *container.python_paths()]
        return kernel.landlock_ruleset(readable, [folder])

    # -- starting

    def handle(self, kind, number, body):
        if kind == 1:
            self.run(number, body)
        elif kind == 2 and number in self.by_number:
            self.kill(self.by_number[number], CANCELLED)
        elif kind == 3:
            self.run_block(number, struct.unpack_from(">Q", body)[0], body[8:])
        elif kind == 4:
            self.gone.discard(number)
            if number in self.sessions:
                self.sessions[number].expected = True
                self.sessions[number].end(b"")

    def job(self, number, body):
        seconds, wall_factor, memory_mb, output_kb, processes, fetch_size = RUN.unpack_from(body)
        job = Job()
        job.number, job.reason, job.limit, job.memory_mb, job.processes = number, EXITED, seconds, memory_mb, processes
        job.output = output_kb << 10
        job.fetch = json.loads(bytes(body[len(body) - fetch_size:])) if fetch_size else ()
        job.kept = job.channel = job.session = job.folder = job.ruleset = job.group = None
        job.started = time.monotonic()
        job.hard = job.started + seconds * max(1.0, wall_factor)
        return job, body[RUN.size:len(body) - fetch_size]

    def run(self, number, body):
        job, program = self.job(number, body)
        opened = []
        try:
            if not self.places:
                raise OSError("all %d places of this worker are taken" % self.config["slots"])
            size = (job.output // PAGE + 2) * PAGE
            for name in ("out", "err", "source"):
                opened.append(memory_file(name, None if name == "source" else size))
            job.out, job.err, job.source = opened
            if job.fetch and self.tier == "namespaces":
                job.kept = kernel.detached_tmpfs(self.confinement.file_system())
                opened.append(job.kept)
            os.writev(job.source, [program])
            job.limits = self.confinement.limits(job)
            self.fork_snippet(job, struct.unpack_from(">Q", program)[0])
        except OSError as e:
            for fd in opened:
                os.close(fd)
            self.link.result(number, FAILED, note=str(e).encode())
            return
        os.close(job.source)
        self.by_pidfd[job.pidfd] = self.by_number[number] = job
        self.wake(job, job.started + job.limit)

    def fork_snippet(self, job, seed):
        place = job.place = self.places.popleft()
        job.folder, job.ruleset, job.group = place.folder, place.ruleset, place.group
        if job.group is not None:
            job.group.limit((job.memory_mb + self.config["tmp_mb"] + SLACK_MB) << 20)
        flags = self.flags
        flags[place.index] = 0

        def confined():
            flags[place.index] = 1
            flags.close()
        try:
            job.pid, job.pidfd = self.fork(seed, job.folder, lambda: snippet.live(job, self.confinement, confined))
        except OSError:
            self.places.appendleft(place)
            raise
        self.poll.register(job.pidfd, select.EPOLLIN)

    def fork(self, seed, folder, live):
        """Forks a child that becomes what `live` does and never returns; gives its pid and a descriptor of it."""
        snippet.seed_libraries(seed)
        if folder is not None:
            os.environ.update(HOME=folder, TMPDIR=folder)
        pid = None
        if self.pid_namespace is not None:
            unshare(NEWPID)
        try:
            gc.freeze()  # or the first collection in the child goes through what the server allocated since the last one
            pid = kernel.fork()
        finally:
            if self.pid_namespace is not None and pid != 0 and libc.setns(self.pid_namespace, NEWPID) != 0:
                os._exit(3)  # the owner starts another worker
        if pid == 0:  # (never told by getpid(): in its namespace the child is pid 1, as this server is in its own)
            live()
        try:
            return pid, os.pidfd_open(pid)
        except OSError:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise

    # -- sessions

    def run_block(self, number, session_number, body):
        job, program = self.job(number, body)
        session, begun = self.sessions.get(session_number), True
        try:
            if session_number in self.gone:
                raise OSError("the state of the session is gone")
            if session is None:
                begun = False
                session = self.sessions[session_number] = sessions.Session(self, session_number, job.output)
            if begun and session.phase != sessions.IDLE:
                raise OSError("another block of the session runs")
            job.session, job.out, job.err = session, session.out, session.err
            session.prepare(program)
            self.by_number[number] = job
            self.wake(job, job.started + job.limit)
            if begun:
                session.run(job)
            else:
                session.start(job, struct.unpack_from(">Q", program)[0])
        except OSError as e:
            self.by_number.pop(number, None)
            if not begun and session_number in self.sessions:
                self.sessions.pop(session_number).close()
            self.link.result(number, FAILED, note=str(e).encode())

    def session_folder(self, number):
        if self.root is None:
            return None
        folder = "%s/session-%d" % (self.root, number)
        os.mkdir(folder, 0o700)
        return folder

    def remove_folder(self, folder):
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def watch(self, fd, callback):
        """Calls back with the events of a descriptor."""
        self.watched[fd] = callback
        self.poll.register(fd, select.EPOLLIN)

    def forget(self, fd):
        """Closes a descriptor once all events that are known already were handled: no new one gets its number before."""
        if self.watched.pop(fd, None) is not None:
            self.poll.unregister(fd)
        self.closing.append(fd)

    def cpu_time(self, pid):
        return cpu_time(pid)

    # -- limits

    def wake(self, job, deadline):
        job.deadline = deadline
        self.sequence += 1
        heapq.heappush(self.timers, (deadline, self.sequence, job))

    def kill(self, job, reason):
        if job.session is not None:
            job.session.stop(reason)
            return
        job.reason = job.reason or reason
        try:
            signal.pidfd_send_signal(job.pidfd, signal.SIGKILL)
        except OSError:
            pass
        if self.tier == "none":
            try:
                os.killpg(job.pid, signal.SIGKILL)
            except OSError:
                pass

    def expire(self, now):
        while self.timers and self.timers[0][0] <= now:
            job = heapq.heappop(self.timers)[2]
            if self.by_number.get(job.number) is not job:
                continue
            if job.session is not None and job.session.settling(now):
                self.wake(job, now + TICK)
                continue
            used = cpu_time(job.pid)
            if used < job.limit * 0.9 and now < job.hard and self.runnable(job.pid):
                # starved, not slow: a busy machine fails no good program
                self.wake(job, min(job.hard, now + max(0.05, job.limit - used)))
            else:
                self.kill(job, TIME)
        if now >= self.next_tick and self.by_number:
            self.next_tick = now + TICK
            for job in list(self.by_number.values()):
                if now - job.started < TICK / 2:
                    continue
                if os.lseek(job.out, 0, 1) + os.lseek(job.err, 0, 1) > job.output:
                    self.kill(job, OUTPUT)
                elif job.folder is not None and disk_use(job.folder, self.config["inodes"]) > (self.config["tmp_mb"] + 1) << 20:
                    self.kill(job, OUTPUT)
                elif job.group is not None:
                    if job.group.exceeded():
                        self.kill(job, MEMORY)
                elif self.multiprocess and tree_memory(job.pid) > (self.base_resident + (job.memory_mb << 20)) * 1.25:
                    self.kill(job, MEMORY)

    def runnable(self, pid):
        if self.masked_proc:
            before = cpu_time(pid)
            time.sleep(0.002)
            return cpu_time(pid) > before
        try:
            with open("/proc/%d/stat" % pid, "rb") as f:
                return f.read().rsplit(b")", 1)[1].split()[0] == b"R"
        except OSError:
            return False

    # -- ending

    def ended(self, pidfd):
        job = self.by_pidfd.pop(pidfd)
        _, status, used = os.wait4(job.pid, 0)
        self.poll.unregister(pidfd)
        os.close(pidfd)
        if self.tier == "none" and not self.config["bare"]:
            self.kill_orphans(job.pid)
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
        cpu = used.ru_utime + used.ru_stime
        files = self.fetch(job)
        reason, note = job.reason, b""
        if reason == EXITED and job.group is not None and job.group.exceeded():
            reason = MEMORY
        if reason == EXITED:
            if not self.flags[job.place.index]:
                reason = FAILED
            elif number == signal.SIGKILL and cpu < job.limit * 0.9 and self.tier == "namespaces":  # pid 1 of a namespace cannot kill itself
                reason, note = FAILED, b"the snippet's process was killed from outside"
        self.answer(job, reason, number, code, used.ru_maxrss, cpu, note, files)
        for fd in (job.out, job.err, *(fd for _, fd, _ in files)):
            os.close(fd)
        if job.folder is not None:
            empty(job.folder)
        self.places.append(job.place)

    def answer(self, job, reason, number, code, resident, cpu, note=b"", files=()):
        """Tells the owner how a program ended, and forgets it."""
        del self.by_number[job.number]
        written = [os.lseek(fd, 0, os.SEEK_CUR) for fd in (job.out, job.err)]
        if reason == EXITED:
            if sum(written) > job.output:
                reason = OUTPUT
            elif number == signal.SIGKILL and cpu >= job.limit * 0.9:
                reason = TIME
            elif number and not note:
                note = ("\n%s\n" % (signal.strsignal(number) or number)).encode()
        out, err = [(fd, min(size, job.output)) for fd, size in zip((job.out, job.err), written)]
        self.link.result(job.number, reason, number, code, time.monotonic() - job.started, cpu, resident, out, err, note, files)

    def fetch(self, job):
        """The files that were asked for, from the folder of the snippet, which outlives the process."""
        files, left = [], MAX_FRAME // 4
        if not job.fetch:
            return files
        folder = job.kept if job.kept is not None else os.open(job.folder, os.O_PATH | os.O_CLOEXEC)
        for name in job.fetch:
            fd = kernel.open_beneath(folder, name[5:] if name.startswith("/tmp/") else name)
            if fd < 0:
                continue
            status = os.fstat(fd)
            if status.st_mode & 0o170000 == 0o100000 and status.st_size <= left:
                files.append((name.encode(), fd, status.st_size))
                left -= status.st_size
            else:
                os.close(fd)
        os.close(folder)
        return files

    def kill_orphans(self, group):
        """Without namespaces: what left the process group came back to this process as its child."""
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            pass
        known = {other.pid for other in self.by_number.values() if other.session is None}
        known |= {session.root_pid for session in self.sessions.values() if session.root is not None}
        while True:
            with open("/proc/self/task/%d/children" % os.getpid()) as f:
                orphans = [int(pid) for pid in f.read().split() if int(pid) not in known]
            if not orphans:
                return
            for pid in orphans:
                try:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                except OSError:
                    pass

    def loop(self):
        while True:
            timeout = max(0.0, self.timers[0][0] - time.monotonic()) if self.timers else -1.0
            if self.by_number:
                timeout = TICK if timeout < 0 else min(timeout, TICK)
            for fd, events in self.poll.poll(timeout):
                if fd == self.link.source:
                    if not self.link.receive(self.handle):
                        return
                elif fd == self.link.sink:
                    self.link.flush()
                elif fd in self.by_pidfd:
                    self.ended(fd)
                elif fd in self.watched:
                    self.watched[fd](events)
            while self.closing:
                os.close(self.closing.pop())
            if not self.link.alive:
                return
            self.expire(time.monotonic())

    def leave(self):
        """The owner is gone: so are all snippets when this returns."""
        for session in list(self.sessions.values()):
            session.expected = True
            session.end(b"")
            session.root_ended()
        for job in list(self.by_number.values()):
            self.kill(job, CANCELLED)
            os.waitpid(job.pid, 0)
            if self.tier == "none":
                self.kill_orphans(job.pid)
        if self.root is not None:
            shutil.rmtree(self.root, ignore_errors=True)


def cpu_time(pid):
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the CPU clock of that process
    except OSError:
        return 0.0


def disk_use(folder, most_files):
    total = count = 0
    for path, folders, files in os.walk(folder):
        count += len(folders) + len(files)
        if count > most_files:
            return 1 << 62
        for name in files:
            try:
                total += os.lstat(os.path.join(path, name)).st_blocks * 512
            except OSError:
                pass
    return total


def tree_memory(pid):
    """Resident bytes of a process and its descendants, what children share with it counted once."""
    total, left = 0, [pid]
    while left:
        p = left.pop()
        try:
            with open("/proc/%d/statm" % p, "rb") as f:
                pages = f.read().split()
            total += (int(pages[1]) - (int(pages[2]) if p != pid else 0)) * PAGE
            with open("/proc/%d/task/%d/children" % (p, p), "rb") as f:
                left += map(int, f.read().split())
        except OSError:
            pass
    return total


def empty(folder):
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)
            except OSError:
                pass


def enter(tier):
    """Takes this process into the outer walls of a tier."""
    if tier == "namespaces":
        try:
            return container.enter()
        except OSError as e:
            raise Unavailable("namespaces: " + str(e))
    if tier == "landlock":
        abi = kernel.landlock_abi()
        if abi < 3:
            raise Unavailable("Landlock: the kernel offers version %d, 3 is needed (Linux 6.2)" % abi)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)  # what a session or a program leaves behind comes back to this process
    return {}


def versions(names):
    known = {name: sys.modules.get(name) for name in names}
    return {name: str(getattr(module, "__version__", "")) for name, module in known.items() if module is not None}


def main(config):
    tier = config["tier"]
    poll = select.epoll()
    os.umask(0o022)
    groups = [MemoryGroup(folder) for folder in config["groups"]]
    try:
        facts = enter(tier)
    except Unavailable as e:
        sys.stderr.write(str(e))
        sys.stderr.flush()
        os._exit(UNAVAILABLE)
    os.umask(0o077)
    for name in config["preload"]:
        __import__(name)
    for name in ("numpy.random", "sympy.core.random"):  # loaded late by some versions, and then not seeded
        if name.split(".")[0] in sys.modules:
            __import__(name)
    if config["learn"]:
        learning.learn()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise SystemExit("the worker has %d threads after loading %s: forking would be unsafe" % (threads, config["preload"]))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    link = Link(os.dup(0), os.dup(1), poll)
    server = Server(config, tier, facts, groups, poll, link)
    os.dup2(server.confinement.null, 0)
    os.dup2(2, 1)
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    sys.stderr.reconfigure(encoding="utf-8")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("cell", "container", "kernel", "groups", "learning", "seccomp", "server", "sessions", "snippet"):
        sys.modules.pop(name, None)
    described = "bare fork" if config["bare"] else tier + (", masked /proc" if server.masked_proc else "") + (", many processes" if server.multiprocess else "") + (
        ", memory groups" if server.multiprocess and groups else "")
    gc.collect()
    gc.freeze()
    gc.disable()
    kernel.use_huge_pages()
    link.ready({"tier": described, "python": sys.version.split()[0], "versions": versions(config["preload"]),
                "resident_mb": server.base_resident >> 20})
    server.loop()
    server.leave()
    os._exit(0)
