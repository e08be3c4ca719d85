"""Proposals for new data, and that they train the first time."""

import math

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.named import NAMED
from micrograd.data.tasks import classes_of, task_of
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.proposal import (
    in_words,
    misfit,
    out_of_reach,
    proposal_for,
    proposed,
    usual_rate,
)
from micrograd.recipe.recipe import Recipe
from micrograd.runs.run import drawn_start
from micrograd.training.measuring import measured

TANH, LINEAR_OUTPUT = ("tanh",) * 3, ("tanh", "tanh", "linear")


def recipe_for(dataset, **values):
    return Recipe(dataset=dataset, layers=(4, 4, dataset.nout), **values)


@pytest.fixture
def moons():
    return NAMED["moons"].dataset()


# What is proposed


@pytest.mark.parametrize(
    ("name", "loss", "rate"),
    [
        ("moons", "binary-cross-entropy", 0.5),
        ("blobs", "cross-entropy", 0.5),
        ("iris", "cross-entropy", 0.06),
        ("sine", "mean-squared", 0.1),
        ("indomethacin", "mean-squared", 0.01),
    ],
)
def test_loss_output_and_rate_follow_the_task_and_the_size_of_the_numbers(name, loss, rate):
    values = proposed(recipe_for(NAMED[name].dataset()))
    expected = {"loss": loss, "learning_rate": rate, "activations": LINEAR_OUTPUT}
    # The default rate is 0.1 already.
    assert {"learning_rate": 0.1, **values} == expected


def test_nothing_is_proposed_for_a_few_samples(moons):
    assert proposed(Recipe(dataset=four_samples())) == {}
    assert proposed(recipe_for(NAMED["xor"].dataset())) == {}
    few = Dataset(moons.xs[:10], moons.ys[:10])
    more = Dataset(moons.xs[:11], moons.ys[:11])
    assert proposed(recipe_for(few)) == {}
    assert proposed(recipe_for(more)) != {}


@pytest.mark.parametrize("name", list(NAMED))
def test_nothing_is_proposed_once_it_is_applied(name):
    recipe = recipe_for(NAMED[name].dataset())
    assert proposed(recipe.changed(**proposed(recipe))) == {}


@pytest.mark.parametrize("loss", list(LOSSES))
def test_a_loss_is_kept_where_it_suits_the_task_and_else_replaced(loss, moons):
    suits = {
        "sine": ("mean-squared", "mean-absolute", "huber"),
        "moons": ("mean-squared", "mean-absolute", "huber", "hinge", "binary-cross-entropy"),
    }
    for name, suited in suits.items():
        recipe = recipe_for(NAMED[name].dataset(), loss=loss, activations=LINEAR_OUTPUT)
        assert ("loss" in proposed(recipe)) == (loss not in suited)
    blobs = recipe_for(NAMED["blobs"].dataset(), loss=loss, activations=LINEAR_OUTPUT)
    assert ("loss" in proposed(blobs)) == (loss == "sum-squared")


def test_a_loss_proposes_the_last_activation_that_belongs_to_it(moons):
    hinge = recipe_for(moons, loss="hinge", activations=TANH, learning_rate=0.2)
    assert proposed(hinge) == {"activations": LINEAR_OUTPUT}
    assert proposed(recipe_for(moons, loss="mean-squared", activations=TANH)) == {}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("activations", [LINEAR_OUTPUT, ("relu", "relu", "linear")])
def test_a_few_samples_with_a_linear_output_get_a_rate_that_does_not_diverge(
    moons, activations, seed
):
    few = Dataset(moons.xs[:10], moons.ys[:10])
    recipe = recipe_for(few, activations=activations, seed=seed)
    losses = drawn_start(recipe).trainer().run(150)
    assert losses[-1] > losses[0]
    values = proposed(recipe)
    assert values.keys() == {"learning_rate"}
    assert proposed(recipe.changed(**values)) == {}
    losses = drawn_start(recipe.changed(**values)).trainer().run(150)
    assert losses[-1] < losses[0] / 10


