"""The losses of a map: as fine as the time that they take allows."""

from typing import Any

import numpy as np
import pytest

from app.views.pages.landscape import grids
from app.views.pages.landscape.asking import Rect
from micrograd.analysis.landscape.planes import Plane


class Field:
    """A loss of two parameters that takes no time."""

    is_compiled = True

    def losses(self, points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return (points**2).sum(axis=1)


@pytest.mark.parametrize(("seconds", "finest"), [(0.0, 128), (10.0, 48)])
def test_a_map_is_as_fine_as_its_own_processor_time_allows(
    seconds: float, finest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(np.arange(0.0, 1e6) * seconds)
    monkeypatch.setattr(grids, "thread_time", lambda: next(clock))
    plane = Plane(np.zeros(2), np.eye(2), ("x", "y"))
    made = grids.Grids().grids(Field(), plane, Rect(-1, -1, 1, 1))  # type: ignore[arg-type]
    *_, (grid, is_done) = ((grid, is_done) for grid, is_done in made if grid is not None)
    assert (len(grid), is_done) == (finest, True)
