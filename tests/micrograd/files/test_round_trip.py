"""An experiment that is opened again is the same, and goes on with the same bits."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.files import completing
from micrograd.files.reading import from_bytes
from micrograd.files.schema import SPREAD_CHECKPOINTS
from micrograd.files.writing import Encoder, to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import setting_event
from micrograd.runs.experiment import Chosen, new_experiment
from micrograd.runs.kept_map import KeptColors, KeptMap, KeptView
from micrograd.runs.recording import train_run
from micrograd.runs.run import drawn_start
from tests.micrograd.files.experiments import (
    assert_alike,
    bits_at,
    branch,
    facts_of,
    recorded_steps,
    train,
    tried,
)


def test_every_run_comes_back_with_every_bit() -> None:
    experiment = tried()
    data = to_bytes(experiment)
    opened = from_bytes(data)
    assert to_bytes(opened) == data
    assert_alike(opened, experiment)


def test_a_new_experiment_comes_back() -> None:
    experiment = new_experiment()
    assert facts_of(from_bytes(to_bytes(experiment))) == facts_of(experiment)


def test_what_was_chosen_and_typed_for_a_sweep_comes_back() -> None:
    experiment = new_experiment()
    experiment.chosen = Chosen((7, 3), 2)
    experiment.sweep = {"rates": "0,1; 0,3", "shapes": "2,1 " * 1500, "steps": "250"}
    opened = from_bytes(to_bytes(experiment))
    assert (opened.chosen, opened.sweep) == (experiment.chosen, experiment.sweep)
    opened = from_bytes(to_bytes(new_experiment()))
    assert (opened.chosen, opened.sweep) == (None, {})


def test_what_was_seen_of_the_map_comes_back() -> None:
    experiment = new_experiment()
    first = KeptView("hidden-rate:0.01:100:log", "1.2.w3:-4:4", "convergence", 500, 0.01)
    near = replace(first, x="hidden-rate:0.30000000000000004:0.31:log")
    colors = KeptColors((1.0, 1.0, 2.5), (math.inf,), 0.75)
    for kept in (KeptMap((first, near, near), 1, colors), KeptMap((near,), 0), None):
        experiment.map = kept
        data = to_bytes(experiment)
        assert from_bytes(data).map == kept
        assert to_bytes(from_bytes(data)) == data


def test_what_weights_were_drawn_from_comes_back() -> None:
    experiment = new_experiment(Recipe(init="he", init_scale=0.5, seed=3))
    train(experiment.current, 5)
    opened = from_bytes(to_bytes(experiment))
    assert (opened.current.recipe.init, opened.current.recipe.init_scale) == ("he", 0.5)
    assert_alike(opened, experiment)


def test_a_file_that_does_not_say_what_weights_were_drawn_from_has_the_usual_ones() -> None:
    data = to_bytes(new_experiment())
    assert "init" not in json.loads(data)["runs"][0]["start"]["recipe"]
    opened = from_bytes(data)
    assert opened.current.recipe == Recipe()
    assert not opened.current.start.edits


def test_the_compact_file_holds_the_same() -> None:
    experiment = tried()
    compact = Encoder().encode(experiment)
    assert b"\n" not in compact
    assert to_bytes(from_bytes(compact)) == to_bytes(experiment)


def test_a_deleted_run_comes_back_as_the_past_of_its_branch_only() -> None:
    opened = from_bytes(to_bytes(tried()))
    assert [run.number for run in opened.runs] == [3, 1, 4]
    assert [run.number for run in opened.runs[0].lineage] == [1, 2, 3]


def test_runs_that_share_a_dataset_share_it_again() -> None:
    opened = from_bytes(to_bytes(tried()))
    third, first, fourth = opened.runs
    assert first.start.recipe.dataset is third.start.recipe.dataset
    assert first.recipe.dataset is fourth.start.recipe.dataset


def test_a_dataset_is_called_after_where_it_came_from_again() -> None:
    moons = GENERATORS["moons"].dataset(10)
    experiment = new_experiment(Recipe(dataset=moons))
    data = to_bytes(experiment)
    opened = from_bytes(data).current.recipe.dataset
    assert (opened.name, opened) == (moons.name, moons)
    assert b'"name": "moons' not in to_bytes(new_experiment())


def test_columns_have_their_names_again_also_those_of_an_event() -> None:
    experiment = new_experiment(Recipe(dataset=GENERATORS["moons"].dataset(4), layers=(2, 1)))
    before = experiment.current.recipe.dataset
    named = Dataset(before.xs, before.ys, columns=["left\u2028", "x" * 200, ""])
    train(experiment.current, 3, setting_event(0, "dataset", named, "name columns"))
    data = to_bytes(experiment)
    run = from_bytes(data).current
    assert run.start.recipe.dataset.is_same(before)
    assert run.recipe.dataset.is_same(named)
    assert data.count(b'"columns"') == 1


def test_classes_have_their_names_again_and_old_files_have_none() -> None:
    moons = GENERATORS["moons"].dataset(4)
    named = Dataset(moons.xs, moons.ys, classes=["no\u2028", "ja " * 60])
    experiment = new_experiment(Recipe(dataset=named, layers=(2, 1)))
    train(experiment.current, 3, setting_event(0, "dataset", moons, "forget the names"))
    run = from_bytes(to_bytes(experiment)).current
    assert run.start.recipe.dataset.is_same(named)
    assert run.recipe.dataset.classes == []
    assert b"classes" not in to_bytes(new_experiment())


def test_a_computed_input_has_its_formula_again() -> None:
    first = GENERATORS["moons"].dataset(4).with_input("sin(x1) * x2")
    experiment = new_experiment(Recipe(dataset=first, layers=(2, 1)))
    second = first.with_formula(2, "x1 - x2")
    train(experiment.current, 3, setting_event(0, "dataset", second, "compute anew"))
    data = to_bytes(experiment)
    run = from_bytes(data).current
    assert run.start.recipe.dataset.is_same(first)
    assert run.recipe.dataset.is_same(second)
    assert b"formulas" not in to_bytes(new_experiment())


def test_a_parameter_event_has_the_name_of_its_parameter_again() -> None:
    first = from_bytes(to_bytes(tried())).runs[1]
    assert [event.text for event in first.events][
        1
    ] == "layer 1 · neuron 1 · b = 0.30000000000000004"


def test_a_start_keeps_gradients_that_are_not_finite() -> None:
    experiment = new_experiment()
    run = experiment.current
    grads = [math.inf, -math.inf, math.nan, -0.0, 5e-324, *run.start.grads[5:]]
    run.start = replace(run.start, grads=tuple(grads))
    opened = from_bytes(to_bytes(experiment)).current.start.grads
    assert [each.hex() for each in opened] == [each.hex() for each in grads]


def test_two_runs_of_one_number_get_a_number_each() -> None:
    experiment = new_experiment()
    train(experiment.current, 4)
    deleted = branch(experiment, experiment.current, 2)
    train(deleted, 4)
    train(branch(experiment, deleted, 4), 1)
    experiment.remove(deleted)
    deleted.number = 1
    opened = from_bytes(to_bytes(experiment))
    assert [run.number for run in opened.all_runs()] == [1, 4, 3]
    assert opened.next_number == 5


@pytest.mark.parametrize(
    ("name", "saved"), [("half of a pair: \ud83d", "half of a pair: ?"), ("a" * 1001, "a" * 1000)]
)
def test_a_name_that_no_file_can_have_is_saved_all_the_same(name: str, saved: str) -> None:
    experiment = new_experiment()
    experiment.current.name = name
    assert from_bytes(to_bytes(experiment)).current.name == saved


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=4, max_size=4),
    st.floats(min_value=5e-324, allow_infinity=False, allow_nan=False),
)
@settings(max_examples=100, deadline=None)
def test_every_finite_number_comes_back_with_its_bits(row: list[float], rate: float) -> None:
    dataset = Dataset([row[:3]], [row[3]])
    made = new_experiment(Recipe(dataset=dataset, learning_rate=rate))
    opened = from_bytes(to_bytes(made)).current.start.recipe
    assert [each.hex() for each in opened.dataset.rows()[0]] == [each.hex() for each in row]
    assert opened.learning_rate.hex() == rate.hex()


# The stored past of a long run.


def test_a_long_run_is_an_outline_until_it_is_computed_again(compiled_loop: object) -> None:
    experiment = new_experiment()
    run = experiment.current
    train(run, 50_000, setting_event(0, "learning_rate", 1e-3))
    run.place = 30_000
    data = to_bytes(experiment)
    opened = from_bytes(data)
    again = opened.current
    assert again.history.is_outline
    assert not run.history.is_outline
    assert again.history.losses.bounds() == run.history.losses.bounds()
    assert again.history.checkpoints.before(run.place - 1) == run.history.checkpoints.before(29_999)
    for step in (0, 1, 2, 777, 29_999, 30_000, 49_999, 50_000):
        assert bits_at(again, step) == bits_at(run, step)
    assert train(again, 10) == train(run, 10)
    assert recorded_steps(again) == list(range(50_000, 50_010))
    experiment.current.place = opened.current.place = 50_010
    assert len(again.history.checkpoints) < SPREAD_CHECKPOINTS + 5
    assert from_bytes(to_bytes(opened)).current.history.last == run.history.last


def test_a_place_in_the_past_of_a_branch_is_near_a_checkpoint(compiled_loop: object) -> None:
    experiment = new_experiment()
    run = experiment.current
    train(run, 20_000, setting_event(0, "learning_rate", 1e-3))
    new = branch(experiment, run, 10_000)
    train(new, 5)
    experiment.current = new
    for new.place in (9_000, 10_000):
        opened = from_bytes(to_bytes(experiment)).all_runs()[0]
        checkpoint = opened.history.checkpoints.before(new.place - 1)
        assert checkpoint == run.history.checkpoints.before(new.place - 1)


def test_an_opened_run_can_be_cut_where_only_its_outline_is_known() -> None:
    run = from_bytes(to_bytes(tried())).runs[1]
    run.rewind(29, [1.0] * len(run.start.data))
    assert (run.steps, run.history.parameters.first_step) == (29, 29)
    assert train(run, 2)
    assert recorded_steps(run) == [29, 30]


def test_many_runs_share_the_room_for_checkpoints(compiled_loop: object) -> None:
    experiment = new_experiment()
    run = experiment.current
    train(run, 20_000, setting_event(0, "learning_rate", 1e-3))
    config = Recipe(layers=(32, 32, 32, 1), activations=("tanh",) * 4)
    wide = drawn_start(config.changed(dataset=run.start.recipe.dataset))
    for _ in range(20):
        experiment.add(experiment.new_run(wide))
    opened = from_bytes(to_bytes(experiment)).runs[0].history.checkpoints
    assert 1 < len(opened) < SPREAD_CHECKPOINTS / 2


def test_a_place_that_takes_long_to_compute_gives_way_to_one_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    experiment = new_experiment()
    run = experiment.current
    trainer = run.start.trainer()
    train_run(run, trainer, 300)
    run.place = 250
    data = to_bytes(experiment)
    assert from_bytes(data).current.place == 250
    monkeypatch.setattr(completing, "MOST_SECONDS_TO_PLACE", 0.0)
    opened = from_bytes(data).current
    assert opened.steps == 300
    assert opened.place < 250
