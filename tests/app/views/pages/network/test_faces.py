"""Faces of nodes: a number is as large as its node has the room, with text of any size."""

import pytest

from app.kit.text_size import NORMAL, STEPS, scaled, set_percent
from app.views.pages.network.faces import NUMBER_SIZES, largest_number_px
from app.views.pages.network.spacing import CLOSE_RADIUS, SHORT_NUMBER_RADIUS


@pytest.mark.parametrize("percent", STEPS)
def test_a_node_of_exactly_a_limit_has_the_number_of_that_limit(percent: int) -> None:
    set_percent(percent)
    try:
        found = [largest_number_px(scaled(limit)) for limit, _ in NUMBER_SIZES]
        close, least = (
            largest_number_px(scaled(limit)) for limit in (CLOSE_RADIUS, SHORT_NUMBER_RADIUS)
        )
    finally:
        set_percent(NORMAL)
    assert found == [size for _, size in NUMBER_SIZES]
    assert (close, least) == (11, 9)
