"""Lets the event loop turn, and tells whether it still has work: no test waits a fixed time."""

from PySide6.QtCore import QAbstractAnimation, QEventLoop, QObject, QTimer


def turn(times: int = 1) -> None:
    """Handle what was posted, paint what changed, fire the timers that are due; so many times."""
    for _ in range(times):
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()


def is_at_rest(owner: QObject) -> bool:
    """True where no timer and no animation below an object runs: nothing more comes of itself."""
    timers = owner.findChildren(QTimer)
    animations = owner.findChildren(QAbstractAnimation)
    is_moving = any(a.state() is QAbstractAnimation.State.Running for a in animations)
    return not is_moving and not any(timer.isActive() for timer in timers)
