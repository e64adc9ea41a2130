"""Sessions: blocks that share their state, each run in a fork of the process that holds what the earlier ones left (see cell.py).

A session is a tree of processes behind the same walls as a program of its own: a root that only keeps the place, the state after the last
good block, and while a block runs the block. What does not run is stopped, threads and all. A block that ends becomes the state; one that
is killed or dies leaves the state as it was. A process of a session that breaks the order of messages ends its session.
"""
import array
import fcntl
import os
import select
import signal
import socket
import struct
import time

import cell
import kernel
from kernel import memory_file

STARTING, IDLE, FORKING, RUNNING, SETTLING, MOURNING, DEAD = range(7)
OUTPUT, CANCELLED = 2, 4  # reasons of server.py
CREDENTIALS = struct.Struct("iII")
NOTICE = struct.Struct("=QIIiIQ6Q")  # seccomp_notif: id, pid, flags, number, architecture, address, arguments
VERDICT = struct.Struct("=QqiI")  # seccomp_notif_resp: id, value, error, flags
RECEIVE, SEND, CONTINUE = 0xC0502100, 0xC0182101, 1
PAGE = 4096
GRACE = 5.0  # seconds for the steps after a block, which take microseconds
MOST_REFUSED = 256  # forks that a block may try: each costs the worker a moment
LOST = b"\nthe session's state is lost: the next block begins with an empty one\n"


class Process:
    """A process of a session that may run programs."""

    def __init__(self, session, pid):
        self.session, self.pid, self.pidfd = session, pid, os.pidfd_open(pid)
        session.server.watch(self.pidfd, lambda events: self.ended())

    def ended(self):
        self.release()
        self.session.died(self)

    def send(self, number):
        try:
            if self.pidfd is not None:
                signal.pidfd_send_signal(self.pidfd, number)
        except OSError:
            pass

    def release(self):
        if self.pidfd is not None:
            self.session.server.forget(self.pidfd)
            self.pidfd = None


