"""MapLegend: a low one has fewer numbers, and none of them touches another."""

import pytest

from app.views.pages.map.legend import spread


@pytest.mark.parametrize(
    ("count", "most", "places"),
    [(5, 5, {0, 1, 2, 3, 4}), (5, 9, {0, 1, 2, 3, 4}), (5, 3, {0, 2, 4}), (5, 2, {0, 4})],
)
def test_numbers_are_spread_evenly_and_have_both_ends(
    count: int, most: int, places: set[int]
) -> None:
    assert spread(count, most) == places


def test_never_more_numbers_are_written_than_there_is_room_for() -> None:
    for count in range(1, 12):
        for most in range(2, 12):
            places = spread(count, most)
            assert len(places) == min(count, most)
            assert {0, count - 1} <= places
