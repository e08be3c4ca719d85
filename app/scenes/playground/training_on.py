"""Trains at once what a run of the person trained: whole steps, and the beginning of one more."""

from app.session.session import Session


def train_on(session: Session, steps: int, operations: int) -> None:
    """Train so many steps, and then operations of the next one; a divergence ends them.

    It chooses nothing, as a run does, unlike a walk along single operations.
    """
    training, cursor = session.training, session.cursor
    training.train_on()
    if steps <= 0 and operations <= 0:
        return
    while steps > 0 and not cursor.divergence and not _is_at_an_end(session):
        # Operations were taken back into a step that the run has already.
        training.finish_step()
        steps -= 1
    if steps > 0 and not cursor.divergence:
        training.train(steps)
    begin_step(session, operations)
    session.scores.note()
    cursor.show_progress()


def begin_step(session: Session, operations: int) -> None:
    """Do so many operations of a step, at most all of it. Emits nothing, as `advance`."""
    training, cursor = session.training, session.cursor
    while operations > 0 and not cursor.divergence:
        before = cursor.trainer.operations_done
        if training.advance(operations):
            break
        operations -= cursor.trainer.operations_done - before


def _is_at_an_end(session: Session) -> bool:
    cursor = session.cursor
    return cursor.is_at_the_end and cursor.trainer.is_between_steps
