"""The bounds of an experiment file: any file is read within a second and in bounded memory."""

import math
from typing import NamedTuple

from micrograd.files.errors import FileError

MOST_BYTES = 64_000_000
# A number takes 32 bytes of memory and a list 72; many lists also take long to check.
MOST_VALUES, MOST_LISTS = 4_000_000, 500_000
# Tables share samples in the file, but not in memory, where these numbers take 256 MB.
MOST_NUMBERS = 2**25


class Size(NamedTuple):
    """The size of JSON: bytes, commas (about as many as values), lists and objects together."""

    length: int
    values: int
    lists: int

    @classmethod
    def of(cls, data: bytes) -> "Size":
        """The size of a file, or of a part of one."""
        return cls(len(data), data.count(b","), data.count(b"[") + data.count(b"{"))


def check_length(length: int) -> None:
    """Raise FileError for too many bytes."""
    if length > MOST_BYTES:
        raise FileError(
            f"{math.ceil(length / 1e6):,} MB are too many: a file has at most "
            f"{MOST_BYTES // 10**6} MB"
        )


def check_size(size: Size) -> None:
    """Raise FileError for a file that is too large to be read."""
    check_length(size.length)
    if size.values > MOST_VALUES:
        raise FileError(f"{size.values:,} values are too many: a file has at most {MOST_VALUES:,}")
    if size.lists > MOST_LISTS:
        raise FileError(f"{size.lists:,} lists are too many: a file has at most {MOST_LISTS:,}")


def check_numbers(count: int) -> None:
    """Raise FileError where all tables together would have too many numbers in memory."""
    if count > MOST_NUMBERS:
        raise FileError(
            f"all tables together have {count:,} numbers: a file has at most {MOST_NUMBERS:,}"
        )
