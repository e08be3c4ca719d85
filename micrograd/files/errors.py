"""FileError: an experiment file that can't be opened or written."""


class FileError(ValueError):
    """What is wrong with a file, and where in it, in one line."""

    def __init__(self, message: str, place: str = "") -> None:
        """place: such as `runs[2].events[0].step`."""
        super().__init__(f"{place}: {message}" if place else message)
