"""What an export says when it can't be done."""


class ExportError(ValueError):
    """A file can't be written; the message says why, and what to do.

    option: the name in `ExportOptions` of the choice that is in the way, "" for none.
    """

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option
