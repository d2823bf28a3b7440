"""What a process has used, by its own accounting in /proc, and what the rest of the machine did meanwhile."""

import os
import time

TICKS = os.sysconf("SC_CLK_TCK")


def _read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _stat_fields(pid):
    """The fields of /proc/PID/stat from the third on: the name before them may hold blanks."""
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()


def family(root):
    """The process and all its descendants: nginx's master and workers, or one process."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(_stat_fields(entry)[1])
            except OSError:
                continue
    found = [root]
    for pid in found:
        found.extend(child for child, parent in parents.items() if parent == pid)
    return found


def _task_seconds(pid):
    """CPU time of every thread that lives, in nanoseconds of the scheduler; utime + stime has ticks of 10 ms only."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        total += int(_read(f"/proc/{pid}/task/{task}/schedstat").split()[0])
    return total / 1e9


def cpu_seconds(root):
    """User and system time of the whole family so far."""
    total = 0.0
    for pid in family(root):
        try:
            total += _task_seconds(pid)
        except OSError:  # a kernel without scheduler statistics
            fields = _stat_fields(pid)
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def memory_kib(root):
    """(anonymous, resident) memory of the whole family in KiB, shared pages of each counted as its own."""
    sums = {"Anonymous": 0, "Rss": 0}
    for pid in family(root):
        for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
            name = line.partition(":")[0]
            if name in sums:
                sums[name] += int(line.split()[1])
    return sums["Anonymous"], sums["Rss"]


def peak_rss_kib(root):
    """The most resident memory that the process itself ever had, in KiB."""
    for line in _read(f"/proc/{root}/status").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def machine_busy_seconds():
    """CPU time spent on anything at all, steal included, since the machine started."""
    user, nice, system, _idle, _wait, irq, soft, steal = map(int, _read("/proc/stat").split("\n", 1)[0].split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICKS


class Window:
    """A stretch of time: opened at construction, closed by close(); tells what server and others used in it."""

    def __init__(self, server, *others_of_ours):
        self._server = server
        self._ours = others_of_ours
        self._begin = self._look()

    def _look(self):
        own = sum(cpu_seconds(pid) for pid in self._ours) + time.process_time()
        return time.monotonic(), cpu_seconds(self._server), own, machine_busy_seconds()

    def close(self):
        now = self._look()
        wall, server, own, busy = (after - before for after, before in zip(now, self._begin))
        foreign = max(0.0, busy - server - own) / (wall * os.cpu_count())
        return {"wall": wall, "server_share": server / wall, "foreign_share": foreign}
