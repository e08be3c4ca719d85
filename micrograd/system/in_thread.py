"""Work in a thread of its own, for whoever must not wait long: a window, or a terminal."""

import threading
from collections.abc import Callable, Generator

from micrograd.system.priority import give_way

# The longest wait between two looks at the thread, in seconds: a third of what a slice of the
# window's work takes.
LOOK_S = 0.005


def in_thread(work: Generator[float], cancel: Callable[[], object]) -> Generator[float]:
    """Do work in a thread that gives way to the window, and yield the newest thing it yielded.

    cancel: lets the work come soon to its next yield, where it is closed; called where this
    generator ends, or is closed before. An error of the work is raised here.
    """
    stop, newest, failed = threading.Event(), [0.0], list[BaseException]()

    def draw() -> None:
        give_way()
        try:
            for newest[0] in work:
                if stop.is_set():
                    break
        except BaseException as error:
            failed.append(error)
        finally:
            work.close()

    thread = threading.Thread(target=draw, name="export")
    thread.start()
    try:
        while thread.is_alive():
            thread.join(LOOK_S)
            yield newest[0]
    finally:
        stop.set()
        cancel()
        thread.join()
    if failed:
        raise failed[0]
    yield newest[0]
