"""A script prints the losses of the window to the last bit, after edits of every kind, too."""

import ast
import functools
import inspect
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import product, zip_longest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import micrograd.export.micrograd_script
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.generators import GENERATORS
from micrograd.data.sampling import Samples, Sampling
from micrograd.data.shuffling import shuffled
from micrograd.export import small_engine
from micrograd.export.script import DIALECTS
from micrograd.export.torch_samples import ROWS_OF
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.settings import MAX_LAYERS, SETTINGS, TRAINING
from micrograd.training.divergence import DivergenceError

TWO_TARGETS = Dataset([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]], [[1.0, 0.0], [0.5, -1.0], [0, 1]])
MIXED = {"layers": (3, 2, 2), "activations": ("relu", "sigmoid", "linear"), "seed": 7}


def no_edits(lab):
    return lab().train(30)


def rate_parameter_and_data(lab):
    lab = lab().train(10).rate(0.05).parameter(2, 0.25).parameter(15, -1.5)
    return lab.train(5).cell(1, 3, 0.5).train(5).data(Dataset([[1, 2, 3]], [0.5]), "paste").train(5)


def several_targets(lab):
    return lab(TWO_TARGETS, MIXED, 0.02).train(10).cell(2, 3, 0.125).train(10)


def a_branch_of_a_branch(lab):
    lab = lab().train(20).rate(0.2).train(20).branch(25).cell(0, 0, 2.5).train(10)
    return lab.branch(30).parameter(0, 0.5).train(8)


def a_branch_where_something_was_changed(lab):
    return lab().train(10).rate(0.02).cell(0, 0, 9.0).train(10).branch(10).train(10)


def another_network(lab):
    lab = (
        lab()
        .train(10)
        .network(
            {"layers": (5, 4, 1), "activations": ("tanh",) * 3, "seed": 3}, "resize layer 1 to 5"
        )
    )
    wider = {"layers": (5, 4, 2), "activations": ("tanh", "relu", "linear"), "seed": 3}
    return lab.rate(0.01).train(10).network(wider, "use linear").cell(0, 4, 0.5).train(10)


def a_network_of_the_same_shape(lab):
    return lab().train(10).network({"seed": 5}, "resize layer 1 to 5, and back").train(5)


def an_edited_beginning(lab):
    lab = lab()
    start = lab.run.start
    lab.run.start = replace(start, state=(0.5, *start.data[1:]))
    return lab.turn_to(lab.run).train(10)


def a_beginning_with_other_numbers(lab):
    lab = lab()
    lab.run.start = replace(lab.run.start, state=tuple(i / 50 for i in range(41)))
    return lab.turn_to(lab.run).train(10)


def no_known_parent(lab):
    lab = lab().train(20).branch(12).train(5)
    lab.run.parent = None
    return lab


def a_parent_that_was_deleted(lab):
    lab = lab().train(20)
    parent = lab.run
    lab.branch(12).rate(0.05).train(5)
    lab.experiment.remove(parent)
    return lab


def a_divergence(lab):
    lab = lab(
        four_samples(), {"layers": (2, 1), "activations": ("relu", "linear"), "seed": 1}, 0.05
    ).train(2)
    with pytest.raises(DivergenceError):
        lab.rate(5.0).train(100)
    assert 2 < lab.run.steps < 100
    return lab.rate(0.001).train(5)


def many_activations(lab):
    names = tuple(ACTIVATIONS)[-MAX_LAYERS:]
    layers = (*[3] * (len(names) - 1), 1)
    return lab(four_samples(), {"layers": layers, "activations": names, "seed": 3}, 0.02).train(30)


def another_initialiser(lab):
    lab = lab(TWO_TARGETS, {**MIXED, "init": "he", "init_scale": 0.5}, 0.02).train(10)
    return lab.parameter(2, 0.25).train(10)


def the_settings_of_an_optimizer_change(lab):
    lab = lab(network={"optimizer": "adam", "loss": "mean-squared"}, rate=0.05).train(5)
    lab = lab.set("beta1", 0.5).set("beta2", 0.9).set("epsilon", 1e-3).train(5)
    return lab.set("momentum", 0.3).rate(0.02).parameter(1, 0.5).train(5)


