"""Layout: the places and the sizes of the panels of a window."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.kit.dock_places import PlacedGroup, PlacedSide
from app.scenes.parts.form import MistakeError, Part, one_of
from app.scenes.parts.vocabulary import Vocabulary

# A share of the width or height of the window; a floating panel may lie as far beside it.
FARTHEST = 10.0
# The smallest share of anything; below that it would not be a pixel.
LEAST = 1e-5
WIDEST_PX = 100_000
Offset = Annotated[float, Meta(ge=-FARTHEST, le=FARTHEST)]
Extent = Annotated[float, Meta(gt=0, le=FARTHEST)]
# The left, top, width and height of a floating panel, as shares of the window's.
FloatingPlace = tuple[Offset, Offset, Extent, Extent]


Presented = Annotated[
    Literal["", "bare", "tools"],
    Meta(
        description="The window as a presentation has it: bare, or with the tabs and tools of the "
        "page; empty for the whole window. Its size stays what it is."
    ),
]


class PanelGroup(Part):
    """Panels in one place, in the order of their tabs. front: the one in front of the others."""

    panels: Annotated[tuple[str, ...], Meta(min_length=1)]
    front: str = ""
    share: Annotated[
        Annotated[float, Meta(gt=0, le=1)] | None,
        Meta(description="Of the height of a column or the width of a row; null if none is shown."),
    ] = None


class PanelSide(Part):
    """The panels at one side of the page: groups from the top, or from the left.

    size: of a column its width in pixels where text has 100 %, of a row its share of the height of
    the window.
    """

    groups: tuple[PanelGroup, ...]
    size: Annotated[
        Annotated[float, Meta(gt=0, le=WIDEST_PX)] | None,
        Meta(description="null if none is shown."),
    ] = None


class Layout(Part):
    """The places of all panels, with their sizes.

    arrangement: what the program calls the arrangement of panels for windows of such a size. A
    window that has another one keeps its own, but for what floats.
    """

    arrangement: str
    left: PanelSide | None = None
    right: PanelSide | None = None
    top: PanelSide | None = None
    bottom: PanelSide | None = None
    floating: dict[str, FloatingPlace] = msgspec.field(default_factory=dict)

    def check(self, place: str, known: Vocabulary) -> None:
        """Raise MistakeError where no window has such panels. place: of the layout."""
        one_of(f"{place}.arrangement", self.arrangement, known.arrangements, "arrangement")
        for name in self.floating:
            one_of(f"{place}.floating.{name}", name, known.panels, "panel")
        placed: set[str] = set()
        for area, side in self.parts.items():
            for i, group in enumerate(side.groups):
                at = f"{place}.{area}.groups[{i}]"
                for j, name in enumerate(group.panels):
                    one_of(f"{at}.panels[{j}]", name, known.panels, "panel")
                    if name in placed:
                        raise MistakeError(f"{at}.panels[{j}]", f"{name} has a place already")
                    placed.add(name)
                if group.front:
                    one_of(f"{at}.front", group.front, group.panels, "panel of this place")

    @property
    def parts(self) -> dict[str, PanelSide]:
        """The sides with panels, by their names."""
        parts = {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom}
        return {area: side for area, side in parts.items() if side is not None}

    @property
    def sides(self) -> dict[str, PlacedSide]:
        """The sides with panels, as a window takes them."""
        return {
            area: PlacedSide(side.size, tuple(_taken(group) for group in side.groups))
            for area, side in self.parts.items()
        }

    @property
    def order(self) -> dict[str, list[tuple[str, ...]]]:
        """The panels in each place of each side."""
        return {area: [each.panels for each in side.groups] for area, side in self.parts.items()}

    @property
    def fronts(self) -> list[str]:
        """The panels in front of the tabs of others."""
        groups = (group for side in self.parts.values() for group in side.groups)
        return [group.front for group in groups if group.front]


def layout_of(
    arrangement: str,
    sides: Mapping[str, PlacedSide],
    floating: Mapping[str, tuple[float, float, float, float]],
) -> Layout:
    """The layout of a window."""
    stored = {area: _stored_side(side) for area, side in sides.items()}
    return Layout(arrangement=arrangement, floating=dict(floating), **stored)


def floating_place(left: float, top: float, width: float, height: float) -> FloatingPlace:
    """The place of a floating panel, which lies no further away than a script can say."""
    left, top = (min(max(each, -FARTHEST), FARTHEST) for each in (left, top))
    width, height = (min(max(each, LEAST), FARTHEST) for each in (width, height))
    return left, top, width, height


def _stored_side(side: PlacedSide) -> PanelSide:
    return PanelSide(tuple(map(_stored_group, side.groups)), _between(LEAST, side.size, WIDEST_PX))


def _stored_group(group: PlacedGroup) -> PanelGroup:
    return PanelGroup(group.panels, group.front, _between(LEAST, group.share, 1.0))


def _between(low: float, number: float | None, high: float) -> float | None:
    return None if number is None else min(max(number, low), high)


def _taken(group: PanelGroup) -> PlacedGroup:
    return PlacedGroup(group.panels, group.front, group.share)
