"""A wrong value in a file is named by its path; so is what does not fit together."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment
from tests.micrograd.files.experiments import train
from tests.micrograd.files.refusals import NEW, edited, message_of


def set_at(*path: str | int, to: Any) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = to

    return change


def remove(*path: str | int) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        for key in path[:-1]:
            content = content[key]
        del content[path[-1]]

    return change


def seen(**changes: Any) -> dict[str, Any]:
    """A map with one view."""
    view = {
        "x": "hidden-rate:0.01:100:log",
        "y": "seed:0:9",
        "measure": "convergence",
        "steps": 300,
        "target_loss": 0.01,
    }
    return {"views": [view | changes], "place": 0, "colors": None}


RUN, START = ("runs", 1), ("runs", 1, "start")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (set_at("version", to="2"), "version: expected `int`, got `str`"),
        (set_at("version", to=0), "version: expected `int` >= 1"),
        (set_at("current", to=2), "current: there is no run 2 in the list"),
        (set_at("next_number", to=4), "next_number: there is a run 4 already"),
        (set_at("runs", to=[]), "runs: expected `array` of length >= 1"),
        (remove(*RUN, "name"), "runs[1]: object missing required field `name`"),
        (set_at(*RUN, "co\nlour", to=1), "runs[1]: object contains unknown field `co lour`"),
        (set_at(*RUN, "a\u202eb", to=1), "runs[1]: object contains unknown field `a\\u202eb`"),
        (set_at(*RUN, "number", to=3), "runs[1].number: there are two runs 3"),
        (set_at(*RUN, "parent", to=9), "runs[1].parent: there is no run 9"),
        (
            set_at(*RUN, "parent", to=3),
            "runs[1].start.step: 0 is not a step of its parent, run 3, which goes from 25 to 33",
        ),
        (set_at(*RUN, "steps", to=10**16), f"runs[1].steps: expected `int` <= {10**15}"),
        (set_at(*RUN, "steps", to=-1), "runs[1].steps: expected `int` >= 0"),
        (set_at(*RUN, "place", to=31), "runs[1].place: 31, but the run ends at 30"),
        (set_at("runs", 0, "steps", to=24), "runs[0].steps: 24, but the run begins at 25"),
        (
            set_at(*START, "recipe", "layers", to=[4, 33, 1]),
            "runs[1].start.recipe.layers[1]: expected `int` <= 32",
        ),
        (
            set_at(*START, "recipe", "layers", to=[1] * 9),
            "runs[1].start.recipe.layers: expected `array` of length <= 8",
        ),
        (
            set_at(*START, "recipe", "layers", to=[4, 4, 2]),
            "runs[1].start.recipe.layers: 4,4,2 ends with 2 neurons, but the samples have 1 target",
        ),
        (
            set_at(*START, "recipe", "layers", to=[4, 5, 1]),
            "runs[1].start.parameters: 41 numbers, but the network has 47 parameters",
        ),
        (
            set_at(*START, "recipe", "activations", 1, to="step"),
            "runs[1].start.recipe.activations[1]: invalid enum value 'step'",
        ),
        (
            set_at(*START, "recipe", "activations", to=["tanh"]),
            "runs[1].start.recipe.activations: 1, but there are 3 layers",
        ),
        (
            set_at(*START, "recipe", "seed", to=2**31),
            f"runs[1].start.recipe.seed: expected `int` <= {2**31 - 1}",
        ),
        (
            set_at(*START, "recipe", "dataset", to=2),
            "runs[1].start.recipe.dataset: there is no dataset 2",
        ),
        (
            set_at(*START, "recipe", "learning_rate", to=0),
            "runs[1].start.recipe.learning_rate: expected `float` > 0.0",
        ),
        (
            set_at(*START, "recipe", "learning_rate", to=10**400),
            "runs[1].start.recipe.learning_rate: number out of range",
        ),
        (
            set_at(*START, "gradients", to=[]),
            "runs[1].start.gradients: 0 numbers, but the network has 41 parameters",
        ),
        (
            set_at(*START, "gradients", 2, to="big"),
            "runs[1].start.gradients[2]: invalid enum value 'big'",
        ),
        (
            set_at("datasets", 0, "samples", 2, to=[1, 2, 3]),
            "datasets[0].samples[2]: 3 numbers, but 3 inputs and 1 targets are 4",
        ),
        (
            set_at("datasets", 0, "columns", to=["a", "b", "c"]),
            "datasets[0].columns: 3 names, but there are 4 columns",
        ),
        (
            set_at("datasets", 0, "columns", to=["a", "b", "c", "a"]),
            "datasets[0].columns: two columns are called “a”",
        ),
        (
            set_at("datasets", 0, "classes", to=["a"]),
            "datasets[0].classes: 1 names of classes, but two belong to a single target",
        ),
        (
            set_at("datasets", 0, "formulas", to=["", "x1*x2"]),
            "datasets[0].formulas: 2 formulas, but there are 3 inputs",
        ),
        (
            set_at("datasets", 0, "formulas", to=["", "", "open(x1)"]),
            "datasets[0].formulas: “open” is no function",
        ),
        (
            set_at("datasets", 0, "samples", 2, 1, to=None),
            "datasets[0].samples[2][1]: expected `float`, got `null`",
        ),
        (
            set_at("datasets", 0, "samples", to=[]),
            "datasets[0].samples: expected `array` of length >= 1",
        ),
        (
            set_at(*RUN, "events", 0, "kind", to="party"),
            "runs[1].events[0].kind: invalid value 'party'",
        ),
        (
            set_at(*RUN, "events", 0, "step", to=16),
            "runs[1].events[1].step: 15 is not between 16 and 30",
        ),
        (
            set_at(*RUN, "events", 1, "index", to=41),
            "runs[1].events[1].index: 41, but the network has 41 parameters",
        ),
        (
            set_at(*RUN, "events", 2, "value", to=5),
            "runs[1].events[2].value: there is no dataset 5",
        ),
        (set_at(*RUN, "outline", "width", to=3), "runs[1].outline.width: 3 is not a power of two"),
        (
            set_at(*RUN, "outline", "width", to=2),
            "runs[1].outline.bounds: 30 stretches of 2 steps do not make 30",
        ),
        (
            set_at(*RUN, "outline", "bounds", 1, to=[2, 1]),
            "runs[1].outline.bounds[1]: 2.0 is larger than 1.0",
        ),
        (
            set_at(*RUN, "checkpoints", to=[]),
            "runs[1].checkpoints: there is none of step 30, the end of the run",
        ),
        (
            set_at(*RUN, "checkpoints", 0, "step", to=31),
            "runs[1].checkpoints[0].step: 31 is not after 0 and up to 30",
        ),
        (
            set_at(*RUN, "checkpoints", 0, "parameters", to=[1.0]),
            "runs[1].checkpoints[0].parameters: 1 numbers, but the network has 41 parameters",
        ),
        (set_at("map", to=[]), "map: expected `object | null`, got `array`"),
        (set_at("map", to=seen() | {"place": 1}), "map.place: there is no view 1, there are 1"),
        (set_at("map", to=seen() | {"views": []}), "map.views: expected `array` of length >= 1"),
        (
            set_at("map", to=seen(x="rate:1:2")),
            "map.views[0].x: there is no axis “rate”, but learning-rate, ",
        ),
        (
            set_at("map", to=seen(y="seed:5:1")),
            "map.views[0].y: seed: 5 to 1 does not go to a larger number",
        ),
        (
            set_at("map", to=seen(measure="beauty")),
            "map.views[0].measure: invalid enum value 'beauty'",
        ),
        (set_at("map", to=seen(steps=0)), "map.views[0].steps: expected `int` >= 1"),
        (set_at("map", to=seen(target_loss=0)), "map.views[0].target_loss: expected `float` > 0.0"),
        (
            set_at("map", to=seen() | {"colors": {"learned": [1, 0], "others": [], "share": 1}}),
            "map.colors.learned[1]: 0 is smaller than the one before",
        ),
        (
            set_at("map", to=seen() | {"colors": {"learned": [], "others": [], "share": 2}}),
            "map.colors.share: expected `float` <= 1.0",
        ),
        (
            remove("runs", 0, "events", 0),
            "runs[0].start.recipe: it is not the one of the parent, and there is no network event",
        ),
    ],
)
def test_a_wrong_value_is_named_by_its_path(change: Callable[[Any], None], message: str) -> None:
    assert message_of(edited(change)).startswith(message)


def test_a_dataset_of_other_columns_in_an_event_is_refused() -> None:
    def change(content: Any) -> None:
        content["datasets"].append({"inputs": 1, "targets": 1, "samples": [[1, 2]]})
        content["runs"][1]["events"][2]["value"] = 2

    assert message_of(edited(change)) == (
        "runs[1].events[2].value: it does not have as many inputs and targets as the one before"
    )


def test_a_run_can_not_be_its_own_ancestor() -> None:
    def change(content: Any) -> None:
        for run in content["runs"]:
            run["start"]["step"], run["steps"], run["place"] = 0, 0, 0
            run["outline"], run["checkpoints"], run["events"] = None, [], []
            run["start"] = content["runs"][1]["start"]
            run["parent"] = 1 if run["number"] == 4 else 4

    assert message_of(edited(change)) == "runs[0].parent: its ancestors go round in a circle"


def test_a_place_before_all_ancestors_is_refused() -> None:
    def change(content: Any) -> None:
        content["runs"][0]["parent"] = None

    assert message_of(edited(change)) == "runs[0].place: 20, but the run begins at 25"


def test_training_that_diverges_on_the_way_to_the_place_is_refused() -> None:
    experiment = new_experiment()
    train(experiment.current, 20)
    experiment.current.place = 20
    content = json.loads(to_bytes(experiment))
    content["runs"][0]["start"]["recipe"]["activations"] = ["linear"] * 3
    content["runs"][0]["start"]["recipe"]["learning_rate"] = 1e9
    for run in content["runs"]:
        run["checkpoints"] = run["checkpoints"][-1:]
    message = message_of(json.dumps(content).encode())
    assert message.startswith("runs[0].place: 20, but training diverged at step ")
    content["runs"][0].update(outline=None)
    message = message_of(json.dumps(content).encode())
    assert message.startswith("runs[0].steps: 20, but training diverged at step ")


def test_a_long_line_of_branches_is_checked() -> None:
    content = json.loads(NEW)
    first = content["runs"][0]
    for number in range(2, 1001):
        run = copy.copy(first)
        run.update(number=number, parent=number - 1)
        content["runs"].append(run)
    content.update(next_number=1001, current=1)
    assert len(from_bytes(json.dumps(content).encode()).runs) == 1000
