"""Memory that begins with a line of the cache."""

import numpy as np
import pytest

from micrograd.compiled.memory import LINE_BYTES, in_lines, zeros


@pytest.mark.parametrize("shape", [(1,), (7,), (2, 3, 8), (0, 8), (1000, 8)])
def test_zeros_have_a_shape_and_begin_with_a_line(shape: tuple[int, ...]) -> None:
    found = [zeros(*shape) for _ in range(8)]
    assert {array.shape for array in found} == {shape}
    assert not any(array.any() for array in found)
    assert {array.ctypes.data % LINE_BYTES for array in found if array.size} <= {0}


def test_what_is_written_to_one_is_in_no_other() -> None:
    first, second = zeros(3, 8), zeros(3, 8)
    first[...] = 1.0
    assert first.sum() == 24.0
    assert not second.any()


def test_a_copy_has_the_same_numbers_in_rows_that_lie_together() -> None:
    numbers = np.arange(48.0).reshape(2, 8, 3).swapaxes(1, 2)
    copy = in_lines(numbers)
    assert copy.tolist() == numbers.tolist()
    assert copy.flags.c_contiguous
    assert copy.ctypes.data % LINE_BYTES == 0
