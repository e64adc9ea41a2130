"""The inside of a session: a process that never runs a program keeps the place, and blocks run in forks of the last good state.

Each block runs in a fork of the process that holds what earlier blocks left. A block that ends becomes that process; one that is killed
leaves it as it was. The filter lets no program fork: the worker allows the one fork that begins a block, by seccomp's notification.
Messages, each from the process that the kernel says sent it:
 to the worker    h: ready, with the notifier   b: the block begins   d: the block ended   x: the block died   n: no fork   s: settled
 from the worker  f: fork and run what lies in the source   c: the process you came from is gone, you are the state now
"""
import array
import atexit
import builtins
import gc
import os
import random
import resource
import signal
import socket
import struct
import sys
import threading
import types

import snippet
from kernel import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, drop_capabilities, prctl

SOURCE, CHANNEL, SINK, OUT, ERR = 3, 4, 5, 6, 7  # descriptors; what is printed between blocks, by threads, goes to the sink
DONE = struct.Struct(">cBQ")  # type, exit code, KiB resident
DIED = struct.Struct(">ciQ")  # type, wait status, KiB resident
TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)


def live(job, confinement, session_filter):
    """Never returns. Builds the walls, forks the first state and then only reaps."""
    leave = os._exit
    try:
        confinement.apply(job)
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        if os.fork() == 0:
            _hold(session_filter)
        drop_capabilities()
        confinement.filter.install(os.getpid())
        os.closerange(0, 8)
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        leave(0)
    except BaseException as e:
        try:
            os.write(2, ("the sandbox could not confine the session: %r" % (e,)).encode())
        finally:
            leave(snippet.NOT_CONFINED)


def _hold(session_filter):
    """The first state: an empty program."""
    try:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        drop_capabilities()
        if os.open("/dev/null", os.O_WRONLY) != SINK or os.dup(1) != OUT or os.dup(2) != ERR:
            raise OSError("a descriptor is open that should not be")
        listener = session_filter.install_with_listener()
        channel = socket.socket(fileno=CHANNEL)
        seed, = struct.unpack(">Q", os.pread(SOURCE, 8, 0))
        random.seed(seed)
        main = types.ModuleType("__main__")
        main.__builtins__ = builtins
        sys.modules["__main__"] = main
        sys.argv = [""]
        sys.path.insert(0, os.getcwd())
        channel.sendmsg([b"h"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
        os.close(listener)
        gc.enable()
        _serve(channel, main, os.getcwd())
    except BaseException as e:
        os.write(2, ("the sandbox could not confine the session: %r" % (e,)).encode())
    finally:
        os._exit(snippet.NOT_CONFINED)


def _serve(channel, main, folder):
    """Block after block."""
    fork, wait4, leave, restore, died = os.fork, os.wait4, os._exit, random.setstate, DIED.pack
    send, receive, numbers, blocks = channel.send, channel.recv, random.getstate, 0
    while True:
        if receive(16) != b"f":
            leave(0)
        state = numbers()
        try:
            pid = fork()
        except OSError:
            send(b"n")
            continue
        if pid:
            _, status, used = wait4(pid, 0)
            send(died(b"x", status, used.ru_maxrss))
            continue
        blocks += 1
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        snippet.flush()
        os.dup2(OUT, 1)
        os.dup2(ERR, 2)
        restore(state)  # a hook of `random` draws from the system after each fork
        send(b"b")
        code = _block(main, folder, blocks)
        os.dup2(SINK, 1)
        os.dup2(SINK, 2)
        prctl(PR_SET_PDEATHSIG, 0)  # the process before this one goes now
        send(DONE.pack(b"d", code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
        if receive(16) != b"c":
            leave(0)
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        send(b"s")


def _block(main, folder, number):
    """Runs the program in the source; gives its exit code. One that runs out of memory is undone."""
    source = os.pread(SOURCE, os.fstat(SOURCE).st_size, 0)
    _, flags, size, _, _ = snippet.HEADER.unpack_from(source)
    code = source[snippet.HEADER.size:snippet.HEADER.size + size]
    name = "block%d.py" % number
    try:  # for the lines in tracebacks
        with open(os.path.join(folder, name), "wb") as f:
            f.write(code)
    except OSError:
        pass
    raised = []
    result = snippet.run(code, flags, main.__dict__, name, lambda error: raised.append(type(error)))
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    for timer in TIMERS:
        signal.setitimer(timer, 0)
    result = snippet.flush() or result
    if raised and issubclass(raised[0], MemoryError):
        os._exit(result)
    return result
