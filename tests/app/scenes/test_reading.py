"""Reading scripts: what is right is taken, what is wrong is named with its line."""

from pathlib import Path

import pytest

from app.scenes.parts.begin import Begin, experiment_of
from app.scenes.reading import read_script, script_bytes, script_of
from micrograd.files.errors import FileError
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment
from micrograd.runs.recording import train_run
from tests.app.scenes.scripts import VOCABULARY, script, text_of

TRAIN = {"do": "train", "steps": 5}


def test_a_script_is_written_as_it_was_read() -> None:
    read = script({"caption": "Five steps", "do": [TRAIN]}, summary="Short", minutes=3)
    written = script_bytes(read)
    assert script_of(written, VOCABULARY) == read
    assert b'"caption": "Five steps"' in written


def test_fields_that_are_as_usual_are_left_out_of_the_file() -> None:
    assert b'"wait"' not in script_bytes(script({"do": [TRAIN]}))


@pytest.mark.parametrize(
    ("scene", "message"),
    [
        (
            {"do": [{"do": "present", "to": "bear"}]},
            "line 10, scenes[0].do[0].to: there is no value “bear”; did you mean bare?",
        ),
        (
            {"do": [{"do": "present", "to": "xyzzy"}]},
            "there is no value “xyzzy”; there are “”, bare, tools",
        ),
        (
            {"do": [{"do": "walk", "operations": 1, "of": "xyzzy"}]},
            "there is no value “xyzzy”; there are page, training",
        ),
        ({"page": "netwrk"}, "line 7, scenes[0].page: there is no page “netwrk”"),
        ({"do": [{"do": "action", "name": "stp"}]}, "did you mean step"),
        ({"do": [{"do": "fly"}]}, "line 9, scenes[0].do[0].do: there is no act “fly”; "),
        ({"do": [{"do": "trian"}]}, "there is no act “trian”; did you mean train"),
        ({"do": [{"do": "xyzzy"}]}, "there is no act “xyzzy”; there are action, control, type, "),
        (
            {"capton": "x"},
            "line 7, scenes[0].capton: there is no field “capton”; did you mean caption",
        ),
        ({"do": [{**TRAIN, "step": 5}]}, "scenes[0].do[0].step: there is no field “step”; did you"),
        ({"do": [{"do": "train"}]}, "line 8, scenes[0].do[0]: “steps” is missing"),
        (
            {"do": [{"do": "train", "steps": "5"}]},
            "line 10, scenes[0].do[0].steps: a whole number is wanted, not a text",
        ),
        ({"do": [{"do": "train", "steps": -1}]}, "steps: a whole number of at least 0 is wanted"),
        ({"caption": "x" * 700}, "caption: a text of at most 600 characters is wanted"),
        ({"wait": {"seconds": "a"}}, "seconds: a number or null is wanted, not a text"),
        (
            {"ask": {"text": "?", "kind": "nummer", "of": "loss"}},
            "scenes[0].ask.kind: there is no kind “nummer”; did you mean number?",
        ),
        (
            {"do": [TRAIN, {"do": "set", "setting": "learning_rate", "to": "-1"}]},
            "line 15, scenes[0].do[1].to: -1 is not a finite number above 0",
        ),
        ({"do": [{"do": "set", "setting": "rate", "to": "1"}]}, "there is no setting “rate”"),
        ({"point": [{"neuron": "1.1", "sample": 2}]}, "scenes[0].point[0]: give exactly one of"),
        ({"point": [{"parameter": "w1"}]}, "point[0].parameter: “w1” is none; write 1.2.w3"),
        ({"do": [{"do": "choose", "target": {"control": "x"}}]}, "can be chosen"),
        ({"task": {"until": "loss", "solution": [TRAIN]}}, "write one such as loss < 0.01"),
        ({"task": {"until": "los < 1", "solution": [TRAIN]}}, "“los” is no quantity"),
        ({"task": {"until": "optimizer < 1", "solution": [TRAIN]}}, "only be compared with ="),
        (
            {"task": {"until": "loss < 1", "solution": []}},
            "task.solution: a list of at least 1 item is wanted",
        ),
        ({"do": [{"do": "set", "setting": "dataset", "to": "/etc/hosts"}]}, "no setting “dataset”"),
        ({"do": [{"do": "data", "samples": {"name": "moon"}}]}, "did you mean moons?"),
        ({"do": [{"do": "hide_fault", "fault": "uphil"}]}, "did you mean uphill?"),
        ({"do": [{"do": "sweep", "fields": {"rate": "0.1"}}]}, "did you mean rates?"),
        (
            {"do": [{"do": "data", "samples": {"rows": [[1, 2], [3]]}}]},
            "a list of at least 2 items is wanted",
        ),
        (
            {"do": [{"do": "control", "name": "learning_rat"}]},
            "line 10, scenes[0].do[0].name: there is no control “learning_rat”; did you mean l",
        ),
        ({"point": [{"control": "step_buton"}]}, "point[0].control: there is no control “step_bu"),
        (
            {"task": {"until": "control check_al_page = on", "solution": [TRAIN]}},
            "scenes[0].task.until: there is no control “check_al_page”; did you mean check_all_p",
        ),
        ({"ask": {"text": "?", "kind": "number", "of": "page"}}, "only numbers can be predicted"),
        ({"ask": {"text": "?", "kind": "curve", "of": "loss"}}, "a curve needs its number of"),
    ],
)
def test_a_mistake_is_named_with_its_line(scene: dict[str, object], message: str) -> None:
    with pytest.raises(FileError) as refused:
        script_of(text_of(scene), VOCABULARY)
    assert message in str(refused.value)


