"""The panels that a person shows, hides and moves, apart from what only gives way to a page."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from app.scenes.acts import Act
from app.scenes.panel_acts import DockPanel, FloatPanel, RaisePanel, ShowPanels
from app.scenes.window_panels import Docked, Floating, Place, WindowPanels


class Panels(NamedTuple):
    """Panels by name. shown: in the window. giving_way: back with a page that leaves them room.

    One that is both was shown by the person although the page would like its room. in_front: of
    the tabs of others. arrangement: of the window, by its name.
    """

    page: str
    shown: tuple[str, ...]
    giving_way: tuple[str, ...]
    in_front: tuple[str, ...]
    places: Mapping[str, Place]
    arrangement: str

    @classmethod
    def of(cls, window: Any, before: "Panels | None" = None) -> "Panels":
        """Those of a window now; those before a presentation as long as that lasts."""
        docks, panels = window.docks, WindowPanels(window)
        if before and (docks.arranger.is_presenting or docks.arranger.is_going_back):
            return before
        return cls(
            window.stage.page,
            tuple(docks.shown),
            tuple(docks.giving_way),
            tuple(panels.in_front),
            {name: panels.place(name) for name in window.panels},
            docks.arranger.arrangement.name,
        )

    def as_at_first(self, window: Any) -> "Panels":
        """The same panels where a script begins with them."""
        panels = WindowPanels(window)
        return self._replace(places=panels.usual, in_front=tuple(panels.usually_in_front))

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
    acts = _shown_between(before, now)
    if now.arrangement == before.arrangement:
        acts += moves_between(before.places, now.places)
        if acts or now.page == before.page:
            acts += [RaisePanel(panel=name) for name in now.in_front if name not in before.in_front]
    return acts


def _shown_between(before: Panels, now: Panels) -> list[Act]:
    is_same = {*now.chosen} == {*before.chosen}
    if now.page == before.page:
        is_same = is_same and now.in_the_way == before.in_the_way
        # A list of runs that came by itself has given way at once.
        is_same = is_same or now.shown == before.shown
    return [] if is_same else [ShowPanels(shown=now.shown)]


def moves_between(before: Mapping[str, Place], now: Mapping[str, Place]) -> list[Act]:
    """The acts that move panels from some places to others."""
    acts: list[Act] = [
        FloatPanel(panel=name, place=(*place,))
        for name, place in now.items()
        if isinstance(place, Floating) and before[name] != place
    ]
    for name in _moved(before, now):
        place = now[name]
        assert isinstance(place, Docked)
        acts.append(DockPanel(panel=name, area=place.area, tabs=min(place.beside, default="")))
    return acts


def _moved(before: Mapping[str, Place], now: Mapping[str, Place]) -> list[str]:
    """The panels that stand elsewhere: a single one that moved takes its tab with it."""
    came_back = [
        name
        for name, place in before.items()
        if isinstance(place, Floating) and isinstance(now[name], Docked)
    ]
    floating = {name for name in now if isinstance(now[name], Floating)} | {*came_back}
    differing = _differing(before, now, floating)
    alone = (name for name in differing if not _differing(before, now, floating | {name}))
    return [*came_back, *next(([name] for name in alone), differing)]


def _differing(
    before: Mapping[str, Place], now: Mapping[str, Place], but: Collection[str]
) -> list[str]:
    """The docked panels that stand elsewhere, whatever became of some others."""
    found = []
    for name, place in now.items():
        was = before[name]
        if name in but or not (isinstance(place, Docked) and isinstance(was, Docked)):
            continue
        if (place.area, place.beside - {*but}) != (was.area, was.beside - {*but}):
            found.append(name)
    return found
