"""The outer wall of the namespace tier: the worker locks itself into a minimal read-only root before it loads anything else."""
import os
import signal
import socket
import struct
import sys

from kernel import (BIND, NEWCGROUP, NEWIPC, NEWNET, NEWNS, NEWPID, NEWUSER, NEWUTS, NODEV, NOEXEC, NOSUID, PR_SET_DUMPABLE,
                    PR_SET_PDEATHSIG, PRIVATE, RDONLY, REC, REMOUNT, SYS_MOUNT_SETATTR, SYS_PIVOT_ROOT, check, libc, mount, prctl, unshare)

ROOT = "/tmp"  # the new root is built on top of this directory, in a mount namespace of our own
UNPRIVILEGED = 64999  # what root becomes
EMPTY = "/etc/empty"  # what a program sees as /proc
EVERYTHING = NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | NEWCGROUP
FILES = {"hosts": "127.0.0.1 localhost\n", "resolv.conf": "", "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
         "passwd": "nobody:x:65534:65534:nobody:/tmp:/bin/false\n", "group": "nogroup:x:65534:\n"}


def python_paths():
    """What this Python reads: its prefixes and the folders on its path, outermost only."""
    wanted = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    wanted |= {os.path.realpath(p) for p in wanted} | {p for p in sys.path if os.path.isdir(p)}
    wanted = sorted(os.path.abspath(p) for p in wanted if os.path.isdir(p))
    if "/" in wanted:
        raise OSError("this Python's prefix is the root folder: all of the host would be readable")
    return [p for p in wanted if not any(p.startswith(q + "/") for q in wanted)]


def _build():
    mount("none", "/", None, REC | PRIVATE)
    shown = ["/usr"] + [p for p in python_paths() if not (p + "/").startswith("/usr/")]
    shown += [p for p in ("/etc/ld.so.cache", "/etc/localtime") if os.path.exists(p)]
    links = []
    for lib in ("/lib", "/lib32", "/lib64", "/libx32"):
        if os.path.islink(lib):
            links.append((os.readlink(lib), lib))
        elif os.path.isdir(lib):
            shown.append(lib)
    shown += ["/dev/" + d for d in ("null", "zero", "full", "random", "urandom")]
    sources = [os.open(p, os.O_PATH | os.O_CLOEXEC) for p in shown]  # opened first: the new root may hide where they are
    kinds = [os.path.isdir(p) for p in shown]
    mount("tmpfs", ROOT, "tmpfs", NOSUID | NODEV, "size=1m,mode=0755")
    for target, link in links:
        os.symlink(target, ROOT + link)
    for path, source, directory in zip(shown, sources, kinds):
        target = ROOT + path
        if directory:
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            open(target, "a").close()
        mount("/proc/self/fd/%d" % source, target, None, BIND | (REC if directory else 0))
        attributes = struct.pack("QQQQ", RDONLY | NOSUID | (0 if path.startswith("/dev/") else NODEV), 0, 0, 0)
        check("mount_setattr " + path, libc.syscall(SYS_MOUNT_SETATTR, -100, target.encode(), 0x8000, attributes, 32))
        os.close(source)
    for directory in ("proc", "tmp", "etc", EMPTY[1:]):
        os.makedirs(ROOT + "/" + directory, exist_ok=True)
    for link in ("/mnt", "/dev/shm"):  # a program writes there into its own /tmp
        os.symlink("/tmp", ROOT + link)
    for name, text in FILES.items():
        with open(ROOT + "/etc/" + name, "w") as f:
            f.write(text)
    return [p for p in shown if p.startswith("/tmp/")]


def enter():
    """Puts this process into namespaces of its own, as pid 1, under a read-only root. Returns what the server must know.

    Started by root, the root folder is built first and the process then becomes an ordinary user before it makes the user namespace:
    limits on processes do not hold for uid 0. The calling process stays outside and waits.
    """
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        unshare(NEWNS)
        hidden = _build()
        uid = gid = UNPRIVILEGED
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        prctl(PR_SET_DUMPABLE, 1)  # or /proc/self/uid_map is not ours
        unshare(EVERYTHING)
    else:
        unshare(EVERYTHING)
        hidden = None
    for name, text in (("setgroups", "deny"), ("uid_map", "0 %d 1" % uid), ("gid_map", "0 %d 1" % gid)):
        with open("/proc/self/" + name, "w") as f:
            f.write(text)
    if hidden is None:
        hidden = _build()
    pid = os.fork()
    if pid:
        os.close(0)
        os.close(1)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0xFF)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    mount("none", "/", None, REC | PRIVATE)
    mount(ROOT, ROOT, None, BIND | REC)  # mounts inherited from another user namespace cannot be pivoted to; a copy can
    masked = False
    try:
        mount("proc", ROOT + "/proc", "proc", NOSUID | NODEV | NOEXEC)
    except PermissionError:  # a container with a masked /proc: keep the inherited one for this server; snippets never see it
        mount("/proc", ROOT + "/proc", None, BIND | REC)
        masked = True
    os.chdir(ROOT)
    check("pivot_root", libc.syscall(SYS_PIVOT_ROOT, b".", b"."))  # stacked onto itself: no folder for the old root is needed
    check("umount2", libc.umount2(b".", 2))
    os.chdir("/")
    mount("none", "/", None, REMOUNT | RDONLY | BIND | NOSUID | NODEV)
    socket.sethostname("sandbox")
    return {"masked_proc": masked, "under_tmp": hidden}
