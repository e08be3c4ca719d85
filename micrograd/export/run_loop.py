"""Gets the loop for many runs ready without keeping a cancelled export waiting for it."""

import threading
from collections.abc import Generator

from micrograd.compiled import UnavailableError, run_library
from micrograd.export.options import ExportError
from micrograd.system.in_thread import LOOK_S


def run_loop_made() -> Generator[float]:
    """Load the loop for many runs, or build it, which takes some twenty seconds; yields 0 often.

    Closed early it does not wait: the loop is made in a thread of its own, for the next export.
    Raises ExportError where there is none.
    """
    failed = list[Exception]()

    def load() -> None:
        try:
            run_library.load()
        except Exception as error:
            failed.append(error)

    # A daemon: a program that ends does not wait for it either.
    thread = threading.Thread(target=load, name="loop for many runs", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(LOOK_S)
        yield 0.0
    for error in failed:
        if isinstance(error, UnavailableError):
            raise ExportError(f"the map needs the compiled loop, {error}")
        raise error
