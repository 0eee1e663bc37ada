"""Threads share two arenas of memory: counted in a process of its own, by the C library itself."""

from __future__ import annotations

import subprocess
import sys

ARENAS_OF_EIGHT_THREADS = """
import ctypes, threading
from pages.shell.allocator import keep_memory_together

if {is_kept_together}:
    keep_memory_together()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.fdopen.restype = ctypes.c_void_p
all_here = threading.Barrier(8)

def work():
    all_here.wait()
    library.malloc(4000)
    all_here.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
stream = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, stream)
library.fflush(stream)
"""


def arenas(is_kept_together: bool) -> int:
    script = ARENAS_OF_EIGHT_THREADS.format(is_kept_together=is_kept_together)
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    return told.count("<heap nr=")


def test_eight_threads_share_two_arenas() -> None:
    assert arenas(is_kept_together=False) > 2
    assert arenas(is_kept_together=True) == 2
