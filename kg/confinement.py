"""
What a process that runs SPARQL texts from outside takes from itself, for good.

Linux is the target; macOS does not enforce the limit of memory and cannot watch for the end of the
process that it was forked from.
"""

from __future__ import annotations

import ctypes
import fcntl
import math
import os
import resource
import signal
import sys
import time

CHANNEL_FD = 3
"""The descriptor by which a confined process talks with whoever asked for it."""

_STATM_FD = 4
_STATM_OF_SELF = "/proc/self/statm"
_READ_SIZE = 65_536
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
# Of its share of memory, what a process may keep between queries before it retires.
_KEPT_SHARE = 8


class Confinement:
    """
    The limits of forked processes; made before the fork, which then costs as little as it can.

    Args:
        memory_bytes: What a process may take on top of what it has when it is confined.
    """

    def __init__(self, memory_bytes: int) -> None:
        self._memory = memory_bytes
        self._forked_from = os.getpid()
        self._is_linux = sys.platform == "linux"
        self._prctl = ctypes.CDLL(None).prctl if self._is_linux else None
        self._space = 0
        self._processor_time = 0

    def enter(self, channel: int, spare: int = 0) -> None:
        """
        Take from the process what a query has no use for.

        Args:
            channel: The descriptor that becomes `CHANNEL_FD`; all others are closed.
            spare: How many descriptors it may still open.
        """
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if self._prctl is not None:
            self._prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
            self._prctl(_PR_SET_DUMPABLE, 0)
            if os.getppid() != self._forked_from:  # It died before its death could be watched.
                os._exit(1)
        # Standard output is /dev/null; a process that aborts has nothing to say to an operator.
        os.dup2(1, 0)
        os.dup2(1, 2)
        # By way of high numbers, because either may stand where the other goes.
        statm = os.open(_STATM_OF_SELF, os.O_RDONLY) if self._is_linux else 1
        kept = [
            fcntl.fcntl(descriptor, fcntl.F_DUPFD, _STATM_FD + 1) for descriptor in (channel, statm)
        ]
        os.dup2(kept[0], CHANNEL_FD)
        os.dup2(kept[1], _STATM_FD)
        os.closerange(_STATM_FD + 1, os.sysconf("SC_OPEN_MAX"))
        _limit(resource.RLIMIT_NOFILE, _STATM_FD + 1 + spare)
        _limit(resource.RLIMIT_CORE, 0)
        if self._is_linux:
            self._space = _address_space(_STATM_FD)
            _limit(resource.RLIMIT_AS, self._memory + self._space)

    def start_clock(self, seconds: float) -> None:
        """Give the next query so much time, counted from now; the kernel ends the process then."""
        signal.setitimer(signal.ITIMER_REAL, seconds)
        needed = time.process_time() + seconds + 1
        if needed > self._processor_time:
            # Whole seconds, and one more, so that not every query has to move the limit.
            self._processor_time = math.ceil(needed) + 1
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            resource.setrlimit(resource.RLIMIT_CPU, (self._processor_time, hard))

    def stop_clock(self) -> None:
        """Take the time as long as it takes to wait for the next query."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def allows_another(self) -> bool:
        """Tell whether so little memory is kept of the queries before that another may run."""
        if not self._is_linux:
            return True
        return (_address_space(_STATM_FD) - self._space) * _KEPT_SHARE < self._memory


def _limit(kind: int, value: int) -> None:
    resource.setrlimit(kind, (value, value))


def _address_space(statm: int) -> int:
    """Return the bytes that a process has mapped, read from its open /proc/<pid>/statm."""
    return int(os.pread(statm, _READ_SIZE, 0).split()[0]) * resource.getpagesize()
