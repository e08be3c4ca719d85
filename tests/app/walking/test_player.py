"""Playing operations: at once, at the speed that was chosen, until paused or at the end."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.kit.playback import FRAME_MS
from app.session.session import Session
from app.walking.player import SPEEDS, Player
from app.walking.training_walk import TrainingWalk
from app.walking.walk import Walk
from tests.clock import Clock
from tests.event_loop import is_at_rest, turn


class CountingWalk(Walk):
    """A walk of `length` operations."""

    def __init__(self, length: int = 10**6) -> None:
        super().__init__()
        self.length = length
        self.done = 0

    @property
    def can_step(self) -> bool:
        return self.done < self.length

    def step(self) -> None:
        self.done += 1
        self.stepped.emit()


@pytest.fixture
def walk(qapp: object) -> CountingWalk:
    return CountingWalk()


@pytest.fixture
def player(walk: CountingWalk) -> Iterator[Player]:
    player = Player(walk, walk)
    yield player
    # With PySide6 6.11 a timer that still runs when Python's collector takes its owner crashes.
    player.pause()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("app.kit.playback.perf_counter", clock)
    return clock


def tick(player: Player, clock: Clock, times: int, seconds: float = FRAME_MS / 1000) -> None:
    """Let the timer of the player fire `times` times, `seconds` apart."""
    for _ in range(times):
        clock.seconds += seconds
        player._timer.timeout.emit()


def test_nothing_plays_at_first(player: Player) -> None:
    assert not player.is_playing
    assert player.speed in SPEEDS


def test_it_begins_with_an_operation_at_once(
    qtbot: QtBot, player: Player, walk: CountingWalk, clock: Clock
) -> None:
    player.set_speed(1)
    with qtbot.waitSignal(walk.stepped):
        player.play()
    # The clock stands still: no time has to pass first.
    assert walk.done == 1


def test_it_pauses_after_the_last_operation(
    qtbot: QtBot, player: Player, walk: CountingWalk
) -> None:
    player.set_speed(100)
    player.play()
    qtbot.waitUntil(lambda: walk.done > 3)
    player.pause()
    done = walk.done
    turn()
    assert walk.done == done
    assert not player.is_playing
    assert is_at_rest(player)


# At 10 a second an operation comes with every seventh frame; above, what is left over is kept.
@pytest.mark.parametrize(("speed", "done"), [(10, 26 // 7), (25, 10), (100, 41)])
def test_it_plays_at_the_speed_that_was_chosen(
    player: Player, walk: CountingWalk, clock: Clock, speed: int, done: int
) -> None:
    player.set_speed(speed)
    player.play()
    tick(player, clock, 1, seconds=0)
    assert walk.done == 1
    tick(player, clock, 26)
    assert walk.done == 1 + done


def test_a_slow_walk_is_not_followed_by_a_rush(
    player: Player, walk: CountingWalk, clock: Clock
) -> None:
    player.set_speed(100)
    player.play()
    tick(player, clock, 1, seconds=60)
    assert walk.done == 10


def test_the_speed_is_changed_while_it_plays(
    qtbot: QtBot, player: Player, walk: CountingWalk
) -> None:
    player.set_speed(1)
    player.play()
    qtbot.waitUntil(lambda: walk.done == 1)
    player.set_speed(100)
    qtbot.waitUntil(lambda: walk.done > 10)
    player.pause()


def test_it_stops_where_there_is_no_next_operation(qtbot: QtBot, qapp: object) -> None:
    walk = CountingWalk(length=5)
    player = Player(walk, walk)
    player.set_speed(100)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing)
    assert walk.done == 5


def test_a_listener_may_pause_between_two_operations(
    qtbot: QtBot, player: Player, walk: CountingWalk
) -> None:
    walk.stepped.connect(player.pause)
    player.set_speed(100)
    player.play()
    player._then -= 1.0
    qtbot.waitUntil(lambda: not player.is_playing)
    assert walk.done == 1


def test_toggle_plays_and_pauses(player: Player) -> None:
    player.toggle()
    assert player.is_playing
    player.toggle()
    assert not player.is_playing


def test_each_change_is_told_once(player: Player) -> None:
    told: list[bool] = []
    player.playing_changed.connect(lambda: told.append(player.is_playing))
    for call in (player.play, player.play, player.pause, player.pause):
        call()
    assert told == [True, False]


def test_played_operations_are_the_steps_of_the_walk(qtbot: QtBot, session: Session) -> None:
    walk = TrainingWalk(session)
    player = Player(walk, walk)
    player.set_speed(100)
    player.play()
    qtbot.waitUntil(lambda: walk.last_pass is not None and walk.last_pass.position >= 5)
    player.pause()
    twin = Session()
    for _ in range(walk.last_pass.position):
        twin.training.step_operation()
    assert [v.data for v in session.cursor.graph.order] == [v.data for v in twin.cursor.graph.order]