class Session:
    def __init__(self, server, number, output):
        self.server, self.number = server, number
        self.phase, self.job, self.root, self.state, self.block, self.listener, self.report = STARTING, None, None, None, None, None, None
        self.granted, self.refused, self.since, self.cpu = False, 0, 0.0, 0.0
        self.doomed = None  # why the session was ended from here; None while it was not
        self.expected = False  # whether nobody will ask for its state again
        self.folder = server.session_folder(number)
        self.channel, self.inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.channel.setblocking(False)
        self.size = (output // PAGE + 2) * PAGE
        self.out, self.err, self.source = memory_file("out", self.size), memory_file("err", self.size), memory_file("source")

    # -- a block

    def start(self, job, seed):
        """Forks the root; the first block runs when the first state has reported."""
        self.job = job
        reader = os.open("/proc/self/fd/%d" % self.source, os.O_RDONLY | os.O_CLOEXEC)
        job.source, job.channel, job.folder = reader, self.inside.fileno(), self.folder
        job.ruleset, job.limits = self.server.ruleset(self.folder), self.server.confinement.limits(job)
        try:
            self.root_pid, self.root = self.server.fork(seed, self.folder, lambda: self._live(job))
        finally:
            os.close(reader)
            self.inside.close()
            if job.ruleset is not None:
                os.close(job.ruleset)
        job.pid = self.root_pid
        self.server.watch(self.root, lambda events: self.root_ended())
        self.server.watch(self.channel.fileno(), lambda events: self.receive())

    def _live(self, job):
        self.server.flags.close()  # shared with all snippets of this worker
        cell.live(job, self.server.confinement, self.server.session_filter)

    def run(self, job):
        self.job, job.pid, job.folder = job, self.state.pid, self.folder
        self._fork()

    def prepare(self, program):
        """Puts a program into the source and empties the output."""
        os.ftruncate(self.source, 0)
        os.pwritev(self.source, [program], 0)
        for fd in (self.out, self.err):
            kernel.zero(fd, self.size)
            os.lseek(fd, 0, os.SEEK_SET)

    def _fork(self):
        self.phase, self.granted, self.refused = FORKING, False, 0
        self.state.send(signal.SIGCONT)
        self._tell(b"f")

    def stop(self, reason):
        """Ends the block that runs; the state before it stays."""
        self.job.reason = self.job.reason or reason
        if self.phase == RUNNING:
            self.block.send(signal.SIGKILL)
        elif self.phase not in (IDLE, DEAD) and reason != CANCELLED:  # a cancelled one dies as soon as it is born
            self.end(b"")

    def settling(self, now):
        """Whether the block is over and only the change of state goes on."""
        return self.phase in (SETTLING, MOURNING) and now < self.since + GRACE

    # -- messages

    def _tell(self, message):
        try:
            if self.channel is None:
                raise BrokenPipeError
            self.channel.send(message)
        except OSError:
            self.end(b"")

    def receive(self):
        try:
            space = socket.CMSG_SPACE(CREDENTIALS.size) + (socket.CMSG_SPACE(4) if self.phase == STARTING else 0)
            message, extras, _, _ = self.channel.recvmsg(32, space)
        except BlockingIOError:
            return
        except OSError:
            message, extras = b"", ()
        sender = 0
        for level, kind, data in extras:
            if kind == socket.SCM_CREDENTIALS and len(data) >= CREDENTIALS.size:
                sender = CREDENTIALS.unpack_from(data)[0]
            elif kind == socket.SCM_RIGHTS:
                descriptor = array.array("i", data)[0]
                if self.listener is None:
                    self.listener = descriptor
                else:
                    os.close(descriptor)
        if not message:
            self._deaf()  # all that held the other end are gone
        elif not self._message(message[:1], sender, message):
            self.end(b"the program interfered with its session")

    def _message(self, kind, sender, message):
        """Handles a message; False if it is out of order."""
        if self.phase == RUNNING and kind == b"x" and sender == self.state.pid:
            self._mourn()  # the block's death came to the state before it came here
        phase, now = self.phase, time.monotonic()
        if phase == STARTING and kind == b"h" and self.listener is not None:
            self.server.watch(self.listener, self.asked)
            self.state = Process(self, sender)
            self._fork()
        elif phase == FORKING and kind == b"b" and sender != self.state.pid:
            try:
                self.block = Process(self, sender)
            except ProcessLookupError:  # dead already, and taken notice of by the state, which will say how
                self.job.pid, self.cpu, self.phase, self.since = sender, 0.0, MOURNING, now
                return True
            except OSError:
                return False
            self.job.pid, self.phase = sender, RUNNING
            self.state.send(signal.SIGSTOP)
            if self.job.reason:  # cancelled meanwhile
                self.block.send(signal.SIGKILL)
        elif phase == FORKING and kind == b"n" and sender == self.state.pid:
            self.phase = IDLE
            self.state.send(signal.SIGSTOP)
            self.answer(self.server.FAILED, note=b"no process could be forked for a block of a session")
        elif phase == RUNNING and kind == b"d" and sender == self.block.pid and len(message) == cell.DONE.size and self._flooded():
            self.stop(OUTPUT)
        elif phase == RUNNING and kind == b"d" and sender == self.block.pid and len(message) == cell.DONE.size:
            self.report = cell.DONE.unpack(message)[1:]
            self.cpu, self.phase, self.since = self.server.cpu_time(sender), SETTLING, now
            self.state.send(signal.SIGKILL)
        elif phase == SETTLING and kind == b"s" and sender == self.state.pid:
            self.state.send(signal.SIGSTOP)
            self.phase = IDLE
            self.answer(self.job.reason, code=self.report[0], resident=self.report[1], cpu=self.cpu)
        elif phase == MOURNING and kind == b"x" and sender == self.state.pid and len(message) == cell.DIED.size:
            _, status, resident = cell.DIED.unpack(message)
            self.state.send(signal.SIGSTOP)
            self.phase = IDLE
            number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
            self.answer(self.job.reason, number, code, resident, self.cpu)
        else:
            return False
        return True

    def _deaf(self):
        if self.channel is not None:
            self.server.forget(self.channel.detach())
            self.channel = None

    def _flooded(self):
        return os.lseek(self.out, 0, os.SEEK_CUR) + os.lseek(self.err, 0, os.SEEK_CUR) > self.job.output

    def asked(self, events):
        """A process of the session wants to fork: only the state may, and only to begin a block."""
        if not events & select.EPOLLIN:  # nobody is left who could ask
            self._unasked()
            return
        notice = bytearray(NOTICE.size)
        try:
            fcntl.ioctl(self.listener, RECEIVE, notice)
            number, pid = NOTICE.unpack(notice)[:2]
            allowed = self.phase == FORKING and pid == self.state.pid and not self.granted
            fcntl.ioctl(self.listener, SEND, VERDICT.pack(number, 0, 0 if allowed else -1, CONTINUE if allowed else 0))
        except OSError:  # the one that asked is gone, or all are
            return
        self.granted |= allowed
        self.refused += not allowed
        if self.refused > MOST_REFUSED and self.phase == RUNNING:
            self.block.send(signal.SIGKILL)

    def _unasked(self):
        if self.listener is not None:
            self.server.forget(self.listener)
            self.listener = None

    # -- deaths

    def died(self, process):
        if process is self.block and self.phase == RUNNING:
            self._mourn()
        elif process is self.state and self.phase == SETTLING and self.block is not None:
            self.state, self.block = self.block, None
            self._tell(b"c")
        elif self.phase != DEAD:
            self.end(b"")

    def _mourn(self):
        """The block is dead; the state it came from goes on when it has said how."""
        self.cpu, self.phase, self.since = self.server.cpu_time(self.block.pid), MOURNING, time.monotonic()
        self.block.release()
        self.block = None
        self.state.send(signal.SIGCONT)

    def end(self, note):
        """Kills the session; what runs in it is answered when all of it is gone."""
        if self.doomed is None:
            self.doomed = note
        self.phase = DEAD
        for process in (self.block, self.state):
            if process is not None:
                process.send(signal.SIGKILL)
        if self.root is not None:
            try:
                signal.pidfd_send_signal(self.root, signal.SIGKILL)
            except OSError:
                pass

    def root_ended(self):
        """All of the session is gone, or is taken away now."""
        self.server.forget(self.root)
        outside = self.doomed is None
        self.end(b"")
        _, status, used = os.wait4(self.root_pid, 0)
        if self.server.tier != "namespaces":
            self.server.kill_orphans(self.root_pid)
        self.server.sessions.pop(self.number, None)
        begun = self.state is not None
        if begun and not self.expected and (outside or self.job is None):
            self.server.gone.add(self.number)
        if self.job is not None and (outside or not begun):
            self.answer(self.server.FAILED, note=b"the process of the session was killed from outside" if begun else b"")
        elif self.job is not None:
            self.answer(self.job.reason, signal.SIGKILL, -1, used.ru_maxrss, 0.0, self.doomed + LOST)
        self.close()

    def answer(self, reason, number=0, code=-1, resident=0, cpu=0.0, note=b""):
        job, self.job = self.job, None
        if number == signal.SIGKILL and reason == self.server.EXITED and not note:
            if self.refused > MOST_REFUSED:
                note = b"\nstopped: it tried to fork again and again\n"
            elif cpu < job.limit * 0.9:
                reason, note = self.server.FAILED, b"the process of a block was killed from outside"
        self.server.answer(job, reason, number, code, resident, cpu, note)

    def close(self):
        """Gives back what the session held here."""
        self.phase = DEAD
        self._deaf()
        self._unasked()
        self.inside.close()
        for process in (self.block, self.state):
            if process is not None:
                process.release()
        for fd in (self.out, self.err, self.source):
            os.close(fd)
        self.server.remove_folder(self.folder)
