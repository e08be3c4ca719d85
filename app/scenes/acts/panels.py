"""Acts on the panels: which are shown, which is in front of its tabs, and where each one is."""

from typing import Annotated

from msgspec import Meta

from app.scenes.acts.acts import Act
from app.scenes.parts.form import one_of
from app.scenes.parts.layout import FloatingPlace, Layout, Presented
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.playground import Playground
from app.scenes.playground.window_panels import Area


class Present(Act, tag="present"):
    """The window is laid out as a presentation, or is the whole window again."""

    to: Presented

    def perform(self, playground: Playground) -> None:
        playground.panels.present(self.to)

    def keys(self, playground: Playground) -> str:
        return playground.keys_of("presentation")


class ShowPanels(Act, tag="panels"):
    """These panels are shown, and no others."""

    shown: tuple[str, ...]

    def check(self, vocabulary: Vocabulary) -> None:
        for panel in self.shown:
            one_of("shown", panel, vocabulary.panels, "panel")

    def perform(self, playground: Playground) -> None:
        playground.panels.show(self.shown)


class RaisePanel(Act, tag="front"):
    """A panel comes in front of those that have tabs beside its own."""

    panel: str

    def check(self, vocabulary: Vocabulary) -> None:
        one_of("panel", self.panel, vocabulary.panels, "panel")

    def perform(self, playground: Playground) -> None:
        playground.panels.bring_forward(self.panel)

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.panel)


class FloatPanel(Act, tag="float"):
    """A panel floats over the window: its left, top, width and height as shares of the window's."""

    panel: str
    place: FloatingPlace

    def check(self, vocabulary: Vocabulary) -> None:
        one_of("panel", self.panel, vocabulary.panels, "panel")

    def perform(self, playground: Playground) -> None:
        playground.panels.float_at(self.panel, self.place)


class DockPanel(Act, tag="dock"):
    """A panel stands beside the page: with tabs in the place of another one, or at a side."""

    panel: str
    area: Area
    tabs: Annotated[
        str, Meta(description="A panel whose place it shares, by tabs; empty for its own.")
    ] = ""

    def check(self, vocabulary: Vocabulary) -> None:
        one_of("panel", self.panel, vocabulary.panels, "panel")
        if self.tabs:
            one_of("tabs", self.tabs, vocabulary.panels, "panel")

    def perform(self, playground: Playground) -> None:
        playground.panels.dock(self.panel, self.area, self.tabs)


class ArrangePanels(Act, tag="arrange"):
    """All panels are where a layout has them, and as large."""

    layout: Layout

    def check(self, vocabulary: Vocabulary) -> None:
        self.layout.check("layout", vocabulary)

    def perform(self, playground: Playground) -> None:
        playground.panels.arrange(self.layout)