def test_targets_that_tanh_never_comes_to_get_a_linear_output_even_of_few_samples():
    recipe = Recipe(dataset=Dataset([[1.0], [2.0]], [0.5, 20.0]))
    expected = {"loss": "mean-squared", "activations": LINEAR_OUTPUT}
    assert proposed(recipe) == {**expected, "normalise": "inputs-and-targets"}
    as_given = proposed(recipe, ("normalise",))
    assert as_given == {**expected, "learning_rate": 0.004}


def test_a_loss_of_classes_is_replaced_for_numbers_even_of_few_samples():
    recipe = Recipe(dataset=Dataset([[1.0], [2.0]], [0.3, 0.5]), loss="hinge")
    assert proposed(recipe)["loss"] == "mean-squared"


def test_large_numbers_get_a_smaller_rate_and_never_none():
    sizes = (1.0, 10.0, 1e3, 1e200)
    rows = [[[size * i / 20, -size] for i in range(20)] for size in sizes]
    recipes = [recipe_for(Dataset.from_rows(each)) for each in rows[1:]]
    rates = [proposed(recipe, ("normalise",))["learning_rate"] for recipe in recipes]
    assert sorted(rates, reverse=True) == rates
    assert all(0 < rate < 0.1 and math.isfinite(rate) for rate in rates)


def test_a_proposal_is_told_in_words(moons):
    recipe = recipe_for(moons)
    told = "for two classes: binary cross-entropy, linear output, rate 0.5"
    assert in_words(recipe, proposed(recipe)) == told


def test_an_optimizer_that_is_chosen_proposes_its_own_rate(moons):
    trained = recipe_for(moons).changed(**proposed(recipe_for(moons)))
    rates = {
        name: proposed(trained.changed(optimizer=name)).get("learning_rate", trained.learning_rate)
        for name in OPTIMIZERS
    }
    assert rates == {
        "gradient-descent": 0.5,
        "momentum": 0.05,
        "nesterov": 0.05,
        "adagrad": 0.5,
        "rmsprop": 0.01,
        "adam": 0.01,
        "adamw": 0.01,
    }
    adam = trained.changed(optimizer="adam")
    assert in_words(adam, proposed(adam)) == "for Adam: rate 0.01"
    begun = recipe_for(moons, optimizer="adam")
    assert in_words(begun, proposed(begun)).startswith("for two classes with Adam: binary cross")


def test_a_larger_momentum_asks_for_a_smaller_rate(moons):
    settings = {"loss": "mean-squared", "optimizer": "momentum", "learning_rate": 0.1}
    recipe = recipe_for(moons, momentum=0.99, **settings)
    assert proposed(recipe) == {"learning_rate": 0.001}


def test_what_a_person_chose_is_kept(moons):
    recipe = recipe_for(moons, loss="hinge", optimizer="adam", activations=TANH)
    assert proposed(recipe, ("activations",)) == {"learning_rate": 0.01}
    assert proposed(recipe, ("activations", "learning_rate")) == {}
    squares = recipe_for(moons)
    # A sum of 100 squared errors wants a rate of its own.
    assert proposed(squares, ("loss",)) == {"learning_rate": 0.004}
    assert "loss" in proposed(squares, ("learning_rate",))


@pytest.mark.parametrize(
    ("settings", "rate"),
    [
        ({}, 0.004),
        ({"batch_size": 100}, 0.004),
        ({"batch_size": 5}, 0.02),
        ({"test_share": 0.5}, 0.008),
        ({"activations": ("tanh", "tanh", "sigmoid")}, 0.004),
        ({"activations": LINEAR_OUTPUT}, 0.001),
        ({"activations": LINEAR_OUTPUT, "batch_size": 10}, 0.01),
    ],
)
def test_the_rate_of_a_sum_is_for_the_terms_of_a_step_and_for_outputs_with_bounds(
    moons, settings, rate
):
    assert usual_rate(recipe_for(moons, **settings)) == rate
    mean = recipe_for(moons, loss="mean-squared", **settings)
    assert usual_rate(mean) == 0.1


