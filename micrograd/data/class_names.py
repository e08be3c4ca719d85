"""The names of classes: what the numbers of targets stand for, where a label named them."""

from micrograd.data.dataset import Dataset
from micrograd.data.rows import lowest
from micrograd.data.tasks import class_of
from micrograd.data.typed import parse_number


def class_names(dataset: Dataset) -> list[str]:
    """The name of each class, in their order; empty where the targets are none, or have no names.

    Of several targets each class is called like its column.
    """
    if not dataset.task.classes:
        return []
    names = dataset.classes if dataset.nout == 1 else dataset.own_names()[dataset.nin :]
    return [*names] if all(names) else []


def sample_class(dataset: Dataset, sample: int) -> str:
    """The name of the class of a sample; "" where it has none."""
    names = class_names(dataset)
    return names[class_of(dataset.targets[sample])] if names else ""


def put_typed(
    dataset: Dataset, row: list[float], column: int, text: str, decimal_sign: str = ""
) -> None:
    """Put what was typed for a cell into its row: a number, or for a target the name of a class.

    A name gives a sample all targets of its class. The two classes of a single target can be named
    while its numbers are none of them. Raises ValueError for any other text.
    """
    names = (dataset.classes or class_names(dataset)) if column >= dataset.nin else []
    if text.strip() in names:
        row[dataset.nin :] = _targets_of(dataset, names, text.strip())
        return
    try:
        row[column] = parse_number(text, decimal_sign)
    except ValueError as error:
        classes = f"; the classes are {', '.join(names)}" if names else ""
        raise ValueError(f"{error}{classes}") from None


def _targets_of(dataset: Dataset, names: list[str], name: str) -> list[float]:
    if dataset.nout > 1:
        return [float(name == each) for each in names]
    low = -1.0 if -1.0 in dataset.ys else 0.0
    return [low if name == names[0] else 1.0]


def output_names(dataset: Dataset) -> list[str]:
    """What each output answers: the name of its column, `kind: no or yes`; "" where none is known.

    An output of its own for each class stands in the column of that class.
    """
    own = dataset.own_names()[dataset.nin :]
    names = class_names(dataset)
    if dataset.nout > 1 or not names:
        return own
    return [": ".join(filter(None, (own[0], " or ".join(names))))]


def titles(dataset: Dataset) -> str:
    """The headings of the columns: `hours, kind (0 is no, 1 is yes)`."""
    text, names = ", ".join(dataset.headings()), class_names(dataset)
    if dataset.nout > 1 or not names:
        return text
    low = lowest(dataset.targets)
    return f"{text} ({low:g} is {names[0]}, 1 is {names[1]})"
