"""Parameters as a block of a spreadsheet: written with every bit, read with every check."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.recipe.parameter_table import as_block, read_block
from micrograd.recipe.parts import parameter_names

# 1.1.w1 1.1.w2 1.1.b 1.2.w1 1.2.w2 1.2.b 2.1.w1 2.1.w2 2.1.b
WIDTHS = 2, 2, 1
ALL = range(9)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def test_a_block_has_a_heading_names_all_digits_and_gradients() -> None:
    assert as_block([1, 8], WIDTHS, [(0.1, -2.0), (1 / 3, 1e-300)]).split("\n") == [
        "parameter\tdata\tgrad",
        "layer 1 · neuron 1 · w2\t0.1\t-2",
        "layer 2 · neuron 1 · b\t0.3333333333333333\t1e-300",
    ]


@given(data=st.lists(NUMBERS, min_size=9, max_size=9), chosen=st.sets(st.sampled_from(ALL)))
def test_what_is_copied_is_pasted_with_every_bit(data: list[float], chosen: set[int]) -> None:
    block = as_block([*ALL], WIDTHS, [(x, -x) for x in data])
    read = read_block(block, sorted(chosen), WIDTHS)
    assert [read[i].hex() for i in ALL] == [x.hex() for x in data]


def test_names_say_which_parameters_are_meant_in_any_order() -> None:
    block = "layer 2 · neuron 1 · b\t0,5\n1.2.w1\t-1,25\nLayer 1, Neuron 1, W2\t3"
    assert read_block(block, [0], WIDTHS) == {8: 0.5, 3: -1.25, 1: 3.0}


def test_a_heading_names_the_column_of_the_data() -> None:
    block = "weight\tgrad\tData\n1.1.w1\t9\t0.5\n\n1.1.b\t9\t0.25\n"
    assert read_block(block, [], WIDTHS) == {0: 0.5, 2: 0.25}


@pytest.mark.parametrize(
    ("chosen", "block", "expected"),
    [
        ([3, 4, 5], "1\n2\n3", {3: 1.0, 4: 2.0, 5: 3.0}),
        ([5, 3, 4], "1\t2\t3\n", {3: 1.0, 4: 2.0, 5: 3.0}),
        ([3], "1\t2\n3\n", {3: 1.0, 4: 2.0, 5: 3.0}),
        ([8], "w\n1,5", {8: 1.5}),
        ([], "\n".join("123456789"), {i: i + 1.0 for i in ALL}),
    ],
)
def test_numbers_alone_are_those_of_what_is_chosen(
    chosen: list[int], block: str, expected: dict[int, float]
) -> None:
    assert read_block(block, chosen, WIDTHS) == expected


@pytest.mark.parametrize(
    ("chosen", "block", "message"),
    [
        ([0], " \n\t\n", "the clipboard has no numbers"),
        ([0], "parameter\tdata", "there is a heading, but no number below it"),
        ([0, 1], "1\n2\n3", "3 numbers, but 2 parameters are chosen"),
        ([7], "1\n2\n3", "3 numbers, but 2 parameters follow from layer 2 · neuron 1 · w2 on"),
        ([], "1", "1 number, but 9 parameters follow from layer 1 · neuron 1 · w1 on"),
        ([0], "1\n\n2\tx", "row 3, column 2: “x” is not a number"),
        ([0], "1.1.w1\t1\n1.1.w9\t2", "row 2: the network has no parameter “1.1.w9”"),
        ([0], "1.1.w1\t1\nsum\t2", "row 2: the network has no parameter “sum”"),
        ([0], "1.1.w1\t1\n1.1.w1\t2", "row 2: layer 1 · neuron 1 · w1 stands in row 1 already"),
        ([0], "1.1.w1\tone", "row 1, layer 1 · neuron 1 · w1: “one” is not a number"),
        (
            [0],
            "1.1.w1\t1\t2",
            "row 1 has 3 columns: a name and a number are expected, or a heading",
        ),
        ([0], "name\tdata\n1.1.w1", "row 2, layer 1 · neuron 1 · w1: an empty cell is not a num"),
        ([0], "1e999", "row 1, column 1: “1e999” is not finite"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(
    chosen: list[int], block: str, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        read_block(block, chosen, WIDTHS)


def test_every_name_that_is_written_is_read() -> None:
    for i, name in enumerate(parameter_names(WIDTHS)):
        assert read_block(f"{name}\t1", [], WIDTHS) == {i: 1.0}
