"""One heap for all threads, told by the C library itself."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys

import pytest

from mlcore.serving import memory

COUNT = """
import ctypes, sys, threading
from mlcore.serving import memory
if sys.argv[1] == "frugal":
    memory.frugal()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
held = threading.Barrier(5)
def take():
    libc.malloc(1000)
    held.wait()
    held.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
[thread.start() for thread in threads]
held.wait()
libc.fopen.restype = ctypes.c_void_p
file = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fflush(None)
held.wait()
"""


def heaps(how: str) -> int:
    """Return how many heaps a process with four threads at work has."""
    command = [sys.executable, "-c", COUNT, how]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return said.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the GNU C library's own options")
def test_all_threads_share_one_heap() -> None:
    assert heaps("frugal") == 1
    assert heaps("as it is") > 1


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    memory.frugal()
