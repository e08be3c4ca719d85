"""What a phase has done, in words that are true of what it just did."""

import math
from collections.abc import Sequence

from app.kit.numbers import counted, loss_text, significant
from app.session.session import Session
from micrograd.recipe.optimizers import GRADIENT_DESCENT
from micrograd.recipe.parts import parameters_in
from micrograd.training.evaluation import loss_of_rows
from micrograd.training.phases import Phase
from micrograd.training.state import scheduled_rate
from micrograd.training.trainer import Trainer

# What each phase does, for somebody who reads the loop for the first time.
MEANINGS = {
    None: "Each step runs these four phases once: forward pass, zero grad, backward pass, update.",
    Phase.FORWARD: "Forward pass: values flow from the inputs to the loss, and every node keeps "
    "its data.",
    Phase.ZERO_GRAD: "Zero grad: gradients add up, so those of the last step are cleared first.",
    Phase.BACKWARD: "Backward pass: gradients flow from the loss back; each operation multiplies "
    "the upstream gradient by its local derivative.",
    Phase.UPDATE: "Update: the optimizer moves each parameter by what it makes of its gradient.",
}


def meaning_of(session: Session) -> str:
    """What the phase that was executed last means, and what came of it where it is done."""
    trainer, phase = session.cursor.trainer, session.cursor.phase
    meaning = MEANINGS[phase]
    if session.sabotage.is_on and phase:
        return _with_fault(session, phase)
    if phase is None or not trainer.is_between_phases:
        return meaning
    if phase is Phase.FORWARD:
        return f"{meaning} {_after_forward(trainer)}"
    if phase is Phase.ZERO_GRAD and trainer.steps == 0:
        return "Zero grad: gradients add up, so they are set to 0 first; there are none before."
    if phase is Phase.BACKWARD:
        return f"{meaning} {_after_backward(trainer)}"
    if phase is Phase.UPDATE and trainer.would_repeat:
        return f"Update: {_moved(trainer)}{_reasons(trainer)}. {_effect(session)}".strip()
    return meaning


def _with_fault(session: Session, phase: Phase) -> str:
    """The same where a line is wrong; nothing of it while it is to be found."""
    fault, trainer = session.sabotage.shown, session.cursor.trainer
    words = MEANINGS[phase]
    if fault and fault.where == phase.value:
        words = f"{phase.value.capitalize()}, with a wrong line: {fault.words}"
    if phase is Phase.UPDATE and trainer.would_repeat:
        words = f"{words} {_effect(session)}".strip()
    return words


def _samples(trainer: Trainer) -> str:
    """` of these 16 samples`; empty where a step has all of them."""
    samples = trainer.samples
    count = samples.batch_size + len(samples.held_out) * trainer.fault.takes_tests
    return f" of these {counted(count, 'sample')}" if samples.has_batches else ""


def _after_forward(trainer: Trainer) -> str:
    loss = trainer.loss
    if loss is None:
        return ""
    penalty = ", with the penalty," if trainer.objective.penalized(trainer.model) else ""
    return f"The loss{_samples(trainer)}{penalty} is {loss_text(loss)}."


def _after_backward(trainer: Trainer) -> str:
    grads = trainer.grads
    if not all(map(math.isfinite, grads)):
        return "A gradient is no finite number."
    largest = max(map(abs, grads))
    if largest == 0:
        return "Here all gradients of parameters are 0: the loss is flat."
    zeros = grads.count(0)
    some = f"; {zeros:,} of {len(grads):,} are 0" if zeros else ""
    return f"The largest gradient of a parameter is {significant(largest, 3)}{some}."


# The update.


def _moves(trainer: Trainer) -> list[float]:
    before = trainer.state_before_update
    return [p.data - old for p, old in zip(trainer.parameters, before, strict=False)]


def _frozen(trainer: Trainer) -> frozenset[int]:
    return parameters_in(trainer.setting("frozen"), (trainer.model.nin, *trainer.model.nouts))


def _rate(trainer: Trainer) -> float:
    """The rate of the last update."""
    return scheduled_rate(trainer.settings, trainer.steps - 1)


def _is_descent(trainer: Trainer) -> bool:
    return trainer.optimizer.name == GRADIENT_DESCENT.name


def _moved(trainer: Trainer) -> str:
    """How many parameters moved, and which way."""
    moves = _moves(trainer)
    count, total = sum(move != 0 for move in moves), len(moves)
    if not count:
        return "no parameter moved"
    which = f"all {total:,} parameters" if count == total else f"{count:,} of {total:,} parameters"
    if _is_descent(trainer):
        return f"{which} moved against their gradients"
    return f"{which} moved, as {trainer.optimizer.title} makes it of their gradients so far"


def _reasons(trainer: Trainer) -> str:
    """Why the others did not move."""
    moves, grads, frozen = _moves(trainer), trainer.grads, _frozen(trainer)
    still = [i for i, move in enumerate(moves) if move == 0]
    if not still:
        return ""
    if len(still) == len(moves) and _rate(trainer) == 0:
        return ": the rate is 0"
    kinds = [
        ("frozen", [i for i in still if i in frozen]),
        ("with a gradient of 0", [i for i in still if i not in frozen and grads[i] == 0]),
        ("moved by less than a last bit", [i for i in still if i not in frozen and grads[i] != 0]),
    ]
    if len(still) == len(moves):
        known = [(words, members) for words, members in kinds if members]
        if len(known) == 1:
            return f": {_of_all(known[0][0])}"
    return "".join(f", {_are(members, words)}" for words, members in kinds if members)


def _of_all(words: str) -> str:
    return {
        "frozen": "all are frozen",
        "with a gradient of 0": "all gradients are 0",
    }.get(words, "what the update adds is less than their last bit")


def _are(members: Sequence[int], words: str) -> str:
    if words == "with a gradient of 0":
        return f"{len(members):,} {'has' if len(members) == 1 else 'have'} a gradient of 0"
    if words == "frozen":
        return f"{len(members):,} {'is' if len(members) == 1 else 'are'} frozen"
    return f"{len(members):,} by less than a last bit"


def _effect(session: Session) -> str:
    """What became of the loss that the update was made for."""
    trainer = session.cursor.trainer
    before = trainer.loss
    if before is None:
        return ""
    now, samples = _loss_now(session), _samples(trainer)
    if not math.isfinite(now):
        return f"The loss{samples} is no finite number any more."
    if now == before:
        return f"The loss{samples} stays at {loss_text(now)}."
    verb = "fell" if now < before else "rose"
    old, new = loss_text(before), loss_text(now)
    if old == new:
        by = significant(abs(now - before), 2)
        return f"The loss{samples} {verb} by {by} only, to {new}."
    is_too_far = now > before and _is_descent(trainer) and not trainer.fault.is_any
    too_far = ": the step went too far" if is_too_far else ""
    return f"The loss{samples} {verb} from {old} to {new}{too_far}."


def _loss_now(session: Session) -> float:
    """The loss of the samples of the last step with the parameters as they are."""
    trainer, found = session.cursor.trainer, session.cursor.evaluation
    samples = trainer.samples
    if not samples.has_batches:
        return found.loss
    if trainer.fault.is_of_samples:
        return trainer.loss_of_step(trainer.steps - 1)
    rows = samples.rows_of(trainer.steps - 1)
    return loss_of_rows(found, rows, trainer.model, samples.scaled, trainer.objective)
