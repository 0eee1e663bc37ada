"""Threads share two arenas, and what lies free goes back: counted in a process of its own, by library and system."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from running_app import ROOT

from pages.shell.allocator import ARROW_POOL, GIVES_BACK, keep_giving_memory_back

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


PAGES_THAT_LIE_FREE = """
import ctypes
from pathlib import Path
from pages.shell.allocator import give_memory_back

def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
# Small enough for an arena; every second one stays, so that the arena cannot shrink at its end.
pieces = [library.malloc(2**16) for _ in range(2000)]
for piece in pieces:
    ctypes.memset(piece, 1, 2**16)
for piece in pieces[::2]:
    library.free(ctypes.c_void_p(piece))
before = megabytes()
give_memory_back()
print(before - megabytes())
"""


def test_free_pages_between_others_in_use_go_back_to_the_system() -> None:
    told = subprocess.run([sys.executable, "-c", PAGES_THAT_LIE_FREE], capture_output=True, text=True, check=True)
    # A thousand pieces of 64 KiB: all of it but what shares a page with a neighbour.
    assert float(told.stdout) > 50


def test_however_often_it_is_asked_one_thread_gives_back() -> None:
    for _ in range(3):
        keep_giving_memory_back()
    assert [thread.name for thread in threading.enumerate()].count(GIVES_BACK) == 1


LARGE_PIECE_AFTER_ONE_WAS_FREED = """
import ctypes
from pathlib import Path
from pages.shell.allocator import LARGE, keep_memory_together

def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if {is_kept_together}:
    keep_memory_together()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
# The library takes the size of the first large piece that is freed for what belongs into an arena from then on.
library.free(ctypes.c_void_p(library.malloc(30 * 2**20)))
# Every second one stays, so that no arena can shrink at its end.
pieces = [library.malloc(2 * LARGE) for _ in range(400)]
for piece in pieces:
    ctypes.memset(piece, 1, 2 * LARGE)
full = megabytes()
for piece in pieces[::2]:
    library.free(ctypes.c_void_p(piece))
print(full - megabytes())
"""


def given_back(is_kept_together: bool) -> float:
    script = LARGE_PIECE_AFTER_ONE_WAS_FREED.format(is_kept_together=is_kept_together)
    return float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)


def test_large_pieces_go_back_as_soon_as_they_are_free() -> None:
    assert given_back(is_kept_together=False) < 10
    assert given_back(is_kept_together=True) > 40


POOL_OF_THE_SERVER = """
import os, runpy
runpy.run_path("app.py")
import pyarrow
print(pyarrow.default_memory_pool().backend_name, flush=True)
# What looks after memory goes on in a thread, and nobody waits for it.
os._exit(0)
"""


def pool_of_arrow(script: str, **settings: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != ARROW_POOL} | settings
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return told.stdout.splitlines()[-1]


def test_texts_of_frames_lie_in_the_arenas_unless_the_operator_chose_otherwise() -> None:
    by_itself = pool_of_arrow("import pyarrow; print(pyarrow.default_memory_pool().backend_name)")
    assert by_itself != "system"
    assert pool_of_arrow(POOL_OF_THE_SERVER) == "system"
    assert pool_of_arrow(POOL_OF_THE_SERVER, **{ARROW_POOL: by_itself}) == by_itself
