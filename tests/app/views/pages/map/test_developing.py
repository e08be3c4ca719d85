"""Developer: the first picture without a gap is drawn as soon as it is there."""

from collections.abc import Generator, Iterable

import numpy as np
import pytest

from app.views.pages.map import developing
from app.views.pages.map.developing import Developer, Question
from micrograd.maps.axes import Floats
from micrograd.maps.presets import MAPS
from micrograd.maps.seen import whole_of
from micrograd.maps.tiles import Tile
from micrograd.recipe.recipe import Recipe


class Clerk:
    """Hands out tiles without training; every pixel has converged."""

    def hand_out(self, pieces: Iterable[Tile]) -> Generator[tuple[Tile, Floats]]:
        for tile in pieces:
            yield tile, -1.0 - tile.number - np.zeros(tile.shape)

    def cancel(self) -> None:
        """Nothing is in work."""


def test_no_pause_holds_back_the_first_picture_without_a_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(developing, "EACH_S", 1e9)
    choice = whole_of(MAPS[""])
    plan = choice.plan(Recipe(), (256, 256))
    question = Question(choice, plan, Clerk(), None, run_steps=plan.steps * 400)
    drawn = []
    for each in Developer().develop(question):
        if each is not None:
            drawn.append((each.trained, each.pixels[..., 3].min()))
    # Some of it, then all in squares, and at the end every pixel.
    assert [trained for trained, _ in drawn[1:]] == [64 * 64, 256 * 256]
    assert drawn[0][0] < 64 * 64
    assert [alpha for _, alpha in drawn] == [0, 255, 255]
