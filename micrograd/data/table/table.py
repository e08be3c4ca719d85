"""Table: what is understood of a text, in words and as a dataset, and what is left open."""

from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import islice, product
from typing import NamedTuple

from micrograd.data.columns import distinct_names
from micrograd.data.dataset import Dataset
from micrograd.data.table.choices import DECIMALS, WRONG_TOO, Choices, Doubt
from micrograd.data.table.columns import Column
from micrograd.data.table.encodings import Decoded, decoded
from micrograd.data.table.headers import Header, find_header, marked
from micrograd.data.table.layout import comment_above, comment_of, separator_of
from micrograd.data.table.roles import give_roles
from micrograd.data.table.splitting import Row, check_count, rows_of
from micrograd.data.table.words import told
from micrograd.data.typed import decimal_sign_of_table, is_number
from micrograd.system.quoting import quoted

NO_ROW = "there is no row of numbers"


class Layout(NamedTuple):
    """How the text is a table: names of `micrograd.data.table.choices.ANSWERS`."""

    encoding: str
    separator: str
    decimal: str
    header: str
    comment: str


class Table:
    """A text that was understood as a table.

    columns: with their roles. doubts: what is left open, of which the first ones matter most.
    """

    def __init__(
        self, layout: Layout, columns: Sequence[Column], doubts: list[Doubt], choices: Choices
    ) -> None:
        self.layout, self.columns, self.choices = layout, columns, choices
        self.inputs = [column for column in columns if column.role == "input"]
        self.learned = [column for column in columns if column.role in ("target", "label")]
        used = [*self.inputs, *self.learned]
        self.gaps = set[int]().union(*(column.gaps for column in used))
        if choices.gaps == WRONG_TOO:
            self.gaps.update(*(column.bad_rows for column in used))
        self.doubts = [*doubts, *self._problems(used)]

    def __len__(self) -> int:
        return len(self.columns[0].cells)

    @property
    def problem(self) -> str:
        """Why it can't be read; "" where it can, though something may be left open."""
        return next((doubt.question for doubt in self.doubts if doubt.stops), "")

    @property
    def words(self) -> str:
        """What was understood, in one line."""
        gaps = "gaps or wrong cells" if self.choices.gaps == WRONG_TOO else "gaps"
        return told(self.layout, self.columns, len(self) - len(self.gaps), len(self.gaps), gaps)

    @property
    def is_plain(self) -> bool:
        """True for a table of numbers as the program writes it, which has one meaning."""
        layouts = product(("comma", "tab"), ("yes", "no"))
        usual = [Layout("utf-8", sign, "point", header, "none") for sign, header in layouts]
        is_whole = [*self.inputs, *self.learned] == [*self.columns]
        is_numbers = all(each.kind == "numbers" and each.role != "label" for each in self.columns)
        is_plain = self.layout in usual and is_whole and is_numbers and not self.doubts
        return is_plain and not self._may_be_one_column

    @property
    def _may_be_one_column(self) -> bool:
        """True for whole numbers in two columns, which may be one of decimal commas: `1,5`."""
        if self.layout.separator != "comma" or self.layout.header != "no":
            return False
        pairs = zip(*(column.cells for column in self.columns), strict=True)
        is_pair = len(self.columns) == 2
        return is_pair and all(cell.strip("-").isdecimal() for pair in pairs for cell in pair)

    def check_settled(self) -> None:
        """Raise ValueError with the first thing that is left open, and what settles it."""
        if self.doubts:
            raise ValueError(self.doubts[0].text)

    def dataset(self, name: str = "") -> Dataset:
        """The samples. Raises ValueError where it can't be read."""
        if self.problem:
            raise ValueError(self.problem)
        numbers: list[Sequence[float | None]] = [column.values for column in self.inputs]
        names = [column.name for column in self.inputs]
        for column in self.learned:
            for target, values in column.targets():
                names.append(target)
                numbers.append(values)
        rows: Iterable[Sequence[float | None]] = zip(*numbers, strict=True)
        kept = [row for i, row in enumerate(rows) if i not in self.gaps]
        nout = len(names) - len(self.inputs)
        classes = self.learned[0].names_of_two if nout == 1 else ()
        columns = distinct_names(names)
        read = Dataset.from_rows(kept, nout, name, columns, (), classes)  # type: ignore[arg-type]
        return read.recognised()

    def _problems(self, used: Sequence[Column]) -> list[Doubt]:
        """What keeps it from being read, then its gaps."""
        if not self.inputs or not self.learned:
            return [self._lack()]
        for column in used:
            if column.kind == "text" and column.role != "label":
                question = f"{column.place} has texts, and a network takes numbers"
                role = "--label" if column.role == "target" else "--leave-out"
                return [Doubt("label", question, f"say {role} {column.option}", stops=True)]
        bad = [(row, column.number) for column in used if (row := column.first_bad) is not None]
        if bad and self.choices.gaps != WRONG_TOO:
            row, number = min(bad)
            return [self._bad_cell(self.columns[number - 1], row, used)]
        labels = (column for column in self.learned if column.role == "label")
        single = next((column for column in labels if len(column.classes) < 2), None)
        gaps = self._gap_doubts(used)
        if single is None or any(doubt.stops for doubt in gaps):
            return gaps
        only = f"one class only, {quoted(single.classes[0])}"
        question = f"line {single.lines[0]}: {single.place}, is a class label with {only}"
        return [Doubt("label", question, stops=True), *gaps]

    def _lack(self) -> Doubt:
        line = self.columns[0].lines[0]
        question = f"line {line}: a row needs an input and a target"
        if len(self.columns) == 1:
            comma = " with a decimal comma" if self.layout.decimal == "comma" else ""
            question += f", but there is one column{comma}"
            return Doubt("separator", question, "say --separator if another sign separates", True)
        missing = "inputs" if self.learned else "targets"
        return Doubt(missing, f"{question}, but no column is left for one", stops=True)

    def _bad_cell(self, column: Column, row: int, used: Sequence[Column]) -> Doubt:
        if column.has_two_meanings(row):
            advice = "or say --decimal point or --decimal comma"
            return Doubt("decimal", column.at(row), advice, stops=True)
        total = len(self)
        rest = total - len(self.gaps.union(*(each.bad_rows for each in used)))
        if 2 * rest < total:
            return Doubt("", column.at(row), stops=True)
        advice = f"say --gaps {WRONG_TOO} to read the other {rest:,} of {total:,} rows"
        return Doubt("gaps", column.at(row), advice, stops=True)

    def _gap_doubts(self, used: Sequence[Column]) -> list[Doubt]:
        if not self.gaps:
            return []
        row = min(self.gaps)
        column = next(each for each in used if row in each.gaps or row in each.bad_rows)
        count, total = len(self.gaps), len(self)
        if count == total:
            return [Doubt("gaps", f"{column.at(row)}; every row has a gap", stops=True)]
        if self.choices.gaps == "refuse":
            return [Doubt("gaps", column.at(row), stops=True)]
        if self.choices.gaps:
            return []
        advice = f"say --gaps leave-out to read the other {total - count:,} of {total:,} rows"
        return [Doubt("gaps", column.at(row), advice)]


