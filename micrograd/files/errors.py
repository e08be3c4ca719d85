"""FileError: an experiment file that can't be opened or written."""


class FileError(ValueError):
    """A mistake in a file: one line that says what is wrong, and where."""

    def __init__(self, message: str, place: str = "") -> None:
        """place: such as `runs[2].events[0].step`."""
        super().__init__(f"{place}: {message}" if place else message)


class NoExperimentError(FileError):
    """The file is a table of samples."""
