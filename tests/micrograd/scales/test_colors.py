"""The colours of outcomes: told apart by every kind of eyes, and named in the legend."""

import itertools

import numpy as np
import pytest

from micrograd.scales.colors import LEARNED, OTHERS, RankScale, hex_of, ranks_of
from micrograd.scales.sides import SIDES
from micrograd.training.outcomes import ORDER
from tests.micrograd.maps.test_colors import CLEAR, EYES, lab

OUTCOME = SIDES["outcome"]


def scale_of(values: np.ndarray) -> RankScale:
    return RankScale(OUTCOME, ranks_of(OUTCOME, values, 0.0))


def colors_of(values: np.ndarray) -> np.ndarray:
    return scale_of(values).colors(values, OUTCOME.has_learned(values, 0.0))


@pytest.mark.parametrize("eyes", EYES)
def test_no_outcome_looks_like_another(eyes: str) -> None:
    seen = lab(colors_of(np.arange(4.0)), EYES[eyes])
    pairs = itertools.combinations(seen, 2)
    assert min(float(np.linalg.norm(a - b)) for a, b in pairs) > CLEAR


def test_outcomes_have_colours_of_the_side_that_they_are_on() -> None:
    learned, *others = (row.color for row in ORDER)
    assert learned in LEARNED
    assert set(others) <= set(OTHERS)


def test_a_colour_stands_for_one_outcome_however_many_runs_have_it() -> None:
    few, many = (colors_of(np.array([0.0, *[1.0] * count, 3.0])) for count in (1, 50))
    assert [hex_of(few[i]) for i in (0, 1, -1)] == [hex_of(many[i]) for i in (0, 1, -1)]


def test_the_legend_names_the_outcomes_that_there_are() -> None:
    learned, others = scale_of(np.array([0.0, 3.0, 1.0, 1.0])).legend()
    assert [stop.text for stop in learned.stops] == ["✓ learned"]
    assert [stop.text for stop in others.stops] == ["○ got stuck", "✕ diverged"]
    assert (learned.share, others.share, others.is_named) == (0.25, 0.75, True)


def test_a_scale_that_is_kept_has_its_legend_again() -> None:
    scale = scale_of(np.array([0.0, 2.0]))
    assert RankScale(OUTCOME, scale.kept).legend() == scale.legend()