@pytest.mark.parametrize("batch_size", [0, 5, 1])
@pytest.mark.parametrize("name", ["circles", "sine"])
def test_a_sum_with_a_linear_output_does_not_diverge_at_its_rate(compiled_loop, name, batch_size):
    recipe = Recipe(
        dataset=NAMED[name].dataset(samples=200),
        loss="sum-squared",
        layers=(8, 8, 1),
        activations=LINEAR_OUTPUT,
        batch_size=batch_size,
        seed=1,
    )
    assert score_at(recipe.changed(learning_rate=usual_rate(recipe)), 1000) > 0.9


@pytest.mark.parametrize("name", ["spirals", "checkerboard", "ripple"])
def test_data_that_wind_get_more_neurons_in_a_network_that_has_too_few(name):
    dataset = NAMED[name].dataset()
    assert proposed(recipe_for(dataset))["layers"] == (16, 16, 1)
    wide = Recipe(dataset=dataset, layers=(8, 8, 16, 1))
    assert "layers" not in proposed(wide)
    assert "layers" not in proposed(recipe_for(dataset), ("layers",))
    flat = Recipe(dataset=dataset, layers=(1,), activations=("relu",))
    better = proposed(flat)
    assert better["layers"] == (16, 16, 1)
    assert better["activations"] == ("tanh", "tanh", "linear")
    assert ", layers 16,16,1, linear output" in in_words(flat, better)


@pytest.mark.parametrize(
    ("name", "inputs", "targets", "normalised"),
    [
        ("moons", (1.0, 1.0), 1.0, None),
        ("iris", (1.0,) * 4, 1.0, None),
        ("moons", (1000.0, 1.0), 1.0, "inputs"),
        ("moons", (1.0, 0.001), 1.0, "inputs"),
        ("moons", (0.0, 1.0), 1.0, None),
        ("sine", (1.0,), 1000.0, "inputs-and-targets"),
        ("sine", (1e6,), 1.0, "inputs"),
        ("sine", (1e-6,), 1e-6, "inputs-and-targets"),
    ],
)
def test_columns_far_from_1_are_to_be_normalised(name, inputs, targets, normalised):
    recipe = recipe_for(times(name, inputs, targets))
    values = proposed(recipe)
    assert values.get("normalise") == normalised
    better = recipe.changed(**values)
    assert (proposed(better), better.learning_rate) == ({}, usual_rate(better))
    if normalised:
        title = normalised.replace("-", " ")
        assert f", {title} normalised, linear output" in in_words(recipe, values)


def times(name, inputs, targets=1.0):
    """A dataset whose columns are multiplied by these."""
    dataset = NAMED[name].dataset()
    xs = [[x * factor for x, factor in zip(row, inputs, strict=True)] for row in dataset.xs]
    ys = [[y * targets for y in row] for row in dataset.targets]
    return Dataset(xs, ys if dataset.nout > 1 else [y for (y,) in ys])


# Targets that a loss is not made for


