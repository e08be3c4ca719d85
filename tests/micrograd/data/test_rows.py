"""Rows of many samples in arrays: whatever is done to them has the bits of lists."""

import random
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from micrograd.data import array_sampling
from micrograd.data import rows as rows_module
from micrograd.data.dataset import Dataset
from micrograd.data.rows import MANY, ArrayRows
from micrograd.data.sampling import Samples, Sampling
from micrograd.data.shuffling import held_out_rows, stream

COUNT = MANY + 203


def rows(count: int = COUNT) -> list[list[float]]:
    chance = random.Random(7)
    return [[chance.uniform(-3, 3) * 10.0**k for k in (0, -3, 7, 1)] for _ in range(count)]


def both(monkeypatch: pytest.MonkeyPatch, nout: int = 1) -> tuple[Dataset, Dataset]:
    """The same samples in arrays and in lists."""
    many = Dataset.from_rows(rows(), nout, "many.csv")
    monkeypatch.setattr(rows_module, "MANY", 10 * COUNT)
    listed = Dataset.from_rows(rows(), nout, "many.csv")
    monkeypatch.undo()
    assert isinstance(many.xs, ArrayRows)
    assert isinstance(listed.xs, list)
    return many, listed


def bits(numbers: object) -> object:
    """Numbers in any nesting, as texts that tell every bit."""
    return numbers.hex() if isinstance(numbers, float) else [bits(each) for each in numbers]  # type: ignore[attr-defined]


def test_numbers_in_arrays_are_found_as_those_in_a_list() -> None:
    numbers = ArrayRows(np.array([4, 7, 9]))
    assert (7 in numbers, 8 in numbers, numbers.index(9)) == (True, False, 2)
    assert [1.0, 2.0] in ArrayRows(np.array([[3.0, 4.0], [1.0, 2.0]]))
    assert np.array(numbers).tolist() == [4, 7, 9]
    assert np.arange(10)[numbers].tolist() == [4, 7, 9]


def test_few_samples_are_in_lists_and_many_in_arrays() -> None:
    few, many = Dataset.from_rows(rows(MANY - 1)), Dataset.from_rows(rows(MANY))
    assert (type(few.xs), type(few.targets), type(few.ys)) == (list, list, list)
    assert {type(many.xs), type(many.targets), type(many.ys)} == {ArrayRows}


@pytest.mark.parametrize("nout", [1, 2])
def test_samples_in_arrays_are_those_in_lists(monkeypatch: pytest.MonkeyPatch, nout: int) -> None:
    many, listed = both(monkeypatch, nout)
    assert many == listed
    assert listed == many
    for name in ("xs", "ys", "targets"):
        assert bits(getattr(many, name)) == bits(getattr(listed, name))
    assert bits(many.rows()) == bits(rows())
    assert type(many.xs[3]) is list
    assert type(many.ys[3]) is (float if nout == 1 else list)
    assert many.xs[-2:] == listed.xs[-2:]
    assert many != many.with_samples({COUNT - 1: [0.0, 1.0, 2.0, 3.0]})


@pytest.mark.parametrize("normalise", ["none", "inputs", "inputs-and-targets"])
@pytest.mark.parametrize("share", [0.0, 0.25])
def test_samples_in_arrays_are_held_out_and_normalised_with_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, normalise: str, share: float
) -> None:
    sampling = Sampling(32, share, 5, normalise)
    many, listed = (Samples(dataset, sampling) for dataset in both(monkeypatch))
    monkeypatch.setattr(rows_module, "MANY", 10 * COUNT)
    one_by_one = held_out_rows(COUNT, share, 5)
    assert many.held_out == listed.held_out == one_by_one
    assert many.training == listed.training
    assert many.scales == listed.scales
    assert bits(many.scaled.rows()) == bits(listed.scaled.rows())
    rows = many.rows_of(3)
    assert bits(many.taken(rows).rows()) == bits(listed.taken(rows).rows())


def test_huge_numbers_in_arrays_are_normalised_with_the_same_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = {i: [1.7e308 * (-1) ** i, 1e-320, -0.0, 1.0] for i in range(5)}
    many, listed = (each.with_samples(changed) for each in both(monkeypatch))
    sampling = Sampling(normalise="inputs-and-targets")
    scaled = [Samples(each, sampling).scaled.rows() for each in (many, listed)]
    assert bits(scaled[0]) == bits(scaled[1])


def test_an_edit_of_one_sample_checks_and_computes_that_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked: list[int] = []
    for dataset in both(monkeypatch):
        computed = Dataset(dataset.xs, dataset.ys, "a.csv", (), ["", "x1*2", ""])
        monkeypatch.setattr(
            "micrograd.data.dataset.check_finite", lambda sample, row: checked.append(sample)
        )
        edited = computed.with_samples({7: [3.0, 0.0, 5.0, 6.0]})
        assert edited.xs[7] == [3.0, 6.0, 5.0]
        assert (edited.targets[7], edited.ys[7], edited.name) == ([6.0], 6.0, "a.csv, edited")
        assert computed.xs[7] == dataset.xs[7]
        assert [i for i in range(COUNT) if edited.rows()[i] != computed.rows()[i]] == [7]
    assert checked == [8, 8]


