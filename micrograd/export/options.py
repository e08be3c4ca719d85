"""What a writer of this package asks the options of an export for."""

from typing import Protocol


class Options(Protocol):
    """first, last: the steps that are written; None is the last one. every: of how many steps of
    a table one is written. content: of a table, losses or parameters. library: of a script,
    micrograd or torch.
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
    """There is nothing to write with these options. option: the name of the one in the way."""

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option
