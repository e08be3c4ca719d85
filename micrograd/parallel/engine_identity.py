"""engine_identity: what makes the bits of a run, so that pixels of different makers are not mixed.

A run's numbers follow from the sources of both compiled loops and from the functions of the C
library; everything else it does is rounded as IEEE 754 says, on every machine.
"""

import hashlib
import math
from functools import lru_cache

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


@lru_cache(maxsize=1)
def engine_identity() -> str:
    """The same text wherever a run comes to the same numbers, to the last bit."""
    digest = hashlib.sha256()
    for _, text in sorted({**library.sources(), **run_library.sources()}.items()):
        digest.update(text.encode())
    for function, low, high in FUNCTIONS:
        # Numbers with bits in all places, at the distances of the golden ratio.
        places = np.arange(1, TRIED + 1) * ((math.sqrt(5) - 1) / 2) % 1
        numbers = (low + (high - low) * places).tolist()
        digest.update(np.array([function(number) for number in numbers]).tobytes())
    return digest.hexdigest()[:DIGITS]