@pytest.mark.parametrize("name", ["layer_12_size", "expression_leaf_x_2", "quite_another_part"])
def test_a_control_that_may_come_later_is_taken(name: str) -> None:
    script({"do": [{"do": "control", "name": name}], "point": [{"control": name}]})


def test_a_field_of_the_whole_that_is_unknown_is_named_with_its_line() -> None:
    with pytest.raises(FileError, match="line 5, titel: there is no field “titel”; did you mean t"):
        script({}, titel="x")


def test_a_comma_that_is_missing_is_told_with_its_line() -> None:
    data = text_of({"caption": "x", "after": "y"}).replace(b'"x",', b'"x"')
    with pytest.raises(FileError, match="line 8, column 4: this is not JSON: a comma is missing"):
        script_of(data, VOCABULARY)


def test_a_file_that_is_no_script_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "experiment.json"
    path.write_bytes(to_bytes(new_experiment()))
    with pytest.raises(FileError, match="this is not a script of Micrograd Playground"):
        read_script(path, VOCABULARY)


def test_a_file_of_a_newer_version_is_refused() -> None:
    data = text_of({}).replace(b'"version": 1', b'"version": 2')
    with pytest.raises(FileError, match="a newer version of Micrograd Playground"):
        script_of(data, VOCABULARY)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        read_script(tmp_path / "none.json", VOCABULARY)


def test_a_script_begins_with_the_settings_that_it_says() -> None:
    recipe = experiment_of(Begin(settings={"layers": "2,1", "seed": "7"})).current.recipe
    assert (recipe.layers, recipe.seed, recipe.learning_rate) == ((2, 1), 7, 0.1)


def test_a_script_has_samples_of_its_own() -> None:
    corners = [[0, 0, -1], [0, 1, 1], [1, 0, 1], [1, 1, -1]]
    read = script({}, begin={"data": {"rows": corners, "title": "XOR"}})
    recipe = experiment_of(read.begin).current.recipe
    assert (recipe.dataset.rows(), recipe.dataset.name, recipe.layers[-1]) == (corners, "XOR", 1)


def test_samples_are_drawn_as_the_script_says() -> None:
    read = script({}, begin={"data": {"name": "moons", "samples": 30, "seed": 5}})
    assert experiment_of(read.begin).current.recipe.dataset.name.startswith("moons, 30 samples")


def test_a_setting_that_does_not_fit_the_others_is_refused() -> None:
    with pytest.raises(FileError, match=r"begin.settings.layers: 4,2 ends with 2 neurons"):
        script({}, begin={"settings": {"layers": "4,2"}})


def test_a_setting_that_is_no_text_is_refused_with_its_line() -> None:
    told = r"line \d+, begin.settings: a text is wanted, not a number"
    with pytest.raises(FileError, match=told):
        script({}, begin={"settings": {"learning_rate": 0.1}})


