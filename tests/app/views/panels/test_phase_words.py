"""What the training loop says of a phase is true of what that phase has just done."""

import math
import re

import pytest

from app.kit.numbers import loss_text
from app.session.session import Session
from app.views.panels.phase_words import MEANINGS, meaning_of
from micrograd.data.generators import GENERATORS
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.training.evaluation import evaluate
from micrograd.training.phases import Phase


def begin(session: Session, **settings: object) -> None:
    session.edits.start_again("begin", **settings)


def after(session: Session, phase: Phase) -> str:
    """Go on to the end of a phase, and return what is said there."""
    while True:
        session.training.step_phase()
        if session.cursor.phase is phase:
            return meaning_of(session)


def after_step(session: Session) -> str:
    session.training.step()
    return meaning_of(session)


def test_before_the_first_phase_all_four_are_named(session: Session) -> None:
    assert meaning_of(session) == MEANINGS[None]


def test_a_phase_under_way_is_not_told_as_done(session: Session) -> None:
    for phase in Phase:
        session.training.step_operation()
        assert session.cursor.phase is phase
        assert meaning_of(session) == MEANINGS[phase]
        session.training.step_phase()


# Forward pass.


def test_the_forward_pass_tells_the_loss_that_it_found(session: Session) -> None:
    assert after(session, Phase.FORWARD).endswith("The loss is 7.729795.")


def test_the_loss_of_a_batch_is_that_of_its_samples(session: Session) -> None:
    begin(session, batch_size=3)
    said = after(session, Phase.FORWARD)
    assert "The loss of these 3 samples is " in said
    assert f"{session.cursor.graph.loss.data:.6f}" in said


def test_a_penalty_is_named_where_it_counts(session: Session) -> None:
    begin(session, penalty="l2", penalty_strength=0.1)
    assert "The loss, with the penalty, is " in after(session, Phase.FORWARD)
    begin(session, penalty="none")
    assert "penalty" not in after(session, Phase.FORWARD)


# Zero grad.


def test_the_first_step_has_no_gradients_of_a_last_one(session: Session) -> None:
    assert "there are none before" in after(session, Phase.ZERO_GRAD)
    assert "of the last step are cleared" in after(session, Phase.ZERO_GRAD)


# Backward pass.


def test_the_backward_pass_tells_the_largest_gradient(session: Session) -> None:
    said = after(session, Phase.BACKWARD)
    largest = max(map(abs, session.cursor.trainer.grads))
    number = float(re.search(r"largest gradient of a parameter is ([\d.]+)\.$", said)[1])  # type: ignore[index]
    assert number == pytest.approx(largest, rel=0.01)


def test_a_flat_loss_has_no_gradients(session: Session) -> None:
    begin(session, init="zeros", off=("3",))
    assert "all gradients of parameters are 0" in after(session, Phase.BACKWARD)


def test_some_gradients_of_0_are_counted(session: Session) -> None:
    begin(session, init="zeros", dataset=GENERATORS["moons"].dataset(7))
    said = after(session, Phase.BACKWARD)
    zeros = session.cursor.trainer.grads.count(0)
    assert zeros
    assert f"{zeros} of 37 are 0" in said


def test_a_gradient_that_is_not_finite_is_told(session: Session) -> None:
    session.edits.set_activation(2, "linear")
    session.edits.set_parameter(36, 1e154)
    said = after(session, Phase.BACKWARD)
    finite = all(map(math.isfinite, session.cursor.trainer.grads))
    assert ("no finite number" in said) != finite


# Update.


def test_a_loss_that_falls_is_said_to_fall(session: Session) -> None:
    before = session.cursor.evaluation.loss
    said = after_step(session)
    now = session.cursor.evaluation.loss
    assert now < before
    assert said == (
        "Update: all 41 parameters moved against their gradients. "
        f"The loss fell from {before:.6f} to {now:.6f}."
    )


def test_a_loss_that_rises_is_said_to_rise_since_the_step_went_too_far(session: Session) -> None:
    begin(session, activations="linear", learning_rate=1.0)
    assert re.search(r"The loss rose from .* to .*: the step went too far\.$", after_step(session))


def test_a_loss_that_stands_still_is_said_to_stay(session: Session) -> None:
    begin(session, learning_rate=50.0)
    for _ in range(20):
        session.training.step()
    said = meaning_of(session)
    assert session.cursor.trainer.loss == session.cursor.evaluation.loss
    assert said.endswith("The loss stays at 8.000000.")
    assert "fell" not in said


