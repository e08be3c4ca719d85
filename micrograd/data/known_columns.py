"""A memory of what was found of long columns: an edit changes few, so most are asked for again."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np

# The columns that are remembered, those of a wide table before and after an edit, and the most
# numbers in them: 32 MB.
MOST, MOST_NUMBERS = 32, 2**22
Found = TypeVar("Found")


def of_same_column(function: Callable[[Any], Found]) -> Callable[[Any], Found]:
    """Remember what a function found of the last columns: of the same bits it finds the same.

    function: of an array of numbers. Any thread may call it.
    """
    known: deque[tuple[Any, Found]] = deque(maxlen=MOST)

    @wraps(function)
    def find(column: Any) -> Found:
        bits = np.array(column, np.float64).view(np.int64)
        for other, found in tuple(known):
            if np.array_equal(bits, other):
                return found
        found = function(column)
        known.append((bits, found))
        while len(known) > 1 and sum(len(other) for other, _ in tuple(known)) > MOST_NUMBERS:
            known.popleft()
        return found

    return find
