"""`Dataset`: what it accepts, the four samples, and numbers that a person typed."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import strategies as st

from micrograd.data.dataset import Dataset, four_samples, parse_number

FINITE = st.floats(allow_nan=False, allow_infinity=False)


# Its name


def test_a_dataset_may_say_where_it_came_from():
    named = Dataset([[1.0]], [2.0], "two.csv")
    assert named.name == "two.csv"
    assert named == Dataset([[1.0]], [2.0])
    assert four_samples().name == ""


def test_an_edited_dataset_says_so_once():
    named = Dataset.from_rows([[1.0, 2.0]], 1, "two.csv")
    edited = named.edited([[1.0, 3.0]], 1)
    assert (edited.name, edited.rows()) == ("two.csv, edited", [[1.0, 3.0]])
    assert edited.edited([[1.0, 4.0]], 1).name == "two.csv, edited"
    assert named.with_targets(2).name == "two.csv, edited"
    assert four_samples().edited([[1.0, 3.0]], 1).name == ""


# Samples and targets


def test_the_four_samples_are_those_of_the_specification():
    dataset = four_samples()
    assert dataset.xs == [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    assert dataset.ys == [1.0, -1.0, -1.0, 1.0]
    assert (len(dataset), dataset.nin, dataset.nout) == (4, 3, 1)


def test_the_four_samples_are_new_each_time():
    four_samples().xs[0][0] = 99.0
    assert four_samples().xs[0][0] == 2.0


def test_a_target_may_be_a_list():
    dataset = Dataset([[1.0], [2.0]], [[3.0, 4.0], [5.0, 6.0]])
    assert dataset.ys == [[3.0, 4.0], [5.0, 6.0]]
    assert dataset.targets == [[3.0, 4.0], [5.0, 6.0]]
    assert dataset.nout == 2


def test_a_bare_target_is_a_list_of_one_among_the_targets():
    dataset = Dataset([[1.0], [2.0]], [3.0, 4.0])
    assert dataset.ys == [3.0, 4.0]
    assert dataset.targets == [[3.0], [4.0]]


@pytest.mark.parametrize("number", [2, Fraction(2), np.float32(2), np.int64(2), np.uint8(2)])
def test_numbers_are_kept_as_python_floats(number):
    dataset = Dataset([[number]], [number])
    assert [type(cell) for cell in dataset.rows()[0]] == [float, float]
    assert dataset.rows() == [[2.0, 2.0]]


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, np.uint8])
def test_arrays_are_samples_and_targets(kind):
    lists = Dataset([[1, 2], [3, 4]], [[5], [6]])
    for xs in (np.array([[1, 2], [3, 4]], kind), [np.array([1, 2], kind), (3, 4)]):
        for ys in (np.array([5, 6], kind), np.array([[5], [6]], kind), [np.array([5], kind), [6]]):
            dataset = Dataset(xs, ys)
            assert dataset == lists
            assert {type(cell) for row in dataset.rows() for cell in row} == {float}


class Table:
    """Rows with names, as pandas has them."""

    def to_numpy(self):
        return np.array([[1, 2], [3, 4]])


def test_a_table_is_its_array():
    assert Dataset(Table(), [1, 2]).xs == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize("answer", [True, np.bool_(True), np.array(True)])
def test_a_bool_is_named(answer):
    with pytest.raises(ValueError, match="sample 1: True, a bool, is not a finite number"):
        Dataset([[1.0]], [answer])
    with pytest.raises(ValueError, match="sample 1: True, a bool, is not a finite number"):
        Dataset(np.array([[True]]), [1.0])


def test_samples_without_lists_are_told_what_to_write():
    with pytest.raises(ValueError, match=r"sample 1: 7 is no list of inputs: write \[7\]"):
        Dataset(np.array([7, 8]), [1.0, 2.0])


def test_a_dataset_is_not_changed_through_the_lists_it_was_made_from():
    xs, ys = [[1.0, 2.0]], [[3.0, 4.0]]
    dataset = Dataset(xs, ys)
    xs[0][0] = ys[0][0] = 99.0
    assert dataset.rows() == [[1.0, 2.0, 3.0, 4.0]]


@pytest.mark.parametrize(
    ("xs", "ys", "message"),
    [
        ([], [], "at least one sample"),
        ([[1.0]], [], "1 samples.*0"),
        ([[1.0]], [1.0, 2.0], "1 samples.*2"),
        ([[]], [1.0], "at least one input"),
        ([[1.0]], [[]], "at least one target"),
        ([[1.0, 2.0], [1.0]], [1.0, 2.0], "sample 2 has 1 inputs.*2"),
        ([[1.0], [1.0, 2.0]], [1.0, 2.0], "sample 2 has 2 inputs.*1"),
        ([[1.0], [2.0]], [[1.0], [1.0, 2.0]], "sample 2 has 2 targets.*1"),
        ([[1.0], [2.0]], [[1.0, 2.0], 1.0], "sample 2 has 1 targets.*2"),
    ],
)
def test_rows_that_do_not_fit_are_refused(xs, ys, message):
    with pytest.raises(ValueError, match=message):
        Dataset(xs, ys)


@pytest.mark.parametrize(
    "cell", [math.nan, math.inf, -math.inf, "1", None, True, 1j, 10**400], ids=lambda x: str(x)[:9]
)
def test_a_cell_that_is_no_finite_number_is_refused_with_its_sample(cell):
    with pytest.raises(ValueError, match=r"sample 2.*finite"):
        Dataset([[1.0], [cell]], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"sample 2.*finite"):
        Dataset([[1.0], [2.0]], [1.0, cell])


def test_datasets_with_the_same_numbers_are_equal():
    assert four_samples() == four_samples()
    assert Dataset([[1.0]], [2.0]) != Dataset([[1.0]], [3.0])


def test_the_border_between_inputs_and_targets_makes_a_difference():
    assert Dataset([[1.0, 2.0]], [3.0]) != Dataset([[1.0]], [[2.0, 3.0]])


def test_rows_are_inputs_then_targets_and_back():
    dataset = Dataset([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]])
    assert dataset.rows() == [[1.0, 2.0, 5.0, 6.0], [3.0, 4.0, 7.0, 8.0]]
    assert Dataset.from_rows(dataset.rows(), nout=2) == dataset
    assert Dataset.from_rows(four_samples().rows()).ys == four_samples().ys


@pytest.mark.parametrize(("text", "number"), [("1", 1.0), (" -2.5 ", -2.5), ("1e-300", 1e-300)])
def test_a_typed_number_is_read(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "“abc” is not a number"),
        (" ", "an empty cell is not a number"),
        ("1,5x", "“1,5x” is not a number"),
        ("inf", "“inf” is not finite"),
        ("nan", "“nan” is not finite"),
    ],
)
def test_a_typed_text_that_is_no_finite_number_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_number(text)


def test_the_minus_sign_of_the_window_is_one_and_an_underscore_is_no_digit() -> None:
    assert parse_number("−0.5") == -0.5
    with pytest.raises(ValueError, match="1_0"):
        parse_number("1_0")