def test_a_loss_that_falls_by_hardly_anything_is_said_to_fall_by_that(session: Session) -> None:
    begin(session, learning_rate=1e-12)
    assert re.search(r"The loss fell by [\d.]+e−\d+ only, to 7\.729795\.$", after_step(session))


def test_with_gradients_of_0_no_parameter_moves(session: Session) -> None:
    begin(session, init="zeros", off=("3",))
    said = after_step(session)
    assert said.startswith("Update: no parameter moved: all gradients are 0. The loss stays at ")


def test_some_gradients_of_0_leave_their_parameters(session: Session) -> None:
    begin(session, init="zeros", dataset=GENERATORS["moons"].dataset(7))
    said = after_step(session)
    zeros = session.cursor.trainer.grads.count(0)
    moved = len(session.cursor.trainer.grads) - zeros
    assert (
        f"{moved} of 37 parameters moved against their gradients, {zeros} have a gradient of 0"
        in said
    )


def test_frozen_parameters_are_counted(session: Session) -> None:
    begin(session, frozen=("1", "2.1.w1"))
    assert "24 of 41 parameters moved against their gradients, 17 are frozen." in after_step(
        session
    )


def test_where_all_are_frozen_none_moves(session: Session) -> None:
    begin(session, frozen=("1", "2", "3"))
    said = after_step(session)
    assert said == "Update: no parameter moved: all are frozen. The loss stays at 7.729795."


def test_a_rate_of_0_moves_nothing(session: Session) -> None:
    begin(session, schedule="cosine", schedule_steps=2)
    assert "all 41 parameters moved" in after_step(session)
    session.training.step()
    assert "no parameter moved: the rate is 0. The loss stays at" in after_step(session)


def test_a_rate_below_the_last_bit_moves_nothing(session: Session) -> None:
    begin(session, learning_rate=1e-30)
    assert "what the update adds is less than their last bit" in after_step(session)


def test_the_loss_of_a_batch_is_compared_with_that_of_the_same_batch(session: Session) -> None:
    begin(session, dataset=GENERATORS["moons"].dataset(20), batch_size=5, learning_rate=0.01)
    said = after_step(session)
    assert "The loss of these 5 samples fell from " in said
    assert f"{session.cursor.trainer.loss:.6f}"[:5] in said


@pytest.mark.parametrize("name", sorted(OPTIMIZERS.keys() - {"gradient-descent"}))
def test_other_optimizers_are_not_said_to_go_against_the_gradient(
    session: Session, name: str
) -> None:
    begin(session, optimizer=name, learning_rate=0.01)
    said = after_step(session)
    assert f"all 41 parameters moved, as {OPTIMIZERS[name].title} makes it" in said
    assert "against" not in said


def test_momentum_that_overshoots_is_not_said_to_go_too_far(session: Session) -> None:
    begin(session, optimizer="momentum", activations="linear", learning_rate=1.0)
    said = after_step(session)
    assert "rose" in said
    assert "too far" not in said


def test_after_a_divergence_the_last_finite_step_is_told(session: Session) -> None:
    begin(session, activations="linear", learning_rate=10.0)
    while not session.cursor.divergence:
        session.training.step()
    assert math.isfinite(session.cursor.evaluation.loss)
    assert re.search(r"The loss rose from .*: the step went too far\.$", meaning_of(session))


def test_looking_changes_nothing(session: Session) -> None:
    session.training.step()
    before = session.cursor.trainer.state, session.cursor.trainer.grads
    meaning_of(session)
    assert (session.cursor.trainer.state, session.cursor.trainer.grads) == before


@pytest.mark.parametrize("fault", ["shifted-targets", "trained-on-test"])
def test_the_loss_of_a_batch_with_wrong_samples_is_the_one_it_is_trained_with(
    session: Session, fault: str
) -> None:
    begin(session, batch_size=2, test_share=0.25, fault=fault)
    told = after_step(session)
    trainer = session.cursor.trainer
    samples = trainer.taken(trainer.rows_of(trainer.steps - 1))
    found = evaluate(trainer.model, samples, trainer.objective).loss
    assert f" to {loss_text(found)}" in told
    assert f"of these {len(samples)} samples" in told