def test_samples_are_added_at_the_end_and_removed_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {COUNT: [1.0, 2.0, 3.0, 4.0], COUNT + 1: [5.0, 6.0, 7.0, 8.0]}
    for dataset in both(monkeypatch):
        longer = dataset.with_samples(more)
        assert longer.rows() == [*rows(), *more.values()]
        shorter = longer.with_samples({}, {0, 5, COUNT + 1})
        assert shorter.rows() == [*rows()[1:5], *rows()[6:], more[COUNT]]
        assert len(shorter.ys) == len(shorter) == COUNT - 1


COLUMN_EDITS: dict[str, Callable[[Dataset], Dataset]] = {
    "an input": lambda dataset: dataset.with_input(),
    "a product": lambda dataset: dataset.with_input("-(x1*x2 - 3)/x3 + pi"),
    "a constant": lambda dataset: dataset.with_input("2"),
    "a sine": lambda dataset: dataset.with_input("sin(x1) + x2**2"),
    "a class": lambda dataset: dataset.with_input("x1 > 0 and log(x1) < x2"),
    "another formula": lambda dataset: dataset.with_input("x1*x2").with_formula(3, "x1 - x2"),
    "what follows": lambda dataset: (
        dataset.with_input("x1*x2").with_input("x4 + 1").with_formula(3, "x2")
    ),
    "less": lambda dataset: dataset.with_input("x1*x2").without_input(2),
    "more targets": lambda dataset: dataset.with_targets(3),
    "fewer targets": lambda dataset: dataset.with_targets(3).with_targets(2),
}


@pytest.mark.parametrize("name", COLUMN_EDITS)
def test_columns_in_arrays_are_edited_as_those_in_lists(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    many, listed = map(COLUMN_EDITS[name], both(monkeypatch))
    assert isinstance(many.xs, ArrayRows)
    assert many.is_same(listed)
    assert bits(many.rows()) == bits(listed.rows())
    assert bits(many.ys) == bits(listed.ys)
    assert many.name == "many.csv, edited"


@pytest.mark.parametrize("formula", ["1/(1/(x1 - x1))", "x1*1e308*1e308", "log(x1)"])
def test_a_formula_without_a_number_is_told_with_the_first_sample(
    monkeypatch: pytest.MonkeyPatch, formula: str
) -> None:
    told = []
    for dataset in both(monkeypatch):
        with pytest.raises(ValueError, match="sample ") as error:
            dataset.with_input(formula)
        told.append(str(error.value))
    assert told[0] == told[1]


def test_an_edit_of_inputs_leaves_the_targets_where_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for dataset in both(monkeypatch):
        edited = dataset.with_samples({7: [1.0, 2.0, 3.0, dataset.targets[7][0]]})
        assert edited.targets is dataset.targets
        assert edited.xs[7] == [1.0, 2.0, 3.0]


def test_a_sample_that_is_no_number_is_refused_with_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for dataset in both(monkeypatch):
        with pytest.raises(ValueError, match="sample 8: nan is not a finite number"):
            dataset.with_samples({7: [1.0, float("nan"), 2.0, 3.0]})
        with pytest.raises(ValueError, match="at least one sample"):
            dataset.with_samples({}, range(COUNT))


@pytest.mark.parametrize("odd", [True, float("nan"), "1", 10**400])
def test_a_bad_number_among_many_is_refused_as_among_few(odd: object) -> None:
    bad = rows()
    bad[1100][1] = odd  # type: ignore[call-overload]
    with pytest.raises(ValueError, match=r"sample 1101: .* is not a finite number"):
        Dataset.from_rows(bad)


@pytest.mark.parametrize("targets", [[1.0, -1.0], [0.0, 1.0], [0.0, 0.5, 1.0]])
def test_the_task_of_many_samples_is_that_of_few(targets: list[float]) -> None:
    ys = [targets[i % len(targets)] for i in range(COUNT)]
    few = Dataset([[1.0]] * 9, ys[:9])
    assert Dataset([[1.0]] * COUNT, ys).task == few.task
    one_hot = [[float(i % 3 == j) for j in range(3)] for i in range(COUNT)]
    assert Dataset([[1.0]] * COUNT, one_hot).task.classes == 3
    one_hot[1200] = [0.5, 0.5, 0.0]
    assert Dataset([[1.0]] * COUNT, one_hot).task.classes == 0


def test_without_numpy_many_samples_stay_lists() -> None:
    program = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "from micrograd import MLP, Dataset, Trainer\n"
        f"many = Dataset([[1.0, 2.0]] * {MANY}, [1.0] * {MANY})\n"
        "trainer = Trainer(MLP(2, [1]), many, test_share=0.5, normalise='inputs', batch_size=2)\n"
        "print(type(many.xs).__name__, len(trainer.run(1)), len(trainer.samples.held_out))"
    )
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.stdout.strip(), result.stderr) == (f"list 1 {MANY // 2}", "")


@pytest.mark.parametrize("seed", [0, 5, 2**53])
def test_many_samples_are_drawn_by_chance_as_few_are(seed: int) -> None:
    for count, wanted in ((1, 0), (2, 1), (COUNT, 0), (COUNT, 1), (COUNT, COUNT - 1)):
        by_chance = sorted(range(count), key=lambda row: stream(seed, row))
        others, chosen = array_sampling.split_by_chance(count, wanted, seed)
        assert chosen.tolist() == sorted(by_chance[:wanted])
        assert others.tolist() == sorted(by_chance[wanted:])
