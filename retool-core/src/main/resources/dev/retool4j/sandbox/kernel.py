"""Kernel interfaces that Python's standard library lacks: namespaces, mounts, Landlock, sealed memory files. Linux on x86_64 and aarch64."""
import ctypes
import errno
import fcntl
import os
import struct

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 32, 4096, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38

HUGE, COLLAPSE = 2 << 20, 25

MACHINE = os.uname().machine
if MACHINE not in ("x86_64", "aarch64"):
    raise SystemExit("the sandbox knows the system calls of x86_64 and aarch64, this is " + MACHINE)
SYS_SECCOMP, SYS_CAPSET, SYS_PIVOT_ROOT = {"x86_64": (317, 126, 155), "aarch64": (277, 91, 41)}[MACHINE]
# the newer calls have one number everywhere
SYS_CLOSE_RANGE, SYS_OPENAT2, SYS_MOUNT_SETATTR = 436, 437, 442
SYS_MOVE_MOUNT, SYS_FSOPEN, SYS_FSCONFIG, SYS_FSMOUNT = 429, 430, 431, 432
SYS_LANDLOCK_CREATE, SYS_LANDLOCK_ADD_RULE, SYS_LANDLOCK_RESTRICT = 444, 445, 446

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong)
libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
_holding = ctypes.PyDLL(None, use_errno=True)  # calls that keep Python's lock
libc.mount.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p)


def check(name, result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, name + ": " + os.strerror(number))


def unshare(flags):
    check("unshare(%#x)" % flags, libc.unshare(flags))


def mount(source, target, kind, flags, data=None):
    check("mount " + target, libc.mount(source and source.encode(), target.encode(), kind and kind.encode(), flags, data and data.encode()))


def detached_tmpfs(options):
    """A tmpfs that is mounted nowhere yet; its files outlive the process that it is mounted for. Returns a descriptor."""
    context = libc.syscall(SYS_FSOPEN, b"tmpfs", 1)
    if context < 0:
        check("fsopen", -1)
    try:
        for key, value in options.items():
            check("fsconfig", libc.syscall(SYS_FSCONFIG, context, 1, key.encode(), value.encode(), 0))
        check("fsconfig", libc.syscall(SYS_FSCONFIG, context, 6, None, None, 0))
        fd = libc.syscall(SYS_FSMOUNT, context, 1, NOSUID | NODEV)
        if fd < 0:
            check("fsmount", -1)
        return fd
    finally:
        os.close(context)


def attach(fd, target):
    """Mounts what `detached_tmpfs` made."""
    check("move_mount " + target, libc.syscall(SYS_MOVE_MOUNT, fd, b"", -100, target.encode(), 4))


def prctl(option, value=0):
    if libc.prctl(option, value, 0, 0, 0) != 0:
        check("prctl(%d)" % option, -1)


def drop_capabilities():
    check("capset", libc.syscall(SYS_CAPSET, struct.pack("II", 0x20080522, 0), bytes(24)))


def close_from(first):
    """Closes every descriptor from `first` on."""
    if libc.syscall(SYS_CLOSE_RANGE, ctypes.c_uint(first), ctypes.c_uint(0xFFFFFFFF), ctypes.c_uint(0)) != 0:
        os.closerange(first, 4096)


def memory_file(name, size=None):
    """A file in memory; with a size, sealed at it: a write past the end fails, whoever holds the descriptor."""
    fd = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    if size is not None:
        os.ftruncate(fd, size)
        fcntl.fcntl(fd, 1033, 1 | 2 | 4)  # F_ADD_SEALS: SEAL, SHRINK, GROW
    return fd


def zero(fd, size):
    """Empties a memory file whose size is sealed."""
    check("fallocate", libc.fallocate(fd, 3, ctypes.c_long(0), ctypes.c_long(size)))


def open_beneath(directory, name):
    """Opens a file below a directory for reading without following any link, or returns -1."""
    how = struct.pack("QQQ", os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK, 0, 0x8 | 0x4 | 0x2)  # BENEATH, NO_SYMLINKS, NO_MAGICLINKS
    return libc.syscall(SYS_OPENAT2, directory, name.encode(), how, 24)


def fork():
    """Forks without Python's hooks, for a process of one thread that holds none of its locks: they touch a hundred pages, and with nobody
    else around have nothing to mend. `random` is not seeded anew."""
    pid = _holding.fork()
    if pid < 0:
        check("fork", -1)
    return pid


def use_huge_pages():
    """Puts the heap into huge pages, where the kernel has them: a fork copies the page table, and its end takes it down."""
    with open("/proc/self/maps") as f:
        mappings = [line.split() for line in f]
    for mapping in mappings:
        if mapping[1] == "rw-p" and (len(mapping) == 5 or mapping[5] == "[heap]"):
            low, high = (int(address, 16) for address in mapping[0].split("-"))
            for address in range((low + HUGE - 1) // HUGE * HUGE, high // HUGE * HUGE, HUGE):
                libc.madvise(address, HUGE, COLLAPSE)  # what cannot be stays in small ones


def landlock_abi():
    return max(0, libc.syscall(SYS_LANDLOCK_CREATE, None, 0, 1))


def landlock_ruleset(readable, writable):
    """A ruleset that lets a process read below some paths, use one directory freely, and touch no other file."""
    abi = landlock_abi()
    every = (1 << (13 + (abi >= 2) + (abi >= 3) + (abi >= 5))) - 1
    # files; TCP bind and connect; abstract sockets and signals
    attributes = struct.pack("QQQ", every, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    ruleset = libc.syscall(SYS_LANDLOCK_CREATE, attributes, 24 if abi >= 6 else 16 if abi >= 4 else 8, 0)
    if ruleset < 0:
        check("landlock_create_ruleset", -1)
    read_only = 0x4 | 0x8  # read file, list directory
    free = every & ~(0x1 | 1 << 6 | 1 << 11)  # all but execute and making devices
    for path, access in [(p, read_only) for p in readable] + [(p, free) for p in writable]:
        if not os.path.exists(path):
            continue
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not os.path.isdir(path):
            access &= 0x4006
        if path == "/dev/null":
            access |= 0x2
        check("landlock_add_rule " + path, libc.syscall(SYS_LANDLOCK_ADD_RULE, ruleset, 1, struct.pack("=Qi", access, fd), 0))
        os.close(fd)
    return ruleset


def is_permission(error):
    return error.errno in (errno.EPERM, errno.EACCES)
