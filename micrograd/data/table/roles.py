"""The role of each column: chosen, or guessed from its name, its cells and its place."""

import re
from collections.abc import Sequence

from micrograd.data.table.choices import Choices, Doubt
from micrograd.data.table.columns import Column, Role, plain_name
from micrograd.data.tasks import CODES
from micrograd.system.quoting import quoted

# Names of columns that are to be learned: by `plain_name`, with or without a number at the end.
TARGET_NAME = re.compile(r"(y|target|output|outcome|response)\d*")
LABEL_NAME = re.compile(r"(label|class|classlabel|species|category|variety|kind|type|group)s?\d*")
# Two columns with these names are a place.
COORDINATES = {"x", "y"}
# The names of inputs that are never taken for numbers of rows.
INPUT_NAME = re.compile(r"x\d*")
# A class label has at most so many classes, unless a person says that it is one.
MOST_CLASSES = 32
OPTIONS: dict[str, tuple[str, Role]] = {
    "inputs": ("--columns", "input"),
    "targets": ("--targets", "target"),
    "label": ("--label", "label"),
    "leave_out": ("--leave-out", "left out"),
}


def give_roles(columns: Sequence[Column], choices: Choices, has_header: bool) -> list[Doubt]:
    """Give each column its role; returns what is left open. Raises ValueError for a bad choice."""
    chosen = _chosen(columns, choices) if choices.has_roles else _marked(columns)
    for column in columns:
        column.role, column.why = chosen.get(column.number, "input"), ""
    free = [column for column in columns if column.number not in chosen]
    has_targets = bool({"target", "label"} & set(chosen.values()))
    if choices.inputs is not None:
        for column in free:
            column.role = "left out"
    if has_targets and (choices.inputs is not None or not choices.has_roles):
        return []
    doubts = _leave_out(columns, free, has_header, choices.leave_out is not None)
    kept = [column for column in free if not column.why]
    if not has_targets:
        doubts += _find_targets(columns, kept)
    _leave_out_texts(kept)
    return doubts


def _marked(columns: Sequence[Column]) -> dict[int, Role]:
    """The roles that the header marks; where it does, all else is an input."""
    return {column.number: column.marked for column in columns if column.marked}


def _chosen(columns: Sequence[Column], choices: Choices) -> dict[int, Role]:
    """The roles that were chosen, by the number of the column."""
    chosen: dict[int, Role] = {}
    for name, (flag, role) in OPTIONS.items():
        for text in getattr(choices, name) or ():
            column = column_called(columns, text, flag)
            if chosen.setdefault(column.number, role) != role:
                other = next(f for f, each in OPTIONS.values() if each == chosen[column.number])
                raise ValueError(f"{column.place} is named by {other} and by {flag}")
    return chosen


def column_called(columns: Sequence[Column], text: str, flag: str) -> Column:
    """The column of a name, or of a number from 1 on; of `#2` that of the number in any case.

    Raises ValueError where there is none.
    """
    wanted = text.strip()
    if re.fullmatch(r"#\d+", wanted) and 0 < int(wanted[1:]) <= len(columns):
        return columns[int(wanted[1:]) - 1]
    for column in columns:
        if column.name == wanted:
            return column
    for column in columns:
        if column.name.lower() == wanted.lower() != "" or str(column.number) == wanted:
            return column
    names = ", ".join(column.name or str(column.number) for column in columns[:20])
    raise ValueError(f"{flag}: there is no column {quoted(text)}, but {names}")


