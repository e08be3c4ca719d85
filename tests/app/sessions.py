"""What tests of many rooms do with a session, and read of it."""

from app.playing.compiled_loop import CompiledLoop
from app.playing.runner import Runner
from app.playing.speed import FULL_SPEED
from app.session.session import Session


def train(session: Session, steps: int) -> None:
    """Do so many steps, one by one."""
    for _ in range(steps):
        session.training.step()


def numbers(session: Session) -> list[float]:
    """The data of every parameter."""
    return [parameter.data for parameter in session.cursor.trainer.parameters]


def full_speed_runner(session: Session, loop: CompiledLoop | None = None) -> Runner:
    """A runner of the session that does as many steps as it can."""
    runner = Runner(session, session, loop)
    runner.speed.hold(FULL_SPEED)
    return runner
