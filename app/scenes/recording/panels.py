"""The panels that a person shows, hides, moves and sizes, apart from what gives way to a page."""

from typing import Any, NamedTuple

from app.kit.text_size import percent
from app.scenes.acts.acts import Act
from app.scenes.acts.panels import ArrangePanels, FloatPanel, RaisePanel, ShowPanels
from app.scenes.parts.layout import Layout, PanelSide, Presented
from app.scenes.playground.window_panels import WindowPanels


class Panels(NamedTuple):
    """Panels by name. shown: in the window. giving_way: back with a page that leaves them room.

    presented: how the window is laid out for those who watch.

    One that is both was shown by the person although the page would like its room. layout: where
    they all are. is_arranged: whether the person has moved or sized one. room: the width and height
    of the window in pixels, and the size of its text in percent.
    """

    page: str
    shown: tuple[str, ...]
    giving_way: tuple[str, ...]
    layout: Layout
    is_arranged: bool
    room: tuple[int, int, int]
    presented: Presented

    @classmethod
    def of(cls, window: Any, before: "Panels | None" = None) -> "Panels":
        """Those of a window now; those from before while it gets back the size from before."""
        docks, own = window.docks, WindowPanels(window)
        if before and docks.arranger.is_going_back:
            return before
        return cls(
            window.stage.page,
            tuple(docks.shown),
            (*docks.giving_way, *window.presentation.room.giving_way),
            own.layout,
            docks.arranger.is_arranged,
            (window.width(), window.height(), percent()),
            own.presented,
        )

    @property
    def chosen(self) -> tuple[str, ...]:
        """Those that are shown with a page that leaves all of them room."""
        return (*self.shown, *(name for name in self.giving_way if name not in self.shown))

    @property
    def in_the_way(self) -> set[str]:
        """Those that the person shows in the room of the page."""
        return {*self.shown} & {*self.giving_way}


def panels_between(before: Panels, now: Panels) -> list[Act]:
    """The acts that make the panels what they are, where the person had others before.

    What comes and goes with a page is no news, nor is what a window of another size moves.
    """
    if bool(now.presented) != bool(before.presented):
        # It has panels of its own, and the window has others after it.
        acts: list[Act] = [ShowPanels(shown=now.chosen if now.presented else now.shown)]
        return [*acts, ArrangePanels(layout=now.layout)] if now.is_arranged else acts
    acts = _shown_between(before, now)
    if now.layout.arrangement != before.layout.arrangement:
        return acts
    if moves := _moves_between(before, now):
        return acts + moves
    if acts or now.page == before.page:
        fronts = before.layout.fronts
        acts += [RaisePanel(panel=name) for name in now.layout.fronts if name not in fronts]
    return acts


def _shown_between(before: Panels, now: Panels) -> list[Act]:
    is_same = {*now.chosen} == {*before.chosen}
    if now.page == before.page:
        is_same = is_same and now.in_the_way == before.in_the_way
        # A list of runs that came by itself has given way at once.
        is_same = is_same or now.shown == before.shown
    return [] if is_same else [ShowPanels(shown=now.shown)]


def _moves_between(before: Panels, now: Panels) -> list[Act]:
    """The acts that move panels, size them, and bring them in front where they came to lie so."""
    floating, were = now.layout.floating, before.layout.floating
    acts: list[Act] = [
        FloatPanel(panel=name, place=place)
        for name, place in floating.items()
        if were.get(name) != place
    ]
    is_other = now.layout.order != before.layout.order or were.keys() - floating.keys()
    if is_other or (now.is_arranged and _are_resized(before, now)):
        acts.append(ArrangePanels(layout=now.layout))
    return acts


def _are_resized(before: Panels, now: Panels) -> bool:
    """Whether the person gave panels other sizes; a window of another size does that by itself.

    A page turn does so where panels come and go with it.
    """
    if now.room != before.room:
        return False
    is_same_page = now.page == before.page
    sides, were = now.layout.parts, before.layout.parts
    return any(
        sides[area] != were[area]
        for area in sides.keys() & were.keys()
        if is_same_page or _seen(sides[area]) == _seen(were[area])
    )


def _seen(side: PanelSide) -> list[tuple[str, ...]]:
    return [group.panels for group in side.groups if group.share is not None]