@pytest.mark.parametrize(
    ("loss", "targets", "objection"),
    [
        ("binary-cross-entropy", [1, 0, 5], "sample 3 has the target 5"),
        ("binary-cross-entropy", [0.5, -0.5], "sample 2 has the target -0.5"),
        ("binary-cross-entropy", [-1, 0, 1], "here −1 and 0 would be the same"),
        ("hinge", [1, -1, 3], "sample 3 has the target 3"),
        ("hinge", [0.5, 1], "sample 1 has the target 0.5"),
        ("hinge", [[1, 0], [0, -1]], "here −1 and 0 would be the same"),
        ("cross-entropy", [1, 0], "sample 1 has one target only"),
        ("cross-entropy", [[1, 0], [1, -5]], "sample 2 has the target -5"),
        ("cross-entropy", [[1, 0], [0.5, 0.6]], "sample 2 has targets that add up to 1.1"),
    ],
)
def test_a_target_that_a_loss_does_not_take_is_named_with_what_to_do(loss, targets, objection):
    dataset = Dataset([[1.0]] * len(targets), targets)
    recipe = recipe_for(dataset, loss=loss)
    told = misfit(recipe).text
    assert told.startswith(f"{LOSSES[loss].title.capitalize()} takes ")
    assert f"; {objection}. Choose " in told
    # The proposed loss takes them.
    better = recipe.changed(**proposed(recipe))
    assert (better.loss != loss, misfit(better)) == (True, None)
    assert f"Choose {LOSSES[better.loss].title}, or change the targets." in told


@pytest.mark.parametrize(
    ("loss", "targets"),
    [
        *[(loss, [5, -3.5]) for loss in ("sum-squared", "mean-squared", "mean-absolute", "huber")],
        ("binary-cross-entropy", [0, 1, 0.25]),
        ("binary-cross-entropy", [-1, 1]),
        ("binary-cross-entropy", [[0, 1], [1, 1]]),
        ("hinge", [-1, 1]),
        ("hinge", [0, 1]),
        ("cross-entropy", [[0, 1], [1, 0]]),
        ("cross-entropy", [[0.1, 0.2, 0.7], [1, 0, 0]]),
        ("cross-entropy", [[-1, 1], [1, -1]]),
    ],
)
def test_targets_that_a_loss_takes_are_no_matter(loss, targets):
    assert misfit(recipe_for(Dataset([[1.0]] * len(targets), targets), loss=loss)) is None


@pytest.mark.parametrize("name", list(NAMED))
def test_every_loss_that_suits_a_task_takes_its_targets(name):
    dataset = NAMED[name].dataset()
    for loss in proposal_for(dataset.task).suited:
        assert misfit(recipe_for(dataset, loss=loss)) is None


# That it trains


@pytest.mark.parametrize(
    ("name", "steps", "reached"),
    [
        ("two-gaussians", 500, 0.95),
        ("moons", 1000, 0.95),
        ("circles", 1000, 0.95),
        ("spirals", 2000, 0.95),
        ("checkerboard", 2000, 0.95),
        ("blobs", 500, 0.95),
        ("iris", 2000, 0.95),
        ("sine", 1000, 0.9),
        ("line", 1000, 0.85),
        ("step", 1000, 0.85),
        ("ripple", 2000, 0.9),
        ("indomethacin", 1000, 0.85),
    ],
)
def test_what_is_proposed_trains_the_first_time(compiled_loop, name, steps, reached):
    recipe = recipe_for(NAMED[name].dataset())
    assert score_at(recipe.changed(**proposed(recipe)), steps) > reached


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize(
    ("name", "steps", "reached"),
    [
        ("four-samples", 500, 0.99),
        ("xor", 500, 0.99),
        ("two-gaussians", 500, 0.95),
        ("moons", 2000, 0.95),
        ("circles", 2000, 0.95),
        ("spirals", 2000, 0.95),
        ("blobs", 500, 0.95),
        ("iris", 2000, 0.95),
        ("sine", 1000, 0.9),
        ("line", 1000, 0.85),
        ("step", 1000, 0.85),
        ("indomethacin", 1000, 0.85),
    ],
)
def test_every_optimizer_trains_at_the_rate_that_is_proposed_for_it(
    compiled_loop, name, steps, reached, optimizer
):
    recipe = recipe_for(NAMED[name].dataset(), optimizer=optimizer)
    recipe = recipe.changed(**proposed(recipe))
    assert proposed(recipe) == {}
    assert score_at(recipe, steps) > reached


