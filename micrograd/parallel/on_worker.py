"""What a worker of a cluster does. Its arguments and results are built-in types and arrays.

Work and pieces come pickled: they are unpickled only where the engine is known to be the same.
"""

import pickle
from functools import lru_cache
from typing import Any

from micrograd.compiled import library, run_library
from micrograd.compiled.many import StopFlag
from micrograd.parallel.engine_identity import told_difference

# The flags of works that are being done here, by the key of the work.
_flags: dict[str, StopFlag] = {}


def refusal(parts: dict[str, str]) -> str:
    """Why this worker can't help whoever has an engine of these parts; "" where it can.

    Loads both compiled loops, or builds them, which takes some twenty seconds, once.
    """
    if reason := told_difference(parts):
        return reason
    try:
        library.load()
        run_library.load()
    except Exception as error:
        return f"it has no compiled loop: {error}"
    return ""


def do_piece(parts: dict[str, str], key: str, work: bytes, piece: bytes) -> tuple[str, str, Any]:
    """The address of this worker, why it refuses, and the result; None where it was stopped.

    key: names the work.
    """
    from distributed import get_worker

    address, reason = get_worker().address, refusal(parts)
    if reason:
        return address, reason, None
    stop = _flags.setdefault(key, StopFlag())
    return address, "", _work_of(work).do(pickle.loads(piece), stop)


def stop_work(key: str) -> None:
    """Let pieces of this work end soon that are being done."""
    if flag := _flags.pop(key, None):
        flag.stop()


@lru_cache(maxsize=4)
def _work_of(pickled: bytes) -> Any:
    """The work, the same object each time: what it keeps of its first piece serves the others."""
    return pickle.loads(pickled)
