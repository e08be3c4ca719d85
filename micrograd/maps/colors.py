"""MapScale: the colours of a map, see `micrograd.scales.colors`."""

from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.runs.kept_map import KeptColors
from micrograd.scales.colors import Bytes, Legend, RankScale
from micrograd.scales.sides import Mask

# The most values that a scale is made from.
SAMPLE = 2**18


class MapScale:
    """The scale of some measures of a map; kept while others are coloured, it locks the colours.

    plan: says what the measures are of; its pixels do not matter. kept: the ranks of the measures.
    """

    def __init__(self, plan: MapPlan, kept: KeptColors) -> None:
        self._plan, self._scale = plan, RankScale(plan.sides, kept)

    @classmethod
    def of(cls, plan: MapPlan, values: Floats, known: Mask | None = None) -> "MapScale":
        """The scale of an array of measures of any shape.

        known: says where there is one, None for everywhere.
        """
        found = values.ravel() if known is None else values[known]
        found = found[:: 1 + len(found) // SAMPLE]
        return cls(plan, RankScale.of(plan.sides, found, plan.has_learned(found)).kept)

    @property
    def kept(self) -> KeptColors:
        """The ranks that the colours follow."""
        return self._scale.kept

    def colors(self, values: Floats) -> Bytes:
        """The colours of measures: an array of their shape, and three numbers for each."""
        return self._scale.colors(values, self._plan.has_learned(values))

    def legend(self) -> tuple[Legend, Legend]:
        """The side of the runs that learned, and the other one."""
        return self._scale.legend()
