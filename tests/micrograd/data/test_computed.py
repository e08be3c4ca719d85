"""Computed inputs: numbers that follow from other inputs, with every edit; names and places."""

import copy
import pickle

import pytest

from micrograd.data.csv_samples import csv_text, read_csv
from micrograd.data.dataset import Dataset, four_samples

NAMES = ["a", "", "price"]


def product() -> Dataset:
    """Two typed inputs, their product, and a target."""
    return Dataset([[2.0, 3.0], [4.0, -1.0]], [1.0, 0.0], "two.csv", NAMES).with_input("a*x2")


def test_an_input_is_computed_from_others_and_called_like_its_formula():
    dataset = product()
    assert dataset.rows() == [[2.0, 3.0, 6.0, 1.0], [4.0, -1.0, -4.0, 0.0]]
    assert dataset.formulas == ["", "", "a*x2"]
    assert dataset.column_names() == ["a", "x2", "a*x2", "price"]
    assert dataset.headings() == dataset.column_names()
    assert dataset.name == "two.csv, edited"


def test_typed_inputs_have_no_formula():
    assert four_samples().formulas == ["", "", ""]
    assert four_samples().with_input().formulas == [""] * 4


def test_an_edit_computes_it_anew_whatever_is_written_there():
    rows = product().rows()
    rows[0][0], rows[1][2] = 10.0, 99.0
    edited = product().edited(rows, 1)
    assert [row[2] for row in edited.rows()] == [30.0, -4.0]
    assert edited.formulas == product().formulas
    with_third = product().with_targets(3)
    assert with_third.formulas == product().formulas
    assert product().rows_taken([1]).formulas == product().formulas


def test_one_may_be_computed_from_another_that_stands_before_it():
    dataset = product().with_input("x3**2")
    assert [row[3] for row in dataset.rows()] == [36.0, 16.0]
    rows = dataset.rows()
    rows[0][1] = 1.0
    assert dataset.edited(rows, 1).rows()[0] == [2.0, 1.0, 2.0, 4.0, 1.0]


def test_another_formula_takes_its_name_along_unless_it_has_one_of_its_own():
    changed = product().with_formula(2, "a + x2")
    assert changed.column_names()[2] == "a + x2"
    assert [row[2] for row in changed.rows()] == [5.0, 3.0]
    columns = ["a", "", "area", "price"]
    named = Dataset.from_rows(product().rows(), 1, "", columns, product().formulas)
    assert named.headings()[2] == "area = a*x2"
    assert named.with_formula(2, "a - x2").headings()[2] == "area = a - x2"


def test_two_of_the_same_formula_have_two_names():
    assert product().with_input("a*x2").column_names()[2:4] == ["a*x2", "a*x2 (2)"]


@pytest.mark.parametrize(
    ("place", "name", "formula"),
    [
        (0, "b", "b*x2"),
        (0, "", "x1*x2"),
        (0, "two words", "x1*x2"),
        (0, "if", "x1*x2"),
        (1, "width", "a*width"),
        (1, "x1", "a*x1"),
        (2, "area", "a*x2"),
        (3, "a2", "a*x2"),
    ],
)
def test_a_formula_goes_on_reading_a_column_that_is_renamed(place, name, formula):
    renamed = product().renamed(place, name)
    assert renamed.formulas[2] == formula
    assert renamed.column_names()[2] == ("area" if place == 2 else formula)
    assert renamed.edited(renamed.rows(), 1).rows() == product().rows()
    assert renamed.name == product().name


def test_a_name_that_would_hide_what_a_formula_reads_is_refused():
    dataset = product().renamed(0, "").with_formula(2, "x1*x2").renamed(0, "two words")
    with pytest.raises(ValueError, match="a formula reads x1, which could not be written"):
        dataset.renamed(1, "x1")
    with pytest.raises(ValueError, match="two columns are called “price”"):
        product().renamed(0, "price")


def test_a_formula_that_is_a_name_hides_no_column():
    dataset = product().with_input("x1")
    assert dataset.headings()[3] == "x4 = x1"
    assert [row[3] for row in dataset.rows()] == [2.0, 4.0]


def test_a_formula_follows_the_columns_that_it_reads_by_their_place():
    dataset = four_samples().with_input("x2*x3 + sin(x3)")
    less = dataset.without_input(0)
    assert less.formulas == ["", "", "x1*x2 + sin(x2)"]
    assert less.column_names() == ["x1", "x2", "x1*x2 + sin(x2)", "y"]
    assert [row[2] for row in less.rows()] == [row[3] for row in dataset.rows()]
    assert product().without_input(2).formulas == ["", ""]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda: product().without_input(1), "“a\\*x2” is computed from x2: remove that input"),
        (lambda: product().with_input("b*2"), "“b” is no column; there are x1, x2, x3, x4, a"),
        (lambda: product().with_input("x4"), "“x4” reads itself"),
        (lambda: product().with_input("price"), "“price” is no column"),
        (lambda: product().with_input("x1 +"), "something is missing"),
        (lambda: product().with_input("log(x2)"), r"sample 2: log\(-1.0\)"),
        (lambda: product().with_input("x1").with_formula(2, "x4"), "“x4” reads “x4”, which comes"),
        (lambda: Dataset([[1.0]], [2.0], formulas=["1", "2"]), "2 formulas, but there are 1"),
    ],
)
def test_what_can_not_be_computed_is_refused(edit, message):
    with pytest.raises(ValueError, match=message):
        edit()


def test_a_formula_is_kept_though_it_changes_no_number():
    typed = Dataset.from_rows(product().rows(), 1, "", product().column_names())
    assert typed == product()
    assert not typed.is_same(product())


def test_copies_keep_it():
    for made in (copy.deepcopy(product()), pickle.loads(pickle.dumps(product()))):
        assert made.is_same(product())


def test_a_csv_file_says_it_in_its_header_and_brings_it_back(tmp_path):
    columns = ["", "", "area", "max of two", ""]
    rows = [[*row[:3], max(row[:2]), row[3]] for row in product().rows()]
    formulas = ["", "", "x1*x2", "max(x1, x2)"]
    named = Dataset.from_rows(rows, 1, "named.csv", columns, formulas)
    assert csv_text(named).splitlines()[0] == ('x1,x2,area = x1*x2,"max of two = max(x1, x2)",y')
    assert csv_text(product()).splitlines()[0] == "a,x2,a*x2,price"
    for dataset in (named, product().with_input("x3 + 1"), product().with_input("x1")):
        path = tmp_path / "named.csv"
        path.write_text(csv_text(dataset), encoding="utf-8")
        assert read_csv(path).is_same(dataset)


@pytest.mark.parametrize(
    "heading", ["a*x2 + 1", "x2", "b = a*b", "x3*1", "log(x2)", "area =", "1", "a = 1", "{"]
)
def test_a_heading_whose_numbers_are_others_is_a_name(heading):
    typed = Dataset.from_rows(product().rows(), 1, "", ["a", "b", heading, "price"])
    read = typed.recognised()
    assert read.column_names()[2] == heading
    assert read.formulas == [""] * 3