def a_momentum_of_zero_for_a_while(lab):
    lab = lab(network={"optimizer": "nesterov"}, rate=0.02).train(5).set("momentum", 0.0).train(5)
    return lab.set("momentum", 0.5).train(5)


def a_penalty_comes_grows_and_goes(lab):
    lab = lab(rate=0.02).train(5).set("penalty", "l2").train(5).set("penalty_strength", 0.05)
    return lab.train(5).set("penalty", "l1").train(5).set("penalty", "none").train(5)


def schedules_change(lab):
    lab = lab(network={"schedule": "cosine", "schedule_steps": 20, "warm_up": 5}).train(12)
    lab = lab.set("schedule", "exponential").train(4).set("schedule_steps", 30).rate(0.2).train(4)
    lab = lab.set("schedule", "step").set("warm_up", 2).train(4).set("schedule", "linear").train(4)
    return lab.branch(25).set("schedule", "constant").train(5)


def the_last_layer_has_a_rate_of_its_own(lab):
    lab = lab(network={"optimizer": "adam"}, rate=0.02).set("output_rate", 0.1).train(4)
    lab = lab.rate(0.05).train(4).set("output_rate", 0.0).set("beta1", 0.5).train(4)
    return lab.branch(6).set("output_rate", 0.3).set("schedule", "cosine").train(6)


def rates_of_layers_under_momentum(lab):
    lab = lab(network={"optimizer": "momentum", "output_rate": 0.1}, rate=0.02).train(5)
    return lab.rate(0.05).set("momentum", 0.5).train(4).set("output_rate", 0.0).rate(0.01).train(4)


def a_branch_with_another_loss_and_optimizer(lab):
    lab = lab(network={"schedule": "linear", "schedule_steps": 40}).train(10)
    lab = lab.network({"optimizer": "adamw", "loss": "huber"}, "optimizer adamw").train(10)
    lab = lab.network({"loss": "hinge"}, "loss hinge").rate(0.02).train(10)
    return lab.branch(25).set("weight_decay", 0.2).train(10)


def a_beginning_with_slots(lab):
    lab = lab(network={"optimizer": "adam", "schedule": "exponential", "seed": 4}).train(12)
    lab = lab.branch(8).train(10)
    lab.run.parent = None
    return lab.turn_to(lab.run)


def a_branch_whose_slots_are_other_ones(lab):
    lab = lab(network={"optimizer": "rmsprop"}, rate=0.01).train(12).branch(8)
    start = lab.run.start
    slots = tuple(slot * 2 for slot in start.slots)
    lab.run.start = replace(start, state=start.data + slots)
    return lab.turn_to(lab.run).train(10)


def parts_are_frozen_and_thawed(lab):
    lab = lab(network={"optimizer": "adam", "frozen": ("1.2", "3")}, rate=0.02).train(6)
    lab = lab.set("frozen", ("1.1.w2", "2.3.b")).train(6).set("frozen", ()).train(4)
    return lab.branch(9).set("frozen", ("2",)).train(5)


def neurons_are_switched_off_and_on(lab):
    lab = lab(network={"off": ("1.2", "2.1")}, rate=0.05).train(5).set("off", ()).train(5)
    return lab.set("off", ("1",)).train(5).set("off", ("2.4",)).set("frozen", ("2.4",)).train(5)


def both_go_on_in_another_network(lab):
    lab = lab(network={"optimizer": "momentum"}, rate=0.02).set("frozen", ("1.4", "2.1")).train(4)
    lab = lab.set("off", ("1.3", "1.4")).train(4)
    smaller = {"layers": (3, 4, 1), "activations": ("tanh", "relu", "linear")}
    return lab.network(smaller, "resize layer 1 to 3").train(6)


