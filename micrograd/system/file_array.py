"""Arrays that are larger than the memory should be: they lie in a file without a name."""

import errno
import os
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

# What a file system answers that can't reserve room.
NOT_POSSIBLE = (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)


def array_in_file(folder: Path, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Zeros in a nameless file in this folder, which the system reads as they are needed.

    The room on the disk is reserved first: a page that finds none later would kill the process.
    Raises OSError.
    """
    with tempfile.TemporaryFile(dir=folder) as file:
        _reserve(file.fileno(), np.dtype(np.float64).itemsize * int(np.prod(shape)))
        return np.memmap(file, np.float64, "w+", shape=shape)


def _reserve(descriptor: int, size: int) -> None:
    # macOS and Windows have no such call.
    if not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(descriptor, 0, size)
    except OSError as error:
        if error.errno not in NOT_POSSIBLE:
            raise
