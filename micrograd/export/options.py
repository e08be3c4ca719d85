"""The options that the writers of this package ask for, and their refusal."""

from typing import Protocol

# The most pixels on each side of a map.
LARGEST_MAP = 8192


class Options(Protocol):
    """The options of an export.

    first, last: the range of steps; None for the last one. every: the steps from one row of a
    table to the next. content: losses, scores, parameters or map. pixels: the width and the height
    of a map. library: micrograd, torch or none.
    """

    @property
    def content(self) -> str: ...
    @property
    def every(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int | None: ...
    @property
    def pixels(self) -> tuple[int, int]: ...
    @property
    def library(self) -> str: ...


class ExportError(ValueError):
    """A file can't be written; the message says why, and what to do.

    option: the name of the option to change, "" for none.
    """

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option
