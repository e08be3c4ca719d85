"""Items of the map: rings mark the steps that the plane misleads about, and cover nothing."""

import numpy as np

from app.views.pages.landscape.map_items import apart


def test_of_a_crowd_of_rings_the_first_one_is_drawn() -> None:
    places = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [9.0, 0.0], [9.0, 1.0]])
    assert apart(places, np.ones(5, bool), 2.0) == [0, 2, 3]


def test_a_step_that_is_not_marked_keeps_no_ring_away() -> None:
    places = np.array([[0.0, 0.0], [0.5, 0.0]])
    assert apart(places, np.array([False, True]), 2.0) == [1]