def _leave_out(
    columns: Sequence[Column], free: Sequence[Column], has_header: bool, is_settled: bool
) -> list[Doubt]:
    """Leave out what no network learns from: numbers of rows, and columns without anything."""
    doubts = []
    for column in free:
        if column.kind == "empty":
            column.role, column.why = "left out", "empty"
            if not is_settled:
                question = f"{column.at(0)}, and no other of this column is one"
                doubts.append(Doubt("leave_out", question, f"say --leave-out {column.option}"))
        elif is_settled or len(columns) < 3:
            continue
        elif column.names_rows or (has_header and not column.name and column.is_count):
            column.role = "left out"
            column.why = "row numbers" if column.is_count else "names of rows"
        elif column.number == 1 and column.is_count and not _has_a_use(column):
            column.role, column.why = "left out", "row numbers"
            question = f"{column.place} counts the rows: is it a number of the row, or an input?"
            advice = f"say --leave-out {column.option}, or --leave-out none to keep it"
            doubts.append(Doubt("leave_out", question, advice))
    return doubts


def _find_targets(columns: Sequence[Column], kept: Sequence[Column]) -> list[Doubt]:
    """Give one of the columns, or several, the role of a target or class label."""
    labels = [each for each in kept if _is_label(each)]
    targets = [each for each in kept if _is_target(each) and each not in labels]
    names = {plain_name(each.name) for each in columns}
    if names >= COORDINATES and [plain_name(each.name) for each in targets] == ["y"]:
        texts = [each for each in kept if each.kind == "text" and not _names_things(each)]
        labels = labels or texts[-1:]
        targets = [] if labels else targets
    for column in targets:
        column.role = "label" if column.kind in ("text", "truth") else "target"
    for column in labels:
        column.role = "label"
    if labels and targets:
        return _both(labels[0], targets)
    return [] if labels or targets else _by_place(kept)


def _both(label: Column, targets: Sequence[Column]) -> list[Doubt]:
    """Only the label is proposed where there are targets, too."""
    for column in targets:
        column.role, column.why = "left out", "may be a target"
    question = f"{label.place} and {targets[0].place} may both be what is to be learned"
    advice = f"say --label {label.option} or --targets {targets[0].option}"
    return [Doubt("targets", question, advice)]


def _by_place(kept: Sequence[Column]) -> list[Doubt]:
    """The last column is the target, or the class label; a single one of texts is one anywhere."""
    texts = [column for column in kept if column.kind == "text" and not _names_things(column)]
    last = kept[-1] if kept else None
    if last is None:
        return []
    if last.kind in ("text", "truth") and not _names_things(last, MOST_CLASSES):
        last.role = "label"
        return []
    if len(texts) == 1:
        texts[0].role = "label"
        question = f"{texts[0].place} has texts: is it the class label?"
        advice = f"say --label {texts[0].option}, or --leave-out {texts[0].option}"
        return [Doubt("label", question, advice)]
    numbers = [column for column in kept if column.kind == "numbers"]
    if numbers:
        numbers[-1].role = "target"
    return []


def _leave_out_texts(kept: Sequence[Column]) -> None:
    """Texts that are no label are no numbers either."""
    for column in kept:
        if column.role == "input" and column.kind == "text":
            column.role, column.why = "left out", "text"


def _names_things(column: Column, from_many: int = 2) -> bool:
    """True for more texts than so many that are all different: each names one thing."""
    count = len(column.cells) - len(column.gaps)
    return len(column.classes) == count > from_many


def _has_a_use(column: Column) -> bool:
    """True where the name says what the numbers are for."""
    name = plain_name(column.name)
    return any(each.fullmatch(name) for each in (INPUT_NAME, TARGET_NAME, LABEL_NAME))


def _is_target(column: Column) -> bool:
    return TARGET_NAME.fullmatch(plain_name(column.name)) is not None


def _is_label(column: Column) -> bool:
    """True for a column that is called a label and has classes, unless it has their codes."""
    if not LABEL_NAME.fullmatch(plain_name(column.name)):
        return False
    if column.kind != "numbers":
        return column.kind != "empty"
    numbers = {value for value in column.values if value is not None}
    is_whole = all(number.is_integer() for number in numbers)
    return is_whole and 2 <= len(numbers) <= MOST_CLASSES and numbers not in CODES
