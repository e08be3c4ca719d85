"""Differences: only the settings in which runs differ, and what a branch changed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.generators import GENERATORS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.differences import difference_from_parent, differences, origin, titled
from micrograd.runs.events import Event, network_event, parameter_event, setting_event
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, drawn_start

THREE_SAMPLES = Dataset.from_rows(four_samples().rows()[:3])
OTHERS = Dataset.from_rows(four_samples().rows()[::-1])


def root(
    number: int = 1,
    network: dict[str, Any] | None = None,
    rate: float = 0.1,
    dataset: Dataset | None = None,
) -> Run:
    recipe = Recipe(dataset=dataset or four_samples(), learning_rate=rate, **(network or {}))
    return Run(number, drawn_start(recipe))


def branch(parent: Run, *events: Event, step: int = 50) -> Run:
    run = Run(parent.number + 1, replace(parent.start, step=step), parent)
    run.events = list(events)
    return run


def table(*runs: Run) -> dict[str, list[str]]:
    return {each.setting: each.texts for each in differences(runs)}


# Several runs.


def test_runs_with_the_same_settings_have_no_differences() -> None:
    assert table(root(1), root(2), root(3, dataset=four_samples())) == {}


def test_a_single_run_differs_from_nothing_and_so_do_no_runs() -> None:
    assert table(root()) == {}
    assert table() == {}


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (root(2, rate=0.05), {"learning rate": ["0.1", "0.05"]}),
        (root(2, rate=2.0), {"learning rate": ["0.1", "2"]}),
        (root(2, {"seed": 7}), {"seed": ["0", "7"]}),
        (root(2, {"init": "he"}), {"weights": ["uniform", "he"]}),
        (root(2, {"init_scale": 0.5}), {"scale": ["1", "0.5"]}),
        (
            root(2, {"layers": (4, 4, 4, 1), "activations": ("tanh",) * 4}),
            {"layers": ["4,4,1", "4,4,4,1"]},
        ),
        (
            root(2, {"activations": ("tanh", "relu", "tanh")}),
            {"activations": ["tanh", "tanh,relu,tanh"]},
        ),
        (root(2, dataset=THREE_SAMPLES), {"data": ["4 samples", "3 samples"]}),
        (root(2, dataset=OTHERS), {"data": ["4 samples", "4 samples (2)"]}),
    ],
)
def test_each_setting_that_differs_has_a_row(other: Run, difference: dict[str, list[str]]) -> None:
    assert table(root(), other) == difference


def test_a_setting_that_a_run_does_not_depend_on_is_no_difference() -> None:
    assert table(root(), root(2, {"momentum": 0.5, "penalty_strength": 3.0})) == {}
    rows = table(root(), root(2, {"optimizer": "adagrad"}))
    assert rows == {
        "optimizer": ["gradient-descent", "adagrad"],
        "epsilon": ["–", "1e-10"],
    }
    other = root(2, {"optimizer": "momentum", "beta1": 0.5})
    assert difference_from_parent(other, root().start) == "momentum"


def test_each_distinct_dataset_has_one_name() -> None:
    runs = [root(dataset=dataset) for dataset in (four_samples(), OTHERS, four_samples())]
    assert table(*runs) == {"data": ["4 samples", "4 samples (2)", "4 samples"]}


def test_samples_of_another_width_differ_in_their_inputs() -> None:
    other = root(2, dataset=Dataset([[1.0, 2.0]] * 4, [1.0] * 4))
    assert table(root(), other)["inputs"] == ["3", "2"]


def test_a_branch_differs_in_where_it_starts() -> None:
    parent = root()
    assert table(parent, branch(parent, step=123_456)) == {
        "start": ["seed 0", "from run 1 at 123,456"]
    }


def test_branches_at_another_step_or_of_another_parent_differ() -> None:
    first, second = root(1), root(1)
    assert "start" in table(branch(first), branch(first, step=51))
    assert "start" in table(branch(first), branch(second))
    assert table(branch(first), branch(first)) == {}


def test_what_a_branch_begins_with_is_no_change_on_the_way() -> None:
    parent = root()
    runs = [branch(parent, setting_event(50, "learning_rate", rate)) for rate in (0.05, 0.02)]
    assert table(*runs) == {"learning rate": ["0.05", "0.02"]}


def test_what_changed_on_the_way_is_told_with_its_step() -> None:
    run, same_in_the_end = root(), root(2)
    run.events = [
        setting_event(1000, "learning_rate", 0.05),
        setting_event(2000, "dataset", THREE_SAMPLES, "open"),
        setting_event(3000, "learning_rate", 0.1),
    ]
    run.history.losses.extend(np.ones(4000))
    same_in_the_end.history.losses.extend(np.ones(2))
    same_in_the_end.events = [setting_event(1, "dataset", THREE_SAMPLES, "open")]
    assert table(run, same_in_the_end) == {
        "learning rate": ["0.1, from 1,000 on 0.05, from 3,000 on 0.1", "0.1"],
        "data": ["4 samples, from 2,000 on 3 samples", "4 samples, from 1 on 3 samples"],
    }


def test_edited_parameters_are_named_with_their_step() -> None:
    run = root()
    run.events = [parameter_event(9, 0, "layer 1 · neuron 1 · w1", 2.0)]
    assert table(run, root(2)) == {"edits": ["layer 1 · neuron 1 · w1 = 2 at 9", "none"]}


def test_a_parameter_edited_before_the_first_step_is_an_edit_too() -> None:
    run = root()
    assert table(run, root(2)) == {}
    run.start = run.start.changed(parameter_event(0, 1, "", 5.0))
    assert table(run, root(2)) == {"edits": ["layer 1 · neuron 1 · w2 = 5 at 0", "none"]}


def test_many_edits_are_counted() -> None:
    runs = [root(1), root(2)]
    for run in runs:
        run.events = [parameter_event(9, i, f"w{i}", float(run.number)) for i in range(5)]
    assert table(*runs) == {
        "edits": [
            "w0 = 1 at 9, w1 = 1 at 9, w2 = 1 at 9, and 2 edits more",
            "w0 = 2 at 9, w1 = 2 at 9, w2 = 2 at 9, and 2 edits more",
        ]
    }


# A branch and its parent.


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([], ""),
        ([setting_event(50, "learning_rate", 0.05)], "rate 0.05"),
        (
            [setting_event(50, "learning_rate", 0.05), setting_event(60, "learning_rate", 0.1)],
            "rate 0.05, from 60 on 0.1",
        ),
        (
            [setting_event(50 + i, "learning_rate", rate) for i, rate in enumerate((5, 2, 2, 1))],
            "rate 5, from 51 on 2, from 53 on 1",
        ),
        (
            [setting_event(50 + i, "learning_rate", rate) for i, rate in enumerate((5, 2, 3, 1))],
            "rate 5, 3 changes, at last 1",
        ),
        ([setting_event(50, "dataset", THREE_SAMPLES, "open")], "3 samples"),
        ([setting_event(50, "dataset", OTHERS, "open")], "data"),
        ([setting_event(50, "dataset", four_samples(), "open")], ""),
        ([parameter_event(50, 3, "w", 1.0), parameter_event(70, 3, "w", 2.0)], "1 parameter"),
        (
            [
                setting_event(50, "learning_rate", 0.05),
                parameter_event(60, 3, "w", 1.0),
                parameter_event(60, 4, "w", 1.0),
            ],
            "rate 0.05, 2 parameters",
        ),
    ],
)
def test_a_branch_says_what_it_changed(events: list[Event], text: str) -> None:
    parent = root()
    assert difference_from_parent(branch(parent, *events), parent.start) == text


def test_a_branch_with_another_network_names_its_layers_and_activations() -> None:
    parent = root()
    recipe = Recipe(layers=(4, 2, 4, 1), activations=("tanh", "tanh", "relu", "tanh"))
    run = Run(2, replace(drawn_start(recipe), step=9), parent)
    run.events = [network_event(9, "add a layer")]
    assert difference_from_parent(run, parent.start) == "layers 4,2,4,1, tanh,tanh,relu,tanh"


def test_a_branch_with_another_input_says_how_many() -> None:
    parent = root()
    dataset = Dataset([[1.0, 2.0]] * 4, [1.0] * 4)
    run = Run(2, replace(drawn_start(Recipe(dataset=dataset)), step=9), parent)
    assert difference_from_parent(run, parent.start) == "2 inputs"


def test_runs_of_named_data_are_told_apart_by_the_names() -> None:
    moons, circles = (GENERATORS[name].dataset(4) for name in ("moons", "circles"))
    first, second = root(dataset=moons), root(2, dataset=circles)
    assert table(first, second) == {"data": [moons.name, circles.name]}
    assert difference_from_parent(second, first.start) == circles.name
    again = root(3, dataset=Dataset(moons.xs, moons.ys, "a copy"))
    assert difference_from_parent(again, first.start) == ""


def test_a_branch_is_compared_with_its_parent_as_it_was_left() -> None:
    parent = root()
    parent.events = [
        setting_event(10, "learning_rate", 0.3),
        setting_event(80, "learning_rate", 0.01),
    ]
    run = branch(parent)
    run.start = replace(run.start, recipe=run.start.recipe.changed(learning_rate=0.3))
    assert difference_from_parent(run, parent.start) == ""


def test_a_run_without_a_parent_is_compared_with_the_start_of_another() -> None:
    first = root()
    other = root(2, {"layers": (8, 1), "activations": ("tanh", "tanh")}, rate=0.05)
    assert difference_from_parent(other, first.start) == "rate 0.05, layers 8,1"
    assert difference_from_parent(first, first.start) == ""


def test_an_origin_is_the_parent_and_the_step_or_the_seed() -> None:
    parent = root(network={"seed": 3})
    assert origin(parent) == "seed 3"
    assert origin(branch(parent, step=123_456)) == "from run 1 at 123,456"


def test_a_run_says_what_it_was_trained_with_not_what_was_typed_at_its_end() -> None:
    run, trainer = root(), drawn_start(Recipe()).trainer()
    train_run(run, trainer, 5)
    typed = setting_event(5, "learning_rate", 0.003)
    run.add_event(typed)
    other = root(2, rate=0.003)
    assert difference_from_parent(run, run.start) == ""
    assert difference_from_parent(other, run.start) == "rate 0.003"
    typed.apply(trainer)
    train_run(run, trainer, 1)
    assert difference_from_parent(run, run.start) == "rate 0.1, from 5 on 0.003"
    assert table(run, other) == {"learning rate": ["0.1, from 5 on 0.003", "0.003"]}


def test_what_was_typed_but_trained_nothing_yet_is_told_nowhere() -> None:
    run, other = root(), root(2)
    for each in (run, other):
        train_run(each, drawn_start(each.start.recipe).trainer(), 5)
    run.add_event(setting_event(5, "learning_rate", 0.003))
    assert table(run, other) == {}


def test_many_changes_are_counted_and_told_one_by_one_in_full() -> None:
    run, other = root(), root(2)
    run.events = [
        setting_event(10 * i, "learning_rate", rate) for i, rate in ((1, 0.2), (2, 0.3), (3, 0.4))
    ]
    run.history.losses.extend(np.ones(100))
    (rate,) = differences([run, other])
    assert rate.texts[0] == "0.1, 3 changes, at last 0.4"
    assert rate.full[0] == "0.1, from 10 on 0.2, from 20 on 0.3, from 30 on 0.4"


def test_a_branch_is_compared_with_what_trained_its_parent() -> None:
    parent = root()
    train_run(parent, parent.start.trainer(), 50)
    parent.add_event(setting_event(50, "learning_rate", 0.003))
    run = branch(parent)
    run.start = replace(run.start, recipe=parent.recipe_at(50))
    assert difference_from_parent(run, parent.start) == "rate 0.003"


def test_the_settings_of_a_trained_run_are_those_of_the_untrained_one() -> None:
    run = root()
    train_run(run, run.start.trainer(), 5)
    assert table(run, root(2)) == {}


def test_a_fault_is_told_wherever_a_run_has_a_title() -> None:
    run = Run(1, drawn_start(Recipe(fault="uphill")))
    assert titled(run) == "run 1: rate 0.1; one line wrong: Wrong sign of the update"
    run.hides_fault = True
    assert titled(run) == "run 1: rate 0.1; one line wrong: ?"


def test_a_line_that_became_wrong_on_the_way_is_told_in_words() -> None:
    run = root()
    train_run(run, run.start.trainer(), 5)
    run.add_event(setting_event(3, "fault", "uphill"))
    text = "no line wrong, from 3 on one line wrong: Wrong sign of the update"
    assert titled(run) == f"run 1: rate 0.1; {text}"


def test_a_branch_that_is_mended_has_no_line_wrong() -> None:
    parent = Run(1, drawn_start(Recipe(fault="uphill")))
    mended = Run(2, drawn_start(Recipe()), parent)
    assert difference_from_parent(mended, parent.start) == "no line wrong"
