"""The map of an experiment as its file has it, and back."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from micrograd.files import map_schema as form
from micrograd.files.errors import FileError
from micrograd.maps.axes import Axis, AxisError
from micrograd.runs.kept_map import KeptColors, KeptMap, KeptView


def stored_map(kept: KeptMap | None) -> form.StoredMap | None:
    """What a file has of a map."""
    if kept is None:
        return None
    views = [form.StoredView(**vars(view)) for view in kept.views]
    return form.StoredMap(views, kept.place, _stored_colors(kept.colors))


def _stored_colors(colors: KeptColors | None) -> form.StoredColors | None:
    if colors is None:
        return None
    learned, others = _stored_ranks(colors.learned), _stored_ranks(colors.others)
    return form.StoredColors(learned, others, colors.share)


def _stored_ranks(ranks: Sequence[float]) -> list[Any]:
    # JSON has no infinity.
    return [each if math.isfinite(each) else repr(each) for each in ranks]


def map_of(stored: form.StoredMap | None, place: str) -> KeptMap | None:
    """The map of a file. place: where it stands there. Raises FileError."""
    if stored is None:
        return None
    count = len(stored.views)
    if stored.place >= count:
        raise FileError(f"there is no view {stored.place}, there are {count}", f"{place}.place")
    views = tuple(_view(view, f"{place}.views[{i}]") for i, view in enumerate(stored.views))
    return KeptMap(views, stored.place, _colors(stored.colors, f"{place}.colors"))


def _view(stored: form.StoredView, place: str) -> KeptView:
    x, y = (_axis(getattr(stored, name), f"{place}.{name}") for name in ("x", "y"))
    return KeptView(x, y, stored.measure, stored.steps, stored.target_loss)


def _axis(text: str, place: str) -> str:
    try:
        return str(Axis.parsed(text))
    except AxisError as error:
        raise FileError(str(error), place) from None


def _colors(stored: form.StoredColors | None, place: str) -> KeptColors | None:
    if stored is None:
        return None
    learned = _ranks(stored.learned, f"{place}.learned")
    return KeptColors(learned, _ranks(stored.others, f"{place}.others"), stored.share)


def _ranks(stored: Sequence[Any], place: str) -> tuple[float, ...]:
    ranks = tuple(map(float, stored))
    for i, (before, rank) in enumerate(pairwise(ranks), 1):
        if rank < before:
            raise FileError(f"{rank:g} is smaller than the one before", f"{place}[{i}]")
    return ranks