@pytest.mark.parametrize("optimizer", ["gradient-descent", "nesterov", "adam", "rmsprop"])
@pytest.mark.parametrize(
    ("name", "inputs", "targets", "reached"),
    [
        ("moons", (1000.0, 1000.0), 1.0, 0.95),
        ("moons", (1000.0, 0.01), 1.0, 0.95),
        ("circles", (1e-3, 1e-3), 1.0, 0.95),
        ("iris", (100.0,) * 4, 1.0, 0.95),
        ("sine", (1e6,), 1e5, 0.9),
        ("indomethacin", (1e-3,), 1e-4, 0.85),
    ],
)
def test_huge_and_tiny_numbers_are_trained_the_first_time(
    compiled_loop, name, inputs, targets, reached, optimizer
):
    recipe = recipe_for(times(name, inputs, targets), optimizer=optimizer)
    trainer = drawn_start(recipe.changed(**proposed(recipe))).trainer()
    trainer.run(2000)
    assert measured(trainer).score.value > reached


def score_at(recipe, steps):
    """The score after so many steps."""
    dataset, trainer = recipe.dataset, drawn_start(recipe).trainer()
    trainer.run(steps)
    outputs = [[out.data for out in trainer.model.layer_outputs(x)[-1]] for x in dataset.xs]
    return score(outputs, dataset.targets)


def score(outputs, targets):
    """The share of right classes, or the coefficient of determination R²."""
    if task_of(targets).classes:
        pairs = zip(classes_of(outputs), classes_of(targets), strict=True)
        return sum(a == b for a, b in pairs) / len(targets)
    ys = [y for (y,) in targets]
    mean = sum(ys) / len(ys)
    errors = sum((out[0] - y) ** 2 for out, y in zip(outputs, ys, strict=True))
    return 1 - errors / sum((y - mean) ** 2 for y in ys)


# Targets that the last activation never gives


@pytest.mark.parametrize(
    ("last", "targets", "reach"),
    [
        ("tanh", [0.5, 2.0], "−1 to 1, one is 2"),
        ("sine", [0.5, -8.0], "−1 to 1, one is −8"),
        ("sigmoid", [0.5, -0.25], "0 to 1, one is −0.25"),
        ("relu", [0.5, -3.0], "0 and more, one is −3"),
        ("softplus", [0.5, -3.0], "0 and more, one is −3"),
        ("elu", [0.5, -3.0], "−1 and more, one is −3"),
    ],
)
def test_a_target_out_of_reach_is_named_and_a_linear_output_proposed(last, targets, reach):
    samples = 20
    dataset = Dataset([[i / samples] for i in range(samples)], targets * (samples // 2))
    recipe = recipe_for(dataset, loss="mean-squared", activations=("tanh", "tanh", last))
    assert f"{last} at the end gives {reach}." in out_of_reach(recipe).text
    better = recipe.changed(**proposed(recipe))
    assert (better.activations[-1], out_of_reach(better)) == ("linear", None)


@pytest.mark.parametrize("last", ["linear", "leaky-relu", "gelu", "silu"])
def test_others_give_any_number(last):
    recipe = recipe_for(Dataset([[1.0], [2.0]], [5.0, -5.0]), activations=("tanh", "tanh", last))
    assert out_of_reach(recipe) is None


def test_classes_and_normalised_targets_are_in_reach():
    dataset = Dataset([[1.0], [2.0], [3.0]], [5.0, -5.0, 2.0])
    assert out_of_reach(recipe_for(dataset))
    assert out_of_reach(recipe_for(dataset, normalise="inputs-and-targets")) is None
    labels = Dataset([[1.0], [2.0]], [-1.0, 1.0])
    for loss in ("hinge", "binary-cross-entropy"):
        assert out_of_reach(recipe_for(labels, loss=loss, activations="sigmoid")) is None
