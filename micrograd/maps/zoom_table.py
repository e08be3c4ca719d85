"""What the automatic pilot sees: a line for each zoom, with the dimension of the boundary there."""

from collections.abc import Iterator

import numpy as np

from micrograd.maps.developed import developed
from micrograd.maps.dimension import Dimension, boundary_of, box_dimension, median_dimension
from micrograd.maps.pilot import EndOfZoomError, zoomed_in
from micrograd.maps.plan import MapPlan
from micrograd.parallel.workplace import Workplace

DECADES = "decades"


def zoom_lines(plan: MapPlan, place: Workplace, zooms: int, factor: float) -> Iterator[str]:
    """A line for each of so many maps, each a window in the one before, and what they come to.

    Ends early, with a line that says why, where there is nothing to zoom into.
    """
    yield f"{'zoom':>4}  {'width of x':>14}  {'width of y':>14}  {'learned %':>9}  dimension"
    found = list[Dimension]()
    for number in range(zooms):
        values = np.empty((plan.height, plan.width))
        for _ in developed(plan, place, values):
            pass
        has_learned = plan.has_learned(values)
        found.append(box_dimension(boundary_of(has_learned)))
        widths = f"{_width(plan, 'x'):>14}  {_width(plan, 'y'):>14}"
        share = 100 * has_learned.mean()
        yield f"{number:>4}  {widths}  {share:>9.1f}  {found[-1].value:>9.2f}"
        if number + 1 < zooms:
            try:
                plan = zoomed_in(plan, values, factor)
            except EndOfZoomError as error:
                yield str(error)
                break
    yield f"last x  {plan.x}"
    yield f"last y  {plan.y}"
    fits = [each.value for each in found if not np.isnan(each.value)]
    if fits:
        least, median, most = np.min(fits), np.median(fits), np.max(fits)
        yield f"dimension of {len(fits)} zooms: {least:.2f} to {most:.2f}, median {median:.2f}"
        slopes = median_dimension(found)
        yield f"median of the slopes at all sizes of all zooms, as in the paper: {slopes:.2f}"


def _width(plan: MapPlan, name: str) -> str:
    axis = plan.x if name == "x" else plan.y
    return f"{axis.width:.3g}{f' {DECADES}' if axis.is_log else ''}"
