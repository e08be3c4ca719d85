"""The options that the writers of this package ask for."""

from typing import Protocol


class Options(Protocol):
    """The options of an export.

    first, last: the range of steps; None for the last one. every: the steps from one row of a
    table to the next. content: losses or parameters. library: micrograd or torch.
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
    def library(self) -> str: ...


class OptionError(ValueError):
    """There is nothing to write with these options. option: the name of the one to change."""

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option
