"""Doctor: told once it is sure, until it is over; nothing is told while all is well."""

import itertools
from collections.abc import Iterator

import pytest

from micrograd.analysis.doctor.doctor import LOOKS_TO_END, Diagnosis, Doctor
from micrograd.analysis.doctor.findings import Findings
from micrograd.analysis.doctor.remedy import Remedy
from micrograd.analysis.doctor.rules import RULES
from micrograd.data.generators import GENERATORS
from micrograd.recipe.presets import PRESETS
from micrograd.recipe.proposal import proposed
from micrograd.recipe.recipe import Recipe
from micrograd.runs.examined import examined
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, drawn_start
from micrograd.training.divergence import DivergenceError


def looked_at(recipe: Recipe, steps: int, looks: int = 1) -> Iterator[Findings]:
    """Train a run in pieces, and examine it after each."""
    run = Run(1, drawn_start(recipe))
    trainer = run.start.trainer()
    for _ in range(looks):
        error = None
        try:
            train_run(run, trainer, steps // looks)
        except DivergenceError as diverged:
            error = diverged
        yield examined(run, trainer, trainer.evaluate(), divergence=error)
        if error:
            return


def ill(recipe: Recipe, steps: int, looks: int = 1) -> list[Diagnosis | None]:
    """What the doctor says after each piece."""
    doctor = Doctor()
    return [doctor.examine(found) for found in looked_at(recipe, steps, looks)]


SATURATED = Recipe(learning_rate=50.0)


def suited() -> Iterator[Recipe]:
    for name, row in GENERATORS.items():
        recipe = Recipe(dataset=row.dataset(data_seed=1), seed=1)
        # Here the doctor is right, see below.
        if name != "ripple":
            yield recipe.changed(**proposed(recipe))
    yield from (preset.recipe() for preset in PRESETS.values())


@pytest.mark.parametrize("recipe", list(suited()), ids=lambda recipe: recipe.dataset.name or "demo")
def test_nothing_is_told_of_data_with_what_is_proposed_for_them(
    compiled_loop: object, recipe: Recipe
) -> None:
    assert ill(recipe, 2000, 20) == [None] * 20


def test_an_alarm_on_ripples_is_true(compiled_loop: object) -> None:
    row = GENERATORS["ripple"]
    recipe = Recipe(dataset=row.dataset(data_seed=1), seed=1)
    recipe = recipe.changed(**proposed(recipe))
    doctor = Doctor()
    told = [(each, doctor.examine(each)) for each in looked_at(recipe, 2000, 20)]
    for found, diagnosis in told:
        if diagnosis:
            assert diagnosis.rule == "bouncing"
            assert found.trend.rises > 0.2


def test_nothing_is_told_within_the_first_steps(compiled_loop: object) -> None:
    assert ill(SATURATED, 40, 4) == [None] * 4
    assert ill(SATURATED, 100)[-1] is not None


def test_what_is_told_does_not_change_while_its_sign_is_there(compiled_loop: object) -> None:
    told = ill(SATURATED, 1000, 5)
    assert told[0] is not None
    assert all(each == told[0] for each in told)


def test_while_training_goes_on_what_is_told_keeps_its_numbers(compiled_loop: object) -> None:
    recipe = Recipe(learning_rate=1e-7)
    doctor = Doctor()
    first, second, third = looked_at(recipe, 300, 3)
    told = doctor.examine(first)
    assert told
    assert doctor.look(second, keeps_words=True) == told
    newer = doctor.look(third)
    assert newer
    assert newer != told
    assert (newer.rule, newer.remedy) == (told.rule, told.remedy)


def test_a_gradual_illness_is_over_after_some_looks_without_its_sign(
    compiled_loop: object,
) -> None:
    doctor = Doctor()
    (sick,) = looked_at(SATURATED, 100)
    (well,) = looked_at(Recipe(), 100)
    told = doctor.examine(sick)
    for _ in range(LOOKS_TO_END - 1):
        assert doctor.look(well) == told
    assert doctor.look(sick) == told
    for _ in range(LOOKS_TO_END):
        doctor.look(well)
    assert doctor.diagnosis is None


def test_a_certain_illness_is_over_at_once() -> None:
    doctor = Doctor()
    (sick,) = looked_at(Recipe(frozen=("1", "2", "3")), 2)
    (well,) = looked_at(Recipe(), 2)
    assert doctor.look(sick)
    assert doctor.look(well) is None


def test_of_several_illnesses_the_first_row_is_told(compiled_loop: object) -> None:
    recipe = Recipe(activations="linear", learning_rate=10.0, init="constant")
    (found,) = looked_at(recipe, 50)
    assert RULES["symmetric"].sign(found)
    told = Doctor().examine(found)
    assert told
    assert told.rule == "exploded"


def test_remedies_are_tried_in_slices(compiled_loop: object) -> None:
    (found,) = looked_at(Recipe(activations="linear", learning_rate=10.0), 50)
    doctor = Doctor()
    first = doctor.look(found)
    # The doctor tells at once what is certain.
    assert first
    assert first.remedy is None
    slices = 0
    while doctor.is_searching:
        doctor.search_on()
        slices += 1
    assert doctor.diagnosis
    assert doctor.diagnosis.remedy
    assert slices > 3
    assert doctor.diagnosis == Doctor().examine(found)


def test_a_plateau_that_nothing_helps_against_is_none_and_not_tried_again_soon(
    compiled_loop: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = Recipe(dataset=GENERATORS["line"].dataset(), layers=(1,), activations="linear")
    recipe = recipe.changed(loss="mean-squared", learning_rate=0.3, seed=1)
    doctor, tried = Doctor(), []
    rule = RULES["plateau"]

    def remedies(found: Findings) -> Iterator[Remedy]:
        tried.append(found.step)
        return rule.remedies(found)

    monkeypatch.setitem(RULES, "plateau", rule._replace(remedies=remedies))
    for found in looked_at(recipe, 2000, 20):
        assert doctor.examine(found) is None
    assert tried
    assert all(later >= 2 * earlier for earlier, later in itertools.pairwise(tried))


def test_examining_changes_nothing(compiled_loop: object) -> None:
    run = Run(1, drawn_start(SATURATED))
    trainer = run.start.trainer()
    train_run(run, trainer, 100)
    before = trainer.state, trainer.grads, run.steps, run.history.losses.values.tolist()
    Doctor().examine(examined(run, trainer, trainer.evaluate()))
    assert (trainer.state, trainer.grads, run.steps) == before[:3]
    assert run.history.losses.values.tolist() == before[3]


def test_what_was_searched_for_in_vain_hides_nothing_else(compiled_loop: object) -> None:
    """Tiny gradients look like a rate that is too small; no rate helps, other weights do."""
    recipe = Recipe(
        dataset=GENERATORS["sine"].dataset(),
        layers=(4, 4, 4, 4, 1),
        activations=(*("tanh",) * 4, "linear"),
        loss="mean-squared",
        init="xavier",
        init_scale=0.1,
        learning_rate=0.05,
    )
    (found,) = looked_at(recipe, 600)
    assert RULES["rate-too-small"].sign(found)
    doctor = Doctor()
    doctor.examine(found)
    assert doctor.diagnosis
    assert doctor.diagnosis.rule == "plateau"


def test_a_divergence_is_told_at_once_in_the_middle_of_a_search(compiled_loop: object) -> None:
    (slow,) = looked_at(Recipe(learning_rate=1e-7), 100)
    (broken,) = looked_at(Recipe(activations="linear", learning_rate=10.0), 50)
    doctor = Doctor()
    doctor.look(slow)
    assert doctor.is_searching
    told = doctor.look(broken)
    assert told
    assert told.rule == "exploded"
