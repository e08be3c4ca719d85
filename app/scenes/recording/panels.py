"""The panels that a person shows and hides, apart from those that only give way to a page."""

from typing import Any, NamedTuple

from app.scenes.acts import Act, ShowPanels


class Panels(NamedTuple):
    """Panels by name. shown: in the window. giving_way: back with a page that leaves them room.

    One that is both was shown by the person although the page would like its room.
    """

    page: str
    shown: tuple[str, ...]
    giving_way: tuple[str, ...]

    @classmethod
    def of(cls, window: Any, before: "Panels | None" = None) -> "Panels":
        """Those of a window now; those before a presentation as long as that lasts."""
        docks = window.docks
        if before and (docks.arranger.is_presenting or docks.arranger.is_going_back):
            return before
        return cls(window.stage.page, tuple(docks.shown), tuple(docks.giving_way))

    @property
    def chosen(self) -> tuple[str, ...]:
        """Those that are shown with a page that leaves all of them room."""
        return (*self.shown, *(name for name in self.giving_way if name not in self.shown))

    @property
    def in_the_way(self) -> set[str]:
        """Those that the person shows in the room of the page."""
        return {*self.shown} & {*self.giving_way}


def panels_between(before: Panels, now: Panels) -> list[Act]:
    """The act that shows the panels there are now, where the person had others before.

    What comes and goes with a page is no news.
    """
    is_same = {*now.chosen} == {*before.chosen}
    if now.page == before.page:
        is_same = is_same and now.in_the_way == before.in_the_way
        # A list of runs that came by itself has given way at once.
        is_same = is_same or now.shown == before.shown
    return [] if is_same else [ShowPanels(shown=now.shown)]