CASES = [
    parts_are_frozen_and_thawed,
    neurons_are_switched_off_and_on,
    both_go_on_in_another_network,
    the_settings_of_an_optimizer_change,
    a_momentum_of_zero_for_a_while,
    a_penalty_comes_grows_and_goes,
    schedules_change,
    the_last_layer_has_a_rate_of_its_own,
    rates_of_layers_under_momentum,
    a_branch_with_another_loss_and_optimizer,
    a_beginning_with_slots,
    a_branch_whose_slots_are_other_ones,
    no_edits,
    rate_parameter_and_data,
    several_targets,
    a_branch_of_a_branch,
    a_branch_where_something_was_changed,
    another_network,
    a_network_of_the_same_shape,
    an_edited_beginning,
    a_beginning_with_other_numbers,
    no_known_parent,
    a_parent_that_was_deleted,
    a_divergence,
    many_activations,
    another_initialiser,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_script_prints_the_losses_of_the_window_to_the_last_bit(
    case, lab, script_of, lines_of, fresh_python, tmp_path
):
    lab = case(lab)
    script_of(lab.experiment)
    done = fresh_python(str(tmp_path / "script.py"))
    assert done.stderr == ""
    assert done.stdout.splitlines() == lines_of(lab.run)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_script_that_needs_nothing_runs_elsewhere_with_the_same_bits(
    case, lab, script_of, lines_of, tmp_path
):
    lab = case(lab)
    script_of(lab.experiment, library="none")
    assert bare_python(tmp_path / "script.py") == lines_of(lab.run)


def bare_python(script):
    """The lines that a script prints where Python has nothing but its own library."""
    # -I: neither the folder it is in nor PYTHONPATH; -S: nothing that is installed.
    command = [sys.executable, "-I", "-S", "-W", "error", script.name]
    done = subprocess.run(command, cwd=script.parent, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_python_without_what_is_installed_has_no_micrograd(tmp_path):
    (tmp_path / "script.py").write_text("import micrograd\n")
    with pytest.raises(AssertionError, match="No module named 'micrograd'"):
        bare_python(tmp_path / "script.py")


def test_a_script_that_needs_nothing_has_only_what_it_uses(lab, script_of):
    text = script_of(lab().train(3).experiment, library="none")
    assert "math.tanh" in text
    for unused in ("relu", "hinge", "adam", "cosine", "l2", "momentum"):
        assert unused not in text
    everything = lab(network={"optimizer": "adam", "schedule": "cosine", "penalty": "l2"})
    text = script_of(everything.train(3).experiment, library="none")
    for used in ("adam", "cosine", "l2"):
        assert used in text


def test_the_small_engine_has_the_settings_that_a_trainer_has_by_itself():
    given = inspect.signature(small_engine.Trainer).parameters
    of_optimizers = {name for row in OPTIMIZERS.values() for name in row.settings}
    usual = {name: TRAINING[name] for name in TRAINING if name not in {*of_optimizers, "fault"}}
    usual |= {name: SETTINGS[name].default for name in ("loss", "optimizer")}
    usual["learning_rate"] = inspect.Parameter.empty
    found = {name: each.default for name, each in given.items() if name in usual}
    assert found == usual


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_script_for_pytorch_prints_them_within_1e_9(
    case, lab, script_of, lines_of, printed_by, close, torch
):
    lab = case(lab)
    close(printed_by(script_of(lab.experiment, library="torch")), lines_of(lab.run))


THREE_TARGETS = Dataset([[0.5, -1], [1.5, 0.25], [-0.75, 2]], [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
TWO_CLASSES = Dataset([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0], [0.25, 0.5]], [1, 0, 0, 1])


def recipe_of(lab, loss, optimizer):
    """Trained with it for some steps, the last of them after a change."""
    is_of_many = loss == "cross-entropy"
    layers = (3, 3) if is_of_many else (3, 1)
    activations = ("tanh", LOSSES[loss].last_activation or "tanh")
    settings = {"layers": layers, "activations": activations, "loss": loss, "optimizer": optimizer}
    lab = lab(THREE_TARGETS if is_of_many else TWO_CLASSES, settings, 0.02).train(8)
    return lab.rate(0.01).set("penalty", "l2").train(4)


def every_loss_and_optimizer(lab):
    lab = recipe_of(lab, "sum-squared", "gradient-descent")
    for loss, optimizer in zip_longest(LOSSES, OPTIMIZERS, fillvalue="hinge"):
        lab = lab.network({"loss": loss, "optimizer": optimizer}, f"loss {loss}").train(1)
    return lab


every_recipe = pytest.mark.parametrize(("loss", "optimizer"), [*product(LOSSES, OPTIMIZERS)])


@every_recipe
@pytest.mark.parametrize("library", ["micrograd", "none"])
def test_every_loss_with_every_optimizer_has_its_script(
    loss, optimizer, library, lab, script_of, lines_of, printed_by
):
    lab = recipe_of(lab, loss, optimizer)
    assert printed_by(script_of(lab.experiment, library=library)) == lines_of(lab.run)


@every_recipe
def test_every_loss_with_every_optimizer_has_its_script_for_pytorch(
    loss, optimizer, lab, script_of, lines_of, printed_by, close, torch
):
    lab = recipe_of(lab, loss, optimizer)
    close(printed_by(script_of(lab.experiment, library="torch")), lines_of(lab.run))


SOME_SAMPLES = Dataset.from_rows([[0.3 * i, i % 3, (0.7 * i) % 1.9] for i in range(11)])


def samples_of_steps(lab, **settings):
    """Trained on batches, with samples held out, normalised; all of it changes on the way."""
    network = {"layers": (3, 1), "seed": 5, "loss": "mean-squared", **settings}
    lab = lab(SOME_SAMPLES, network, 0.05).train(5).set("batch_size", 3).train(7)
    lab = lab.set("normalise", "inputs-and-targets").train(4)
    lab = lab.cell(2, 0, 0.625).train(3).branch(17).set("batch_size", 4)
    return lab.train(6).set("normalise", "none").train(2).set("batch_size", 0).train(2)


sampled = pytest.mark.parametrize(
    "settings",
    [{}, {"test_share": 0.3}, {"batch_size": 4}, {"normalise": "inputs", "test_share": 0.2}],
)


@sampled
@pytest.mark.parametrize("library", ["micrograd", "none"])
def test_a_script_takes_the_samples_that_the_window_took(
    settings, library, lab, script_of, lines_of, printed_by
):
    lab = samples_of_steps(lab, **settings)
    assert printed_by(script_of(lab.experiment, library=library)) == lines_of(lab.run)


@sampled
def test_a_script_for_pytorch_takes_the_samples_that_the_window_took(
    settings, lab, script_of, lines_of, printed_by, close, torch
):
    lab = samples_of_steps(lab, **settings)
    close(printed_by(script_of(lab.experiment, library="torch")), lines_of(lab.run))


def test_a_script_shuffles_once_an_epoch_and_holds_out_and_normalises_once(
    lab, script_of, printed_by, calls_in
):
    settings = {"batch_size": 3, "test_share": 0.2, "normalise": "inputs", "layers": (1,)}
    # Nine samples are trained on, three in a step: seven steps begin three epochs.
    text = script_of(lab(SOME_SAMPLES, settings).train(7).experiment, library="none")
    calls = calls_in(lambda: printed_by(text))
    assert [calls[name] for name in ("shuffled", "held_out_rows", "scales_of")] == [3, 1, 1]


def test_a_script_for_pytorch_shuffles_once_an_epoch(calls_in):
    samples = Samples(SOME_SAMPLES, Sampling(batch_size=3, test_share=0.2, seed=4))
    known = {"training": samples.training, "batch_size": 3, "seed": 4}
    exec(ROWS_OF, names := {"functools": functools, "shuffled": shuffled, **known})
    taken = []
    calls = calls_in(lambda: taken.extend(map(names["rows_of"], range(7))))
    assert taken == [samples.rows_of(k) for k in range(7)]
    assert calls["shuffled"] == 3


@pytest.fixture
def calls_in():
    """How often functions are called within one, by name."""

    def count(function):
        calls = Counter()
        sys.setprofile(
            lambda frame, kind, _: calls.update([frame.f_code.co_name] * (kind == "call"))
        )
        try:
            function()
        finally:
            sys.setprofile(None)
        return calls

    return count


def test_a_script_looks_for_rows_held_out_in_a_set(lab, script_of, monkeypatch):
    rows = RowsToGoThrough([1, 4])
    monkeypatch.setitem(small_engine.SAMPLING, "held_out_rows", lambda *_: rows)
    monkeypatch.setitem(small_engine.LOSSES, "sum-squared", None)
    descent = OPTIMIZERS["gradient-descent"]._replace(slots=0)
    monkeypatch.setitem(small_engine.OPTIMIZERS, "gradient-descent", descent)
    trainer = small_trainer(SOME_SAMPLES, test_share=0.2)
    assert len(trainer.samples()) == 9
    text = script_of(lab(SOME_SAMPLES, {"test_share": 0.2}).train(1).experiment, library="torch")
    assert "import functools\n" in text
    assert "\nheld_out = set(held_out_rows(" in text


class RowsToGoThrough(list):
    """Rows in which nothing is searched, since that takes as long as they are many."""

    def __contains__(self, row):
        raise AssertionError


def small_trainer(dataset, **settings):
    """The trainer of a script that needs nothing."""
    model = small_engine.MLP(2, [1], "tanh", random.Random(0))
    small = small_engine.Dataset.from_rows(dataset.rows())
    return small_engine.Trainer(model, small, learning_rate=0.1, **settings)


def test_a_script_says_nothing_of_batches_where_there_are_none(lab, script_of):
    for library in ("micrograd", "torch"):
        text = script_of(lab(SOME_SAMPLES, {"seed": 5}).train(2).experiment, library=library)
        assert not [word for word in ("batch", "held_out", "test_share", "seed=") if word in text]


@pytest.fixture
def torch():
    torch = pytest.importorskip("torch")
    yield torch
    torch.set_default_dtype(torch.float32)


def test_a_thousand_steps_in_pytorch_stay_within_1e_9(
    lab, script_of, lines_of, printed_by, close, torch
):
    lab = lab().train(1000)
    close(printed_by(script_of(lab.experiment, library="torch")), lines_of(lab.run))


@pytest.mark.parametrize("last", [0, 11, 12, 14, 15, 100])
def test_a_script_ends_with_the_chosen_last_step(last, lab, script_of, lines_of, printed_by):
    lab = lab().train(12).branch(10).rate(0.05).train(5)
    printed = printed_by(script_of(lab.experiment, last=last))
    assert printed == lines_of(lab.run, min(15, last + 1))


def test_what_comes_after_the_last_step_is_left_out(lab, script_of):
    lab = lab().train(10).rate(0.05).train(10)
    assert "0.05" not in script_of(lab.experiment, last=8)
    assert "0.05" in script_of(lab.experiment, last=9)


def test_a_last_step_before_the_first_one_is_refused(lab, script_of):
    lab = no_known_parent(lab)
    with pytest.raises(ValueError, match="run 2 begins at step 12") as raised:
        script_of(lab.experiment, last=5)
    assert raised.value.option == "last"


def test_an_untrained_run_prints_nothing(lab, script_of, printed_by):
    assert printed_by(script_of(lab().experiment)) == []


def test_a_long_run_is_trained_compiled(
    compiled_loop, lab, script_of, lines_of, fresh_python, tmp_path
):
    lab = lab().train(60_000).rate(0.05).train(10_500)
    assert "compiled_trainer" in script_of(lab.experiment)
    done = fresh_python(str(tmp_path / "script.py"))
    assert done.stderr == ""
    assert done.stdout.splitlines() == lines_of(lab.run)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_recipe_is_trained_compiled_where_that_is_worth_it(
    optimizer, compiled_loop, lab, script_of, lines_of, printed_by, monkeypatch
):
    monkeypatch.setattr(micrograd.export.micrograd_script, "LONG_S", 0.0)
    lab = recipe_of(lab, "hinge", optimizer).branch(10).train(20)
    text = script_of(lab.experiment)
    assert "trainer = make_trainer(" in text
    assert printed_by(text) == lines_of(lab.run)


@pytest.mark.parametrize("missing", ["numpy", "llvmlite.binding"])
def test_where_nothing_can_be_compiled_the_engine_trains(
    missing, lab, script_of, lines_of, fresh_python, tmp_path, monkeypatch
):
    monkeypatch.setattr(micrograd.export.micrograd_script, "LONG_S", 0.0)
    lab = rate_parameter_and_data(lab)
    script_of(lab.experiment)
    program = "import sys, runpy; sys.modules[sys.argv[2]] = None; runpy.run_path(sys.argv[1])"
    done = fresh_python("-c", program, str(tmp_path / "script.py"), missing)
    assert done.stderr == ""
    assert done.stdout.splitlines() == lines_of(lab.run)


def test_what_was_done_in_the_window_is_repeated(session, script_of, lines_of, printed_by):
    def train(steps):
        for _ in range(steps):
            session.training.step()

    train(5)
    session.edits.set_learning_rate(0.05)
    session.edits.set_parameter(3, 0.5)
    train(5)
    session.edits.resize_layer(0, 6)
    session.edits.add_layer()
    session.edits.set_dataset(Dataset([[1.0, 2.0], [0.5, -1.0]], [1.0, -1.0]), "paste")
    train(5)
    branch = session.cursor.run
    session.edits.undo()
    session.edits.undo()
    session.edits.set_parameter(0, -0.25)
    train(5)
    session.cursor.go_to(7)
    session.edits.set_dataset(four_samples().with_targets(1), "nothing new")
    session.edits.set_learning_rate(0.2)
    train(3)
    session.edits.undo()
    train(3)
    session.runs.make_current(branch)
    assert len(session.experiment.all_runs()) > 3
    for run in session.experiment.runs:
        session.runs.make_current(run)
        assert printed_by(script_of(session.experiment)) == lines_of(run)


# A script reads well.


def test_a_simple_run_is_a_short_script(lab, script_of):
    text = script_of(no_edits(lab).experiment)
    assert len(text.splitlines()) < 35
    assert 'model = MLP(3, [4, 4, 1], "tanh", random.Random(0))' in text
    assert "    [2.0, 3.0, -1.0, 1.0],\n" in text
    assert text.endswith("\n\n\ntrain(0, 30)\n")


def test_every_edit_stands_in_its_order_with_a_comment(lab, script_of):
    text = script_of(rate_parameter_and_data(lab).experiment)
    wanted = [
        "train(0, 10)",
        "# Step 10: rate 0.05",
        'trainer.change("learning_rate", 0.05)',
        "# Step 10: layer 1 · neuron 1 · w3 = 0.25",
        "model.layers[0].neurons[0].w[2].data = 0.25",
        "model.layers[0].neurons[3].b.data = -1.5",
        "train(10, 15)",
        "samples[1][3] = 0.5",
        "# Step 20: paste",
        "samples = [",
        "train(20, 25)",
    ]
    places = [text.rindex(line) for line in wanted]
    assert places == sorted(places)


def test_a_branch_that_changes_nothing_sets_nothing(lab, script_of):
    lab = lab().train(20).branch(12).train(5)
    between = script_of(lab.experiment).partition("train(0, 12)\n")[2]
    assert between == "\n# Step 12: run 2 branches off run 1\n\ntrain(12, 17)\n"


def test_what_its_parent_was_changed_to_after_it_began_does_not_count(
    lab, script_of, lines_of, printed_by
):
    lab = lab().train(10)
    parent = lab.run
    lab.network({"layers": (4, 1), "activations": ("tanh", "tanh")}).train(5)
    branch = lab.run
    lab.turn_to(parent).rate(0.5).cell(0, 0, 7.0).train(5).turn_to(branch)
    assert printed_by(script_of(lab.experiment)) == lines_of(branch)


WRITTEN = [
    rate_parameter_and_data,
    another_network,
    a_beginning_with_other_numbers,
    many_activations,
    schedules_change,
    a_penalty_comes_grows_and_goes,
    a_branch_with_another_loss_and_optimizer,
    a_beginning_with_slots,
    every_loss_and_optimizer,
]


@pytest.mark.parametrize("library", DIALECTS)
def test_a_script_is_clean_and_at_most_100_columns_wide(library, lab, script_of, tmp_path):
    for case in WRITTEN:
        text = script_of(case(lab).experiment, library=library)
        assert max(map(len, text.splitlines())) <= 100
        rules = ["--select=A,B,C4,E,F,I,N,PIE,RET,SIM,UP,W", "--line-length=100"]
        command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", *rules]
        done = subprocess.run(
            [*command, "--target-version=py311", tmp_path / "script.py"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_ten_thousand_samples_stand_in_a_line_each(lab, script_of):
    dataset = Dataset([[i / 7, -i / 3] for i in range(10_000)], [i % 2 for i in range(10_000)])
    text = script_of(lab(dataset).experiment)
    assert 10_000 < len(text.splitlines()) < 10_040
    assert f"    [{9_999 / 7!r}, {-9_999 / 3!r}, 1.0],\n" in text


@pytest.mark.parametrize("library", DIALECTS)
def test_a_comment_says_where_the_samples_came_from(lab, script_of, library):
    moons = GENERATORS["moons"].dataset(12)
    text = script_of(lab(moons).train(2).experiment, library=library)
    before, comment, _ = text.partition("# moons, 12 samples, noise 0.1, seed 0\nsamples = ")
    assert comment
    assert "samples = " not in before


@pytest.mark.parametrize("library", DIALECTS)
def test_a_comment_names_the_columns_and_what_computes_them(lab, script_of, library):
    first = four_samples()
    columns = ["hours", "", "a name that is " + "long " * 30, "passed"]
    named = Dataset(first.xs, first.ys, "", columns).with_input("hours*x2").with_input("hours")
    text = script_of(lab(named).train(1).experiment, library=library)
    assert max(map(len, text.splitlines())) <= 100
    told = " ".join(line.strip().removeprefix("# ") for line in text.splitlines())
    heading = f"hours, x2, {columns[2].strip()}, hours*x2, x5 = hours, passed"
    assert f"{heading} [2.0, 3.0, -1.0, 6.0, 2.0, 1.0]" in told
    ast.parse(text)


@pytest.mark.parametrize("library", DIALECTS)
def test_a_comment_tells_which_class_a_number_stands_for(lab, script_of, library):
    named = Dataset([[1.0], [2.0]], [1, 0], "", ["hours", "kind"], classes=["no", 'y"""es\n'])
    text = script_of(lab(named).train(1).experiment, library=library)
    assert '# hours, kind (0 is no, 1 is y"""es)\n' in text
    ast.parse(text)


def test_columns_that_are_renamed_and_computed_anew_leave_a_script_right(
    lab, script_of, printed_by, lines_of
):
    first = four_samples().with_input("x1*x2")
    lab = lab(first).train(3).data(first.renamed(0, "hours"), "rename x1").train(2)
    lab = lab.data(first.with_formula(3, "x1 - x3"), "compute").train(2)
    assert printed_by(script_of(lab.experiment)) == lines_of(lab.run)
    assert printed_by(script_of(lab.experiment, library="none")) == lines_of(lab.run)


def test_what_a_person_typed_is_never_run(lab, script_of, printed_by, lines_of):
    evil = 'x"""\nprint("evil")\r#\x0c\\\u2028print("evil")\x00\ud800'
    rows = [[number + 1 for number in row] for row in four_samples().rows()]
    lab = lab().train(3).data(Dataset.from_rows(rows, 1, evil), evil).train(3)
    lab.run.name = evil
    for library in DIALECTS:
        script = ast.parse(script_of(lab.experiment, library=library))
        said = ast.get_docstring(script)
        assert said.startswith('x""" print("evil") # \\ print("evil") , 6 steps.')
    assert printed_by(script_of(lab.experiment)) == lines_of(lab.run)


# Anything at all.

NAMES = st.sampled_from(list(ACTIVATIONS))
NUMBERS = st.floats(-2, 2).map(lambda number: number + 0.0)
EDITS = st.one_of(
    st.tuples(st.just("train"), st.integers(1, 6)),
    st.tuples(st.just("rate"), st.floats(1e-4, 0.1)),
    st.tuples(st.just("parameter"), st.integers(0, 4), NUMBERS),
    st.tuples(st.just("cell"), st.integers(0, 1), st.integers(0, 2), NUMBERS),
    st.tuples(st.just("branch"), st.floats(0, 1)),
    st.tuples(st.just("network"), st.integers(1, 4), NAMES),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NAMES, min_size=1, max_size=3), st.integers(0, 99), st.lists(EDITS, max_size=8))
def test_any_history_is_repeated_bit_for_bit(
    lab, script_of, lines_of, printed_by, activations, seed, edits
):
    widths = (*range(2, len(activations) + 1), 1)
    dataset = Dataset([[0.5, -1.0], [1.5, 2.0]], [1.0, -0.5])
    lab = lab(dataset, {"layers": widths, "activations": tuple(activations), "seed": seed}, 0.01)
    for kind, *values in edits:
        if kind == "branch":
            lab.branch(round(values[0] * lab.run.steps))
        elif kind == "network":
            lab.network(
                {"layers": (values[0], 1), "activations": (values[1], "tanh"), "seed": seed}
            )
        elif kind == "train":
            try:
                lab.train(*values)
            except DivergenceError:
                break
        else:
            if kind == "parameter":
                values[0] %= len(lab.trainer.parameters)
            getattr(lab, kind)(*values)
    assert printed_by(script_of(lab.experiment)) == lines_of(lab.run)
