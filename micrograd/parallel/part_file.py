"""PartFile: what is done of long work, kept in a file beside the one that it will make.

Each piece is added as it is done, with a checksum: where the program is killed while it writes one,
that one alone is done again.
"""

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.system.saving import SaveError

try:
    import fcntl
except ImportError:  # There is none on Windows.
    fcntl = None  # type: ignore[assignment]

Floats = npt.NDArray[np.float64]
ENDING = ".part"
# Words for what differs: the fields themselves are only digests.
WORDS = {
    "data": "the data are others",
    "engine": "an engine with other bits has made them",
}
# The length of a digest.
DIGITS = 16
# At most this many values are told where two identities differ.
FEW = 4
# Before the values of a piece: its number, and how many values follow. After them: their checksum.
HEADER, CHECKSUM = struct.Struct("<QQ"), struct.Struct("<I")


class PieceKind(NamedTuple):
    """The names of what is kept: `tiles` of a `map`."""

    pieces: str
    whole: str

    @property
    def first_line(self) -> bytes:
        """The first line of the file; the second one says what the whole is."""
        return f"{self.pieces} of a micrograd {self.whole}, 1\n".encode()


class PartFileError(ValueError):
    """A file that can't be gone on from, in one line."""


class PartFile:
    """The file with the pieces of what is being made, for one program at a time; use it in `with`.

    At the end of the `with` it stays, if it has pieces.

    path: of what is made. identity: all that it follows from. done: the values of the pieces that
    the file had when it was opened, by their numbers. resume: go on from a file that is there;
    without it one that has pieces is refused.
    Raises PartFileError where the file is damaged, of something else or in use, SaveError where it
    can't be written.
    """

    def __init__(
        self, path: Path, kind: PieceKind, identity: Mapping[str, Any], resume: bool
    ) -> None:
        self._kind = kind
        self.path = path.with_name(path.name + ENDING)
        self.done: dict[int, Floats] = {}
        try:
            if self._open(identity, resume):
                self.file.write(kind.first_line + line_of(identity))
                self.file.flush()
        except OSError as error:
            raise SaveError(self.path, error) from error
        self._has_pieces = bool(self.done)

    def _open(self, identity: Mapping[str, Any], resume: bool) -> bool:
        """Open the file behind its last whole piece; True where it is empty."""
        self.file: IO[bytes] = open(self.path, "a+b")  # noqa: SIM115
        try:
            self._lock()
            self.file.seek(0, os.SEEK_END)
            end = self._read(identity) if self.file.tell() else 0
            if self.done and not resume:
                count = f"{len(self.done):,} {self._kind.pieces} of a {self._kind.whole}"
                raise PartFileError(
                    f"{self.path.name} has {count} that was interrupted: --resume goes on from "
                    "them; delete it to begin anew"
                )
        except BaseException:
            self.file.close()
            raise
        self.file.truncate(end)
        self.file.seek(end)
        return end == 0

    def _lock(self) -> None:
        """Keep other programs away until the file is closed, where files can be locked."""
        if fcntl is None:
            return
        told = f"another program is making this: it writes {self.path.name}"
        with suppress(OSError):
            try:
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PartFileError(told) from None
        if not os.fstat(self.file.fileno()).st_nlink:
            # Since it was opened here, the other program has come to its end and deleted it.
            raise PartFileError(told)

    def _read(self, identity: Mapping[str, Any]) -> int:
        """Read the pieces that are whole; returns where the last of them ends."""
        self.file.seek(0)
        pieces, whole = self._kind
        wanted = self._kind.first_line
        if (first := self.file.readline()) != wanted and not wanted.startswith(first):
            told = f"{self.path.name} is no file of {pieces} that this version can read"
            raise PartFileError(told)
        line = self.file.readline()
        if not line.endswith(b"\n"):
            # It was killed before its first piece.
            return 0
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise PartFileError(f"{self.path.name} is damaged: delete it to begin anew")
        if what := difference(dict(identity), found):
            raise PartFileError(f"{self.path.name} has {pieces} of another {whole}: {what}")
        end = self.file.tell()
        size = os.fstat(self.file.fileno()).st_size
        while (piece := self._next(size)) is not None:
            self.done[piece[0]] = piece[1]
            end = self.file.tell()
        return end

    def _next(self, size: int) -> tuple[int, Floats] | None:
        """The number and the values of the next piece, None where it is not whole.

        size: of the file, in bytes.
        """
        head = self.file.read(HEADER.size)
        if len(head) < HEADER.size:
            return None
        number, count = HEADER.unpack(head)
        if 8 * count + CHECKSUM.size > size - self.file.tell():
            # A damaged count may be larger than the memory.
            return None
        data, check = self.file.read(8 * count), self.file.read(CHECKSUM.size)
        if CHECKSUM.unpack(check)[0] != zlib.crc32(head + data):
            return None
        return number, np.frombuffer(data)

    def add(self, number: int, values: Floats) -> None:
        """Keep a piece, whatever happens to the program after this. Raises SaveError."""
        data = values.astype("<f8").tobytes()
        head = HEADER.pack(number, values.size)
        try:
            self.file.write(head + data + CHECKSUM.pack(zlib.crc32(head + data)))
            self.file.flush()
        except OSError as error:
            raise SaveError(self.path, error) from error
        self._has_pieces = True

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, *_: object) -> None:
        if self._has_pieces:
            self.file.close()
        else:
            self.remove()

    def remove(self) -> None:
        """Delete the file: it is finished, or nothing of it is wanted."""
        if self.file.closed:
            return
        if fcntl is None:
            # Windows deletes no file that is open.
            self.file.close()
        self.path.unlink(missing_ok=True)
        self.file.close()


def line_of(identity: Mapping[str, Any]) -> bytes:
    """An identity as one line."""
    return json.dumps(identity).encode() + b"\n"


def digest_of(identity: Mapping[str, Any]) -> str:
    """An identity in a few letters and digits."""
    return hashlib.sha256(line_of(identity)).hexdigest()[:DIGITS]


def difference(identity: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The first thing in which two identities differ, in words; "" where they are the same."""
    for name in identity:
        mine, others = identity[name], other.get(name)
        if mine == others:
            continue
        if isinstance(mine, dict) and isinstance(others, dict):
            return difference(mine, others)
        if name in WORDS:
            return WORDS[name]
        return f"{name.replace('_', ' ')} is {_short(mine)}, and was {_short(others)}"
    return ""


def _short(value: Any) -> str:
    """A value in a few words: of many, the first ones and how many there are."""
    if not isinstance(value, list) or len(value) <= FEW:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{', '.join(map(str, value[:FEW]))} … of {len(value):,} values"
