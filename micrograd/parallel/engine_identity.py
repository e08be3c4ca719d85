"""engine_identity: what makes the bits of a run, so that pixels of different makers are not mixed.

A run's numbers follow from the sources of both compiled loops and from the functions of the C
library; everything else it does is rounded as IEEE 754 says, on every machine.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from micrograd.compiled import library, run_library

# The functions of the C library that training and drawing call, each with a range of its numbers.
FUNCTIONS = (
    (math.tanh, -20.0, 20.0),
    (math.exp, -30.0, 30.0),
    (math.log, 1e-9, 30.0),
    (math.sin, -30.0, 30.0),
    (math.cos, -30.0, 30.0),
    (math.erf, -5.0, 5.0),
)
# Two roundings of a function differ in more than one of so many numbers.
TRIED = 4096
DIGITS = 16
# What all of the library's source is called beside the functions.
LIBRARY = "micrograd"
ROOT = Path(__file__).parents[1]


@lru_cache(maxsize=1)
def engine_identity() -> str:
    """The same text wherever a run comes to the same numbers, to the last bit."""
    sources = sorted({**library.sources(), **run_library.sources()}.items())
    texts = (*(text for _, text in sources), *_functions().values())
    return _digest(text.encode() for text in texts)


@lru_cache(maxsize=1)
def parts_of_engine() -> dict[str, str]:
    """What two machines compare before they share work: a digest of each part, by its name.

    They send each other work, too: all of the library's source has to be the same.
    """
    sources = sorted(ROOT.rglob("*.py"))
    return {LIBRARY: _digest(path.read_bytes() for path in sources), **_functions()}


def told_difference(parts: Mapping[str, str]) -> str:
    """How an engine differs from this one, in words; "" where it is the same.

    parts: its `parts_of_engine`.
    """
    own = parts_of_engine()
    names = [name for name in own if parts.get(name) != own[name]]
    if LIBRARY in names:
        return f"it has another version of {LIBRARY}"
    rounds = "rounds" if len(names) == 1 else "round"
    return f"its {' and '.join(names)} {rounds} differently" if names else ""


def _functions() -> dict[str, str]:
    """A digest of many results of each function of the C library, by its name."""
    # Numbers with bits in all places, at the distances of the golden ratio.
    places = np.arange(1, TRIED + 1) * ((math.sqrt(5) - 1) / 2) % 1
    return {
        function.__name__: _digest(
            [np.array([*map(function, (low + (high - low) * places).tolist())]).tobytes()]
        )
        for function, low, high in FUNCTIONS
    }


def _digest(texts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text)
    return digest.hexdigest()[:DIGITS]
