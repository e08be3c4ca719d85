"""Files that the window draws with; `path` finds them in a checkout and in a wheel."""

from pathlib import Path


def path(name: str) -> Path:
    """The file `name`, such as `icons/play.svg`. Raises FileNotFoundError."""
    file = Path(__file__).parent / name
    if not file.is_file():
        raise FileNotFoundError(f"no resource is named {name}")
    return file
