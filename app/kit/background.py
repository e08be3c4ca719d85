"""A thread for work beside the window, which gives way to it."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor


def background_thread(name: str) -> ThreadPoolExecutor:
    """Make a thread that does one thing after the other."""
    return ThreadPoolExecutor(1, name, initializer=give_way)


def give_way() -> None:
    """Let the window have the processor first; Linux counts that for each thread by itself."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
