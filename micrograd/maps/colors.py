"""MapScale: the colours of a map, see `micrograd.scales.colors`."""

from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.runs.kept_map import KeptColors
from micrograd.scales.colors import RankScale, ranks_of
from micrograd.scales.sides import Mask

# The most values that a scale is made from.
SAMPLE = 2**18


class MapScale(RankScale):
    """The scale of some measures of a map. plan: what they are of; its pixels do not matter."""

    def __init__(self, plan: MapPlan, kept: KeptColors) -> None:
        super().__init__(plan.sides, kept, plan.limit)

    @classmethod
    def of(cls, plan: MapPlan, values: Floats, known: Mask | None = None) -> "MapScale":
        """The scale of an array of measures of any shape.

        known: says where there is one, None for everywhere.
        """
        found = values.ravel() if known is None else values[known]
        return cls(plan, ranks_of(plan.sides, found[:: 1 + len(found) // SAMPLE], plan.limit))
