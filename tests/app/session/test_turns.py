"""Turns: every step is shown where one can be watched, and views take turns at full speed."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.session import turns as turns_of_session
from app.session.session import Session


class Watcher(QObject):
    """A view that notes the steps that it is told of."""

    def __init__(self, session: Session, is_main: bool = False) -> None:
        super().__init__(session)
        self.is_seen = True
        self.steps: list[int] = []
        give = session.turns.of_main if is_main else session.turns.of
        give(self, lambda: self.is_seen).connect(lambda: self.steps.append(session.cursor.steps))


class Clock:
    """A clock that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now_s = self.busy_s = 100.0

    def pass_frame(self, seconds: float, busy_s: float = 0.0) -> None:
        self.now_s += seconds
        self.busy_s += busy_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(turns_of_session, "perf_counter", lambda: clock.now_s)
    monkeypatch.setattr(turns_of_session, "thread_time", lambda: clock.busy_s)
    return clock


@pytest.fixture
def running(session: Session, clock: Clock) -> Session:
    """A session that trains by itself: many steps from frame to frame."""
    show_frame(session)
    session.is_running = True
    return session


def show_frame(session: Session, steps: int = 3) -> None:
    session.cursor.trainer.run(steps)
    session.cursor.forget_evaluation()
    session.cursor.show_progress()


def test_every_step_that_is_done_by_hand_is_told_to_all(session: Session) -> None:
    watchers = [Watcher(session), Watcher(session, is_main=True)]
    watchers[0].is_seen = False
    for _ in range(3):
        session.training.step()
    assert [watcher.steps for watcher in watchers] == [[1, 2, 3]] * 2


def test_single_steps_of_a_run_are_told_to_all(running: Session, clock: Clock) -> None:
    watchers = [Watcher(running) for _ in range(8)]
    first = running.cursor.steps
    for _ in range(2):
        clock.pass_frame(0.016)
        show_frame(running, steps=1)
    assert [watcher.steps for watcher in watchers] == [[first + 1, first + 2]] * 8


def test_at_full_speed_each_view_is_told_as_often_as_the_others(
    running: Session, clock: Clock
) -> None:
    watchers = [Watcher(running) for _ in range(8)]
    for _ in range(60):
        clock.pass_frame(1 / 60)
        show_frame(running)
    counts = [len(watcher.steps) for watcher in watchers]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == pytest.approx(8 * turns_of_session.PER_S, abs=8)


def test_slow_frames_let_only_some_views_follow_in_each(running: Session, clock: Clock) -> None:
    watchers = [Watcher(running) for _ in range(8)]
    running.turns.catch_up()
    for watcher in watchers:
        watcher.steps.clear()
    clock.pass_frame(0.5)
    show_frame(running)
    assert (
        sum(len(watcher.steps) for watcher in watchers) <= 8 * turns_of_session.MOST_OF_A_FRAME + 1
    )


def test_a_view_that_nobody_sees_follows_at_the_end(running: Session, clock: Clock) -> None:
    watcher = Watcher(running)
    watcher.is_seen = False
    for _ in range(20):
        clock.pass_frame(0.1)
        show_frame(running)
    assert not watcher.steps
    running.turns.catch_up()
    assert watcher.steps == [running.cursor.steps]
    running.turns.catch_up()
    assert len(watcher.steps) == 1


def test_a_cheap_main_picture_follows_in_each_frame_and_a_costly_one_in_some(
    running: Session, clock: Clock
) -> None:
    picture, followed = Watcher(running, is_main=True), []
    for busy_s in (0.003, 0.008):
        picture.steps.clear()
        for _ in range(60):
            before = len(picture.steps)
            clock.pass_frame(0.016)
            show_frame(running)
            # What the frame costs where the picture is drawn in it.
            clock.pass_frame(0, busy_s if len(picture.steps) > before else 0.001)
        followed.append(len(picture.steps))
    assert followed[0] == 60
    # It is drawn in every third frame as soon as it is known what it costs.
    assert 20 <= followed[1] <= 30


def test_views_hear_when_all_of_them_have_caught_up(running: Session, clock: Clock) -> None:
    watcher, heard = Watcher(running), []
    running.turns.caught_up.connect(lambda: heard.append([*watcher.steps]))
    show_frame(running)
    running.turns.catch_up()
    assert heard == [[running.cursor.steps]]


def test_views_that_are_gone_are_told_nothing(qtbot: QtBot, session: Session) -> None:
    watcher = Watcher(session)
    with qtbot.waitSignal(watcher.destroyed):
        watcher.deleteLater()
    session.training.step()
    assert not watcher.steps
