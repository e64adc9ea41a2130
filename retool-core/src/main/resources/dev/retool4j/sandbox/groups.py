"""Memory control groups, made by the owner of the worker where it may: they bound what all processes of a program hold together."""
import os


class MemoryGroup:
    """A group of one slot. Its files are opened before the worker gives up its rights, and a process enters by itself."""

    def __init__(self, folder):
        unified = os.path.exists(folder + "/memory.max")
        self.members = os.open(folder + "/cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)
        self.most = os.open(folder + "/" + ("memory.max" if unified else "memory.limit_in_bytes"), os.O_WRONLY | os.O_CLOEXEC)
        self.events = os.open(folder + "/" + ("memory.events" if unified else "memory.oom_control"), os.O_RDONLY | os.O_CLOEXEC)
        self.kills = self._kills()
        for name, value in (("memory.swap.max", "0"), ("memory.swappiness", "0"), ("memory.oom.group", "1")):
            try:
                with open(folder + "/" + name, "w") as f:
                    f.write(value)
            except OSError:
                pass  # of the other version, or without swap

    def limit(self, size):
        """For the next program."""
        os.pwrite(self.most, b"%d" % size, 0)
        self.kills = self._kills()

    def enter(self):
        os.write(self.members, b"0")

    def exceeded(self):
        """Whether the kernel ended a process of the program because all of them together held too much."""
        return self._kills() > self.kills

    def _kills(self):
        for line in os.pread(self.events, 4096, 0).splitlines():
            name, value = line.split()
            if name == b"oom_kill":
                return int(value)
        return 0
