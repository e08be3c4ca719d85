"""What every part of a script has in common, and how a mistake in one is told."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from msgspec import Struct

from micrograd.system.quoting import shortened

# At most this many characters of a wrong name are quoted.
LONGEST_NAME = 60


class Part(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a script: fields that are missing have their defaults, unknown ones are refused."""


class MistakeError(ValueError):
    """A value that no script can have. place: of it in the part, such as `setting`."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


class ScriptError(ValueError):
    """What a scene asks for is not there, such as a control that has another name by now."""


def one_of(place: str, name: str, known: Iterable[str], what: str) -> None:
    """Raise MistakeError where a name is not among the known ones, and say which come near."""
    names = list(known)
    if name in names:
        return
    near = get_close_matches(name[:LONGEST_NAME], names, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise MistakeError(place, f"there is no {what} “{shortened(name, LONGEST_NAME)}”{hint}")


def try_edit(edit: Callable[[], object], told: str, is_tried: bool = False) -> None:
    """Make an edit. Raises ScriptError where it is refused.

    told: what the error names. is_tried: it does not matter whether it can be made.
    """
    try:
        edit()
    except ValueError as error:
        if not is_tried:
            raise ScriptError(f"{told}: {error}") from None
