"""What a worker of a cluster does. Its arguments and results are built-in types and arrays.

Work and pieces come pickled: they are unpickled only where the engine is known to be the same.
"""

import pickle
from threading import Lock
from typing import Any

from micrograd.compiled import library, run_library
from micrograd.compiled.many import StopFlag
from micrograd.parallel.engine_identity import told_difference

# The flags of works that are being done here, by the key of the work.
_flags: dict[str, StopFlag] = {}
# The keys of works that have ended, newest last: pieces of theirs that were on their way may still
# come. The newest MOST_ENDED are kept; pieces of older works have come long since.
_ended: dict[str, None] = {}
MOST_ENDED = 1000
# The newest works that are being done here, by their keys. Each is the same object for all of its
# pieces: what it keeps of the first serves the others.
_works: dict[str, Any] = {}
_works_lock = Lock()
MOST_WORKS = 4
# The answer of a worker that has not got the work of a piece, where others have a reason to refuse.
WANTS_WORK = "it has not got the work yet"


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


def do_piece(
    parts: dict[str, str], key: str, work: bytes | None, piece: bytes
) -> tuple[str, str, Any]:
    """The address of this worker, why it refuses, and the result; None where the work has ended.

    key: names the work. work: None where the worker may have got it already; where it has not it
    answers WANTS_WORK.
    """
    from distributed import get_worker

    address, reason = get_worker().address, refusal(parts)
    if reason:
        return address, reason, None
    stop = _flags.setdefault(key, StopFlag())
    # After the flag is there: `stop_work`, in another thread, does both in the other order.
    if key in _ended:
        _flags.pop(key, None)
        return address, "", None
    known = _work_of(key, work)
    if known is None:
        return address, WANTS_WORK, None
    return address, "", known.do(pickle.loads(piece), stop)


def stop_work(key: str) -> None:
    """Let pieces of this work end soon that are being done; none begins from here on."""
    _ended[key] = None
    if len(_ended) > MOST_ENDED:
        del _ended[next(iter(_ended))]
    if flag := _flags.pop(key, None):
        flag.stop()
    with _works_lock:
        _works.pop(key, None)


def _work_of(key: str, pickled: bytes | None) -> Any:
    """The work of this key; None where it is not there and does not come with the piece either."""
    with _works_lock:
        if key not in _works and pickled is not None:
            _works[key] = pickle.loads(pickled)
            if len(_works) > MOST_WORKS:
                del _works[next(iter(_works))]
        return _works.get(key)
