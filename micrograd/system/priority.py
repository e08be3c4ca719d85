"""How much of the processor a thread asks for."""

import os
import sys
import threading


def give_way() -> None:
    """Let the window have the processor first; Linux counts that for each thread by itself."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