def test_a_choice_that_no_view_has_is_refused_with_its_line() -> None:
    with pytest.raises(FileError, match=r"begin.show.nodez: there is no choice in a view “nodez”"):
        script({}, begin={"show": {"nodez": "maps"}})
    with pytest.raises(FileError, match=r"do\[0\].what: .* “map_scheduler”"):
        script({"do": [{"do": "show", "what": "map_scheduler", "to": "tcp://10.0.0.1:8786"}]})


@pytest.mark.parametrize(
    ("show", "message"),
    [
        ({"nodes": "bogus"}, "nodes: “bogus” is no choice for nodes: it is numbers or maps"),
        ({"speed": "fast"}, "speed: “fast” is no choice for speed: it is written as in rising"),
        ({"stop_loss": "low"}, "stop_loss: “low” is no choice for stop_loss: “low” is not a num"),
        ({"graph_sight": "1 2"}, "graph_sight: “1 2” is no choice for graph_sight: it is all, or"),
        ({"plane": "0 0 mean"}, "plane: “0 0 mean” is no choice for plane"),
        ({"sweep": "{}"}, "sweep: “{}” is no choice for sweep: it is a sweep as a recording"),
        ({"sweep_order": "best"}, "sweep_order: “best” is no choice for sweep_order: it is"),
        ({"representation_plays": "1"}, "representation_plays: “1” is no choice for repr"),
        ({"page": "netwrk"}, "page: there is no page “netwrk”; did you mean network"),
    ],
)
def test_a_text_that_a_choice_can_not_have_is_refused_with_its_line(
    show: dict[str, str], message: str
) -> None:
    with pytest.raises(FileError) as refused:
        script({}, begin={"show": show})
    assert f", begin.show.{message}" in str(refused.value)
    assert str(refused.value).startswith("line ")
    ((name, text),) = show.items()
    if name != "page":
        with pytest.raises(FileError, match=rf"line \d+, scenes\[0\].do\[0\].to: “{text}” is no"):
            script({"do": [{"do": "show", "what": name, "to": text}]})


def panels(**more: object) -> dict[str, object]:
    """The layout of a window of the usual size, with one panel at the left."""
    left = {"groups": [{"panels": ["layers"], "share": 1}], "size": 300}
    return {"arrangement": "wide", "left": left, **more}


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (panels(arrangement="wid"), "layout.arrangement: there is no arrangement “wid”"),
        (panels(right={"groups": [{"panels": ["lyers"]}]}), "did you mean layers"),
        (panels(right={"groups": [{"panels": ["layers"]}]}), "layers has a place already"),
        (panels(top={"groups": [{"panels": ["loss"], "front": "runs"}]}), "groups[0].front: there"),
        (panels(floating={"lss": [0, 0, 1, 1]}), "layout.floating.lss: there is no panel “lss”"),
        (
            panels(left={"groups": [], "size": -1}),
            "layout.left.size: a number ",
        ),
    ],
)
def test_a_layout_that_no_window_has_is_refused_with_its_line(
    layout: dict[str, object], message: str
) -> None:
    for scene, begin in (
        ({}, {"layout": layout}),
        ({"do": [{"do": "arrange", "layout": layout}]}, {}),
    ):
        with pytest.raises(FileError) as refused:
            script(scene, begin=begin)
        assert message in str(refused.value)
        assert str(refused.value).startswith("line ")


@pytest.mark.parametrize("show", [{"parameters": "0,99"}, {"sample": "-1"}, {"sample": "x"}])
def test_a_script_that_begins_with_something_chosen_that_is_not_there_is_refused(
    show: dict[str, str],
) -> None:
    with pytest.raises(FileError, match=r"line \d+, begin.show.\w+: “[^”]+” is not from 0 to"):
        script({}, begin={"show": show})


def test_a_script_begins_with_a_trained_experiment() -> None:
    import json

    experiment = new_experiment()
    run = experiment.current
    train_run(run, run.start.trainer(), 20)
    run.place = 20
    read = script({}, begin={"experiment": json.loads(to_bytes(experiment))})
    again = experiment_of(read.begin)
    assert again.current.steps == again.current.place == 20
    assert again is not experiment_of(read.begin)
