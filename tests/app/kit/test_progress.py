"""Progress: the share that is done, and the time that the rest will take."""

from collections.abc import Iterator

import pytest

from app.kit.progress import Progress, duration, work_for


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock in seconds that stands still until the test moves it."""
    now = [100.0]
    monkeypatch.setattr("app.kit.progress.perf_counter", lambda: now[0])
    return now


def test_the_rest_takes_as_long_as_what_was_done(clock: list[float]) -> None:
    progress = Progress()
    clock[0] += 10
    progress.share = 0.25
    assert progress.remaining_s == pytest.approx(30)
    assert progress.text == "25 %, 30 s left"


def test_nothing_is_guessed_at_the_very_beginning(clock: list[float]) -> None:
    progress = Progress()
    clock[0] += 0.1
    progress.share = 0.01
    assert progress.remaining_s is None
    assert progress.text == "1 %"
    clock[0] += 10
    progress.share = 0.0
    assert progress.text == "0 %"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (59.4, "59 s"), (59.6, "1:00 min"), (185, "3:05 min"), (7800, "2:10 h")],
)
def test_a_time_is_written_as_on_a_clock(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def pieces(clock: list[float]) -> Iterator[object]:
    """Four pieces of work, each of a second."""
    for share in (0.25, None, 0.75, 1.0):
        clock[0] += 1
        yield share


def test_work_goes_on_where_it_was_left_until_all_is_done(clock: list[float]) -> None:
    work, progress = pieces(clock), Progress()
    assert not work_for(0.0, work, progress)
    assert (clock[0], progress.share) == (101, 0.25)
    assert not work_for(1.5, work, progress)
    assert (clock[0], progress.share) == (103, 0.75)
    assert work_for(9.0, work, progress)
    assert (clock[0], progress.share) == (104, 1.0)
    assert work_for(0.0, work, progress)