def understand(content: bytes | str, choices: Choices = Choices()) -> Table:  # noqa: B008
    """The table in a text, as it was chosen, and otherwise as it is probably meant.

    content: the bytes of a file, or a text. Raises ValueError where it is no table, whatever the
    roles of its columns.
    """
    text = Decoded(content, "utf-8", []) if isinstance(content, str) else None
    text = text or decoded(content, choices.encoding)  # type: ignore[arg-type]
    if text.text.lstrip().startswith("{"):
        raise ValueError("this is JSON, no table: open an experiment as such (--open)")
    comment = choices.comment or comment_of(text.text)
    separator = choices.separator or separator_of(text.text, comment)
    rows = rows_of(text.text, separator, comment)
    if not rows:
        raise ValueError(NO_ROW)
    above = comment_above(text.text, comment, separator)
    header = _header(rows, above, choices.header)
    names = (
        above if header.answer == "comment" else rows.pop(0)[1] if header.answer == "yes" else []
    )
    if not rows:
        raise ValueError("there is a header, but no row of numbers")
    check_count(rows)
    columns = _columns(rows, names, choices.decimal)
    layout = Layout(
        text.encoding,
        separator,
        "comma" if columns[0].decimal == "," else "point",
        header.answer,
        comment,
    )
    signs = [] if choices.separator else _doubts_of_comma(rows, separator)
    roles = give_roles(columns, choices, bool(names))
    return Table(layout, columns, [*text.doubts, *signs, *header.doubts, *roles], choices)


def first_lines(content: bytes | str, encoding: str | None = None, count: int = 100) -> Column:
    """The first lines as they are, in one column: to be seen where a text is no table.

    Raises ValueError where the bytes are no text of the encoding.
    """
    text = content if isinstance(content, str) else decoded(content, encoding).text
    lines = [line.rstrip("\r\n") for line in islice(StringIO(text, newline=""), count)]
    return Column(1, "the lines as they are", lines, range(1, len(lines) + 1))


def _header(rows: Sequence[Row], above: Sequence[str], choice: str | None) -> Header:
    """Whether there is a header: the first row, or a comment line above it with as many names."""
    found = find_header(rows, choice)
    fits = 1 < len(above) == len(rows[0][1]) and not any(map(is_number, above))
    if choice or found.answer == "yes" or not fits:
        return found
    question = f"the comment above line {rows[0][0]} has {len(above)} words: are they its header?"
    return Header("comment", [Doubt("header", question, "say --header comment or --header no")])


def _doubts_of_comma(rows: Sequence[Row], separator: str) -> list[Doubt]:
    """A doubt where the second of two columns has decimals rather than whole numbers: `1,05`."""
    if separator != "comma" or len(rows[0][1]) != 2:
        return []
    if not all(cells[1].isdecimal() and cells[0].strip("-").isdecimal() for _, cells in rows):
        return []
    for line, cells in rows:
        if cells[1].startswith("0") and len(cells[1]) > 1:
            question = f"line {line}, {','.join(cells)}, may be a number with a decimal comma"
            return [Doubt("separator", question, "say --separator comma for two columns")]
    return []


def _columns(rows: Sequence[Row], headings: Sequence[str], decimal: str | None) -> list[Column]:
    """The columns of rows. decimal: a name of DECIMALS."""
    lines = [line for line, _ in rows]
    cells = list(zip(*(cells for _, cells in rows), strict=True))
    sign = DECIMALS[decimal].sign if decimal else decimal_sign_of_table(cells)
    headings = [" ".join(name.split()) for name in headings] or [""] * len(cells)
    role, names = marked(headings)
    first = len(cells) - len(names)
    headings[first:] = names
    return [
        Column(i + 1, heading, column, lines, sign, role if i >= first else "")
        for i, (heading, column) in enumerate(zip(headings, cells, strict=True))
    ]
