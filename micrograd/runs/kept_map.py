"""What an experiment keeps of its map: what was looked at, not the pixels."""

from dataclasses import dataclass

# The most views of a map that are kept to go back to.
MOST_VIEWS = 200


@dataclass(frozen=True)
class KeptView:
    """A view of a map. x, y: the axes as they are typed, `hidden-rate:0.01:100:log`."""

    x: str
    y: str
    measure: str
    steps: int
    target_loss: float


@dataclass(frozen=True)
class KeptColors:
    """The colours of a map that are locked.

    learned, others: the depths of the runs of each side at equal distances of rank, see
    `micrograd.scales.colors`. share: the part of the runs that learned.
    """

    learned: tuple[float, ...]
    others: tuple[float, ...]
    share: float


@dataclass(frozen=True)
class KeptMap:
    """The views that were seen, at most MOST_VIEWS of them.

    place: the index of the one that is shown. colors: None where they follow what is in view.
    """

    views: tuple[KeptView, ...]
    place: int
    colors: KeptColors | None = None
