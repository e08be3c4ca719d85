"""Parts of a network by name, and what becomes of them when the network changes."""

import re

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.nn import MLP
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.network import draw_network
from micrograd.recipe.parts import fewest, members, neuron_names, parameter_names
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS

FROZEN, OFF = SETTINGS["frozen"], SETTINGS["off"]


def test_every_parameter_has_a_name_in_the_order_of_the_network() -> None:
    names = parameter_names((2, 2, 1))
    assert names[:4] == ("1.1.w1", "1.1.w2", "1.1.b", "1.2.w1")
    assert len(names) == len(MLP(2, [2, 1]).parameters())
    assert neuron_names((2, 2, 1)) == ("1.1", "1.2", "2.1")


def test_a_part_stands_for_all_that_lies_in_it() -> None:
    names = parameter_names((1, 2, 1))
    assert members(("1",), names) == {0, 1, 2, 3}
    assert members(("1.2", "2.1.b"), names) == {2, 3, 6}
    # Neuron 1 is not the beginning of neuron 12.
    assert members(("1.1",), neuron_names((1, 12))) == {0}


def test_the_fewest_names_are_those_of_whole_layers_and_neurons() -> None:
    names = parameter_names((1, 2, 1))
    assert fewest([0, 1, 2, 3], names) == ("1",)
    assert fewest([3, 2, 6], names) == ("1.2", "2.1.b")
    assert fewest([], names) == ()


@pytest.mark.parametrize("text", ["none", "1", "1.2", "1.2.w3,2.1.b", "1.2, 3"])
def test_parts_are_read_as_they_are_written(text: str) -> None:
    value = FROZEN.read(text)
    assert FROZEN.read(FROZEN.text(value)) == value
    assert FROZEN.text(value) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("setting", "text", "message"),
    [
        (FROZEN, "1.2.v3", "“1.2.v3” is no parameter"),
        (FROZEN, "1,,2", "an empty name is no parameter"),
        (FROZEN, "0.1", "“0.1” is no parameter"),
        (OFF, "1.2.w1", "“1.2.w1” is no neuron"),
        (OFF, "one", "“one” is no neuron"),
    ],
)
def test_what_is_no_name_is_refused(setting: object, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        setting.read(text)  # type: ignore[attr-defined]


def test_a_recipe_has_the_fewest_names_and_no_others_than_its_network() -> None:
    recipe = Recipe(frozen=("1.2.w2", "1.2.b", "1.2.w1", "1.2.w3"), off=("3.1",))
    assert (recipe.frozen, recipe.off) == (("1.2",), ("3",))
    with pytest.raises(SettingError, match=r"there is no 4\.1: the layers have 4, 4, 1 neurons"):
        Recipe(off=("4.1",))
    with pytest.raises(SettingError, match=r"there is no 1\.1\.w4"):
        Recipe(frozen=("1.1.w4",))


def test_the_network_of_a_recipe_is_switched_off_where_it_says() -> None:
    model = draw_network(Recipe(off=("2.3",)))
    off = [neuron.is_off for layer in model.layers for neuron in layer.neurons]
    assert off == [False] * 6 + [True] + [False] * 2


# What follows the parameters when the network changes.


def test_parts_stay_where_a_layer_grows_and_what_is_new_is_not_frozen() -> None:
    wider = Recipe(frozen=("2.1",), off=("1.4",)).with_width(0, 5)
    assert wider.frozen == ("2.1.w1", "2.1.w2", "2.1.w3", "2.1.w4", "2.1.b")
    assert wider.off == ("1.4",)


def test_what_is_gone_is_neither_frozen_nor_off() -> None:
    narrower = Recipe(frozen=("1.4", "2.1"), off=("1.4", "2.2")).with_width(0, 3)
    assert (narrower.frozen, narrower.off) == (("2.1",), ("2.2",))


def test_parts_move_with_their_layer() -> None:
    recipe = Recipe(frozen=("1.1", "3"), off=("2.1",))
    longer = recipe.with_layers([0, None, 1, 2])
    assert (longer.frozen, longer.off) == (("1.1", "4"), ("3.1",))
    shorter = recipe.with_layers([1, 2])
    assert (shorter.frozen, shorter.off) == (("2",), ("1.1",))


def test_the_weights_after_a_new_layer_are_new_and_the_bias_is_not() -> None:
    assert Recipe(frozen=("3",)).with_layers([0, 1, None, 2]).frozen == ("4.1.b",)


def test_a_dataset_with_fewer_inputs_takes_their_weights_along() -> None:
    rows = [[*x[:2], *y] for x, y in zip(four_samples().xs, four_samples().targets, strict=True)]
    recipe = Recipe(frozen=("1.1.w2", "1.1.w3")).changed(dataset=Dataset.from_rows(rows))
    assert recipe.frozen == ("1.1.w2",)
