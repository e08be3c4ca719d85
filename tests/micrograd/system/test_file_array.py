"""Arrays in files: they have their room from the beginning."""

import errno
import os

import numpy as np
import pytest

from micrograd.system.file_array import array_in_file


def test_an_array_in_a_file_can_be_written_and_nobody_sees_the_file(tmp_path):
    values = array_in_file(tmp_path, (2, 3, 4))
    assert (values.shape, values.dtype, np.abs(values).max()) == ((2, 3, 4), np.float64, 0)
    values[:] = 1.5
    assert values.sum() == 36
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="room can't be reserved here")
def test_its_room_is_reserved_before_a_page_of_it_is_touched(tmp_path, monkeypatch):
    reserve, blocks = os.posix_fallocate, []

    def counted(descriptor, offset, length):
        reserve(descriptor, offset, length)
        blocks.append(os.fstat(descriptor).st_blocks)

    monkeypatch.setattr(os, "posix_fallocate", counted)
    values = array_in_file(tmp_path, (1000, 1000))
    assert blocks[0] * 512 >= values.nbytes


def test_a_disk_that_reserves_nothing_has_arrays_all_the_same(tmp_path, monkeypatch):
    def unable(*_):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(os, "posix_fallocate", unable, raising=False)
    assert array_in_file(tmp_path, (3,)).tolist() == [0, 0, 0]
