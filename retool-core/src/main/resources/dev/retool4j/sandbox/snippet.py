"""The life of one snippet, in a process of its own: forked, confined, then run as `__main__`."""
import _thread
import ast
import atexit
import base64
import builtins
import fcntl
import gc
import json
import os
import random
import resource
import signal
import struct
import sys
import threading
import types

import container
from kernel import (BIND, NEWIPC, NEWNS, NEWUSER, NODEV, NOSUID, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, REC, SYS_LANDLOCK_RESTRICT, attach,
                    check, close_from, drop_capabilities, libc, mount, prctl, unshare)

HEADER = struct.Struct(">QBIII")  # seed, flags, bytes of code, of stdin, of files
ABSENT = 0xFFFFFFFF
PRINT_LAST = 1
NOT_CONFINED = 252
MB = 1 << 20


class Confinement:
    """How snippets of this worker are locked in; made once, before the first fork."""

    def __init__(self, tier, config, facts, seccomp_filter, base_memory):
        self.tier, self.config, self.filter, self.base_memory = tier, config, seccomp_filter, base_memory
        self.under_tmp = facts.get("under_tmp", [])
        self.null = os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
        # what a child would have to work out is made here: each page that it touches for that is copied, which takes microseconds
        options = ",".join("%s=%s" % option for option in self.file_system().items())
        self.own_tmp = (b"tmpfs", b"/tmp", b"tmpfs", NOSUID | NODEV, options.encode())
        self.no_proc = (container.EMPTY.encode(), b"/proc", None, BIND, None)
        self.fixed_limits = [(resource.RLIMIT_FSIZE, config["file_mb"] * MB), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, config["files"]),
                             (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_STACK, config["stack_mb"] * MB)]

    def apply(self, job):
        """Before any byte of the snippet is looked at. A step that fails raises, and the process ends: nothing is silently weaker."""
        if self.config["bare"]:  # what a fork costs without any of this; for benchmarks only
            for target, source in enumerate((self.null, job.out, job.err, job.source)):
                os.dup2(source, target)
            os.chdir(job.folder)
            return
        if job.group is not None:
            job.group.enter()
        os.setsid()  # always: kill(0, SIGKILL) would otherwise reach the server, process groups cross pid namespaces
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if self.tier == "namespaces":
            self._own_files(job)
        ruleset = None if job.ruleset is None else fcntl.fcntl(job.ruleset, fcntl.F_DUPFD, 200)
        kept = [self.null, job.out, job.err, job.source]
        if job.channel is not None:
            kept.append(fcntl.fcntl(job.channel, fcntl.F_DUPFD, 200))
        for target, source in enumerate(kept):
            os.dup2(source, target)
        if ruleset is not None:
            ruleset = os.dup2(ruleset, len(kept))
        close_from(len(kept) + (ruleset is not None))
        if self.tier == "namespaces":
            unshare(NEWUSER)  # its own process accounting, no power over the namespaces above
        if self.config["nice"]:
            os.nice(self.config["nice"])
        for what, values in job.limits:
            resource.setrlimit(what, values)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        if self.tier != "namespaces":
            os.chdir(job.folder)
        if ruleset is not None:
            check("landlock_restrict_self", libc.syscall(SYS_LANDLOCK_RESTRICT, ruleset, 0))
            os.close(ruleset)

    def close_kernel(self):
        """The last wall: after it no privileged call works."""
        if self.config["bare"]:
            return
        try:
            drop_capabilities()
            self.filter.install(os.getpid())
        except OSError:
            if self.tier != "none":  # there the filter is taken where it can be had
                raise

    def file_system(self):
        """The options of a snippet's own tmpfs."""
        return {"size": "%dm" % self.config["tmp_mb"], "nr_inodes": str(self.config["inodes"]), "mode": "0700"}

    def _own_files(self, job):
        unshare(NEWNS | NEWIPC)
        if job.kept is not None or self.under_tmp:
            self._own_tmp_with_more(job)
        elif libc.mount(*self.own_tmp) != 0:
            check("mount /tmp", -1)
        if libc.mount(*self.no_proc) != 0:
            check("mount /proc", -1)
        os.chdir("/tmp")

    def _own_tmp_with_more(self, job):
        """A /tmp whose files outlive the program, or below which Python lives, which stays visible there."""
        shown = [os.open(p, os.O_PATH | os.O_CLOEXEC) for p in self.under_tmp]
        if job.kept is None:
            check("mount /tmp", libc.mount(*self.own_tmp))
        else:
            attach(job.kept, "/tmp")
        for path, fd in zip(self.under_tmp, shown):
            os.makedirs(path)
            mount("/proc/self/fd/%d" % fd, path, None, BIND | REC)

    def limits(self, job):
        """What the process of a program is limited to: resource, soft and hard limit."""
        limits = [(resource.RLIMIT_AS, self.base_memory + job.memory_mb * MB), (resource.RLIMIT_CPU, int(job.limit) + 1), *self.fixed_limits]
        if self.tier == "namespaces":  # counted in the snippet's own user namespace; elsewhere it would count the user's other processes
            of_session = 0 if job.session is None else 3  # the root, the state and the block
            limits.append((resource.RLIMIT_NPROC, job.processes + of_session))
        for i, (what, value) in enumerate(limits):
            hard = resource.getrlimit(what)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            limits[i] = (what, (value, value))
        return limits


