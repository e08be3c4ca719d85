"""READING: how a table of one's own is read, a row each; what is not said is found out.

They are no settings of a recipe, which has the samples themselves.
"""

import csv
from dataclasses import dataclass
from typing import Any

from micrograd.data.table.choices import (
    COMMENTS,
    DECIMALS,
    ENCODINGS,
    GAPS,
    HEADERS,
    SEPARATORS,
    Answer,
    Choices,
    answer_named,
)
from micrograd.recipe.kinds import Choice, Kind, Setting

# The word that is typed for an empty list.
NONE = "none"


@dataclass(frozen=True)
class OneAnswer(Choice):
    """One of the names of a table of answers, or the sign that it stands for."""

    def parsed(self, text: str) -> str:
        return answer_named(self.rows, text)


@dataclass(frozen=True)
class ColumnNames(Kind):
    """Names of columns, or their numbers from 1 on, separated by commas; `none` for none."""

    def check(self, value: tuple[str, ...]) -> None:
        """Accept any: only the table knows its columns."""

    def parsed(self, text: str) -> tuple[str, ...]:
        if text.strip() == NONE:
            return ()
        return tuple(next(csv.reader([text], skipinitialspace=True), ()))

    def text(self, value: tuple[str, ...]) -> str:
        return ",".join(value) or NONE


def _answer(name: str, answers: dict[str, Answer], caption: str, words: str) -> Setting:
    example = "NAME"
    return Setting(name, OneAnswer(answers), None, caption, words, f"--{name}", example)


def _names(name: str, caption: str, words: str) -> Setting:
    flag = f"--{name.replace('_', '-')}"
    return Setting(name, ColumnNames(), None, caption, words, flag, "A,B")


_ROWS = (
    _answer("encoding", ENCODINGS, "encoding", "How the letters of a table are stored"),
    _answer("separator", SEPARATORS, "separator", "What separates the cells of a table"),
    _answer("decimal", DECIMALS, "decimal sign", "The decimal sign of its numbers"),
    _answer("header", HEADERS, "header", "Whether its first row names the columns"),
    _answer("comment", COMMENTS, "comments", "What its comment lines begin with"),
    _answer("gaps", GAPS, "gaps", "What becomes of rows without a value in some column"),
    _names("columns", "inputs", "The columns that are inputs, by name or number"),
    _names("targets", "targets", "The columns that are targets"),
    _names("label", "class label", "The columns whose texts, or numbers, are classes"),
    _names("leave_out", "left out", "The columns that are left out; none keeps all"),
)
READING = {row.name: row for row in _ROWS}


def choices_of(values: dict[str, Any]) -> Choices:
    """The choices of these rows; those without a value are found out."""
    fields = {name: values.get(name) for name in READING}
    # `--inputs` says how many inputs a formula has.
    return Choices(inputs=fields.pop("columns"), **fields)
