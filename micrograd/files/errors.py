"""What is wrong with an experiment file."""


class FileError(ValueError):
    """Says in one line what is wrong, and where in the file."""

    def __init__(self, message: str, place: str = "") -> None:
        """place: such as `runs[2].events[0].step`."""
        super().__init__(f"{place}: {message}" if place else message)
