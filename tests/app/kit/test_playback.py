"""Playing frame by frame, and the places that follow each other gently."""

import pytest

from app.kit.playback import REST_S, THROUGH_S, Playback, place_after, place_of_share
from tests.clock import Clock


class Counting(Playback):
    """Adds up the seconds of its frames since it began."""

    def begin(self) -> None:
        self.seconds = 0.0

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


def test_frames_are_told_how_long_they_took_since_it_began(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("app.kit.playback.perf_counter", clock)
    playback = Counting()
    for _ in range(2):
        playback.toggle()
        for seconds in (0.25, 0.5):
            clock.seconds += seconds
            playback._timer.timeout.emit()
        assert playback.seconds == 0.75
        playback.toggle()
        clock.seconds += 9.0
        assert not playback.is_playing


def test_each_place_is_come_to_gently_with_a_rest_before_it() -> None:
    assert place_after(0.0, 0.0) == 0.0
    assert place_after(0.0, 0.4) == 0.0
    assert place_after(0.0, 0.5 + 0.8) == pytest.approx(0.5)
    assert place_after(0.0, 2.1) == pytest.approx(1.0)
    assert place_after(1.25, 0.0) == pytest.approx(1.25)
    places = [place_after(0.0, t / 50) for t in range(200)]
    assert places == sorted(places)


def test_all_places_have_their_share_of_the_time_and_the_last_one_a_rest() -> None:
    whole = 3 * (THROUGH_S + REST_S) + REST_S
    assert place_of_share(0.0, 3) == 0.0
    assert place_of_share(1.0, 3) == 3.0
    assert place_of_share(1.0 - REST_S / whole, 3) == pytest.approx(3.0)
    assert place_of_share((2 * THROUGH_S + 2 * REST_S) / whole, 3) == pytest.approx(2.0)
    assert max(place_of_share(i / 100, 3) for i in range(101)) == 3.0
