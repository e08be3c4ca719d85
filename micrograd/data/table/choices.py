"""Choices: what a person says of a table; the answers that there are, a row each.

What nobody says is found out from the text, see `micrograd.data.table.table`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Answer(NamedTuple):
    """One row. title: for people. sign: what it stands for in a text, or the name of a codec."""

    title: str
    sign: str = ""


SEPARATORS = {
    "comma": Answer("comma", ","),
    "semicolon": Answer("semicolon", ";"),
    "tab": Answer("tab", "\t"),
    "bar": Answer("vertical bar", "|"),
    "blanks": Answer("blanks", " "),
}
DECIMALS = {"point": Answer("point", "."), "comma": Answer("comma", ",")}
ENCODINGS = {
    "utf-8": Answer("UTF-8", "utf-8"),
    "utf-16": Answer("UTF-16", "utf-16"),
    "utf-16-le": Answer("UTF-16, little-endian", "utf-16-le"),
    "utf-16-be": Answer("UTF-16, big-endian", "utf-16-be"),
    "cp1252": Answer("Windows (cp1252)", "cp1252"),
    "latin-1": Answer("Latin-1", "latin-1"),
}
HEADERS = {
    "yes": Answer("header"),
    "no": Answer("no header"),
    "comment": Answer("header in a comment"),
}
COMMENTS = {
    "none": Answer("none"),
    "hash": Answer("#", "#"),
    "percent": Answer("%", "%"),
    "slashes": Answer("//", "//"),
}
WRONG_TOO = "wrong-too"
GAPS = {
    "leave-out": Answer("left out"),
    WRONG_TOO: Answer("left out, errors too"),
    "refuse": Answer("refused"),
}

ANSWERS: dict[str, dict[str, Answer]] = {
    "encoding": ENCODINGS,
    "separator": SEPARATORS,
    "decimal": DECIMALS,
    "header": HEADERS,
    "comment": COMMENTS,
    "gaps": GAPS,
}
# The roles of columns that a person chooses by lists of names.
ROLES = ("inputs", "targets", "label", "leave_out")


@dataclass(frozen=True)
class Choices:
    """What a person chose; None where that is to be found out.

    The first six are names of ANSWERS, or the signs that these stand for. The others name columns
    by their names, or by their numbers from 1 on: one, several, or none. Raises ValueError for an
    answer that there is not.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    header: str | None = None
    comment: str | None = None
    gaps: str | None = None
    inputs: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    label: tuple[str, ...] | None = None
    leave_out: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.header, bool):
            object.__setattr__(self, "header", "yes" if self.header else "no")
        for name, answers in ANSWERS.items():
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, answer_named(answers, value))
        for role in ROLES:
            names = getattr(self, role)
            if names is not None:
                names = (names,) if isinstance(names, str | int) else names
                object.__setattr__(self, role, tuple(map(str, names)))

    @property
    def has_roles(self) -> bool:
        """True where the role of any column is chosen."""
        return any(getattr(self, role) is not None for role in ROLES)


class Doubt(NamedTuple):
    """What a table leaves open. choice: the field of Choices that settles it.

    question: for people. advice: the options of the command lines that settle it, "" where only
    another text helps. stops: nothing sensible can be read until it is settled.
    """

    choice: str
    question: str
    advice: str = ""
    stops: bool = False

    @property
    def text(self) -> str:
        """The question, with the options that settle it."""
        return f"{self.question}; {self.advice}" if self.advice else self.question


def answer_named(answers: Mapping[str, Answer], text: str) -> str:
    """The name of an answer, by name or sign. Raises ValueError for any other text."""
    for name, answer in answers.items():
        if text.lower() == name or (text and text == answer.sign):
            return name
    raise ValueError(f"there is no {text!r}, but {', '.join(answers)}")