def seed_libraries(seed):
    """Before the fork: it would copy one state of the generators to all snippets, and seeding in the child costs 150 page faults."""
    random.seed(seed)
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed(seed & 0xFFFFFFFF)
    sympy_random = sys.modules.get("sympy.core.random")
    if sympy_random is not None:
        sympy_random.rng.seed(seed ^ 0x5DEECE66D)  # not the numbers of `random`


def _standard_input(data):
    read, write = os.pipe()
    if len(data) <= 65536:
        os.write(write, data)
    else:
        with open(".stdin", "wb") as f:
            f.write(data)
        os.close(read)
        read = os.open(".stdin", os.O_RDONLY)
        os.unlink(".stdin")
    os.close(write)
    os.dup2(read, 0)
    os.close(read)


def _write_files(files):
    for name, content in json.loads(files).items():
        path = os.path.join(os.getcwd(), name[5:] if name.startswith("/tmp/") else name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(base64.b64decode(content or ""))


def write_file(name, content):
    """A new file; `open` would touch three times the pages."""
    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    while content:
        content = content[os.write(fd, content):]
    os.close(fd)


def _compile(code, flags, name):
    """The program, and its final expression where its value is to be printed."""
    if not flags & PRINT_LAST:
        return compile(code, name, "exec", dont_inherit=True), None
    tree = compile(code, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        return compile(tree, name, "exec", dont_inherit=True), None
    tree.body.pop()
    value = compile(ast.Expression(last.value), name, "eval", dont_inherit=True)
    return compile(tree, name, "exec", dont_inherit=True), value


def run(code, flags, namespace, name="main.py", raised=None):
    """Runs a program in a namespace, its traceback to stderr; gives its exit code. `raised` is told of an exception that ended it."""
    try:
        program, last = _compile(code, flags, name)
        exec(program, namespace)
        if last is not None:
            value = eval(last, namespace)
            if value is not None:
                print(repr(value))
        return 0
    except SystemExit as e:
        if e.code is None or isinstance(e.code, int):
            return (e.code or 0) & 0xFF
        try:
            print(e.code, file=sys.stderr)
        except BaseException:
            pass
    except BaseException as e:
        trace = e.__traceback__ and e.__traceback__.tb_next  # without this very frame
        e.__traceback__ = trace
        try:
            if raised is not None:
                raised(e)
            sys.excepthook(type(e), e, trace)
        except BaseException:
            pass
    return 1


def flush():
    """Writes out what is printed; 120, as CPython's own exit code, where that fails."""
    code = 0
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            code = 120
    return code


def live(job, confinement, confined):
    """Never returns. `confined` is called once the walls stand; the server then knows that what follows is the program's doing."""
    leave, threads, shutdown, exit_functions = os._exit, _thread._count, threading._shutdown, atexit._run_exitfuncs
    try:
        confinement.apply(job)
        confinement.close_kernel()
        source = os.pread(3, os.fstat(3).st_size, 0)
        os.close(3)
        seed, flags, code_size, stdin_size, files_size = HEADER.unpack_from(source)
        at = HEADER.size
        code = source[at:at + code_size]
        at += code_size
        if stdin_size != ABSENT:
            _standard_input(source[at:at + stdin_size])
            at += stdin_size
        if files_size:
            _write_files(source[at:at + files_size])
        del source
        write_file("main.py", code)
        main = types.ModuleType("__main__")
        main.__builtins__ = builtins
        main.__file__ = "main.py"
        sys.modules["__main__"] = main
        sys.argv = ["main.py"]
        sys.path.insert(0, os.getcwd())
        gc.enable()
        confined()
    except BaseException as e:
        try:
            os.write(2, ("the sandbox could not confine the snippet: %r" % (e,)).encode())
        finally:
            leave(NOT_CONFINED)
    result = 1
    try:
        result = run(code, flags, main.__dict__)
        for function in (shutdown, exit_functions) if threads() else (exit_functions,):
            try:
                function()
            except BaseException:
                pass
        result = flush() or result
    finally:
        leave(result)
