"""What tests of many rooms do with a session, and read of it."""

from app.session.session import Session


def train(session: Session, steps: int) -> None:
    """Do so many steps, one by one."""
    for _ in range(steps):
        session.training.step()


def numbers(session: Session) -> list[float]:
    """The data of every parameter."""
    return [parameter.data for parameter in session.cursor.trainer.parameters]
