"""Walks: what the keys for single operations do, in the graph of the page that is shown."""

from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from app.playing.runner import Runner
from app.views.walking.walk_view import WalkView


class Pages(Protocol):
    """Where one page at a time is shown."""

    page_changed: SignalInstance

    @property
    def page(self) -> str: ...

    def show_page(self, name: str) -> None: ...


class Walks(QObject):
    """views: by the name of their page; on other pages the first one is meant.

    Training that runs and operations that play take turns: one pauses the other.
    """

    def __init__(
        self, runner: Runner, pages: Pages, views: dict[str, WalkView], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner, self._pages, self._views = runner, pages, views
        runner.running_changed.connect(self._pause_players)
        for view in views.values():
            view.player.playing_changed.connect(self._pause_runner)
        pages.page_changed.connect(self._pause_unseen)

    @property
    def view(self) -> WalkView:
        """The graph that keys step through."""
        return self._views.get(self._pages.page, next(iter(self._views.values())))

    def step(self) -> None:
        """Pause, and do one operation."""
        self._pause()
        self.view.walk.step()

    def step_back(self) -> None:
        """Pause, and take one operation back."""
        self._pause()
        self.view.walk.step_back()

    def finish_pass(self) -> None:
        """Pause, and do the pass under way to its end, or the next one."""
        self._pause()
        self.view.walk.finish_pass()

    def go_to_start(self) -> None:
        """Pause, and take the pass back."""
        self._pause()
        self.view.transport.go_to_start()

    def run_to_chosen(self) -> None:
        """Go to the operation that gives the chosen node its data or its gradient."""
        self._pause()
        self.view.transport.run_to_chosen()

    def play(self) -> None:
        """Play operation after operation, or pause."""
        self.view.player.toggle()

    def find(self) -> None:
        """Type a name to search for."""
        self._show_view()
        self.view.search.setFocus()
        self.view.search.selectAll()

    def fit(self) -> None:
        """Show the whole graph."""
        self._show_view()
        self.view.canvas.fit()

    def show_chosen(self) -> None:
        """Go to the chosen node in the graph."""
        self._show_view()
        self.view.canvas.show_selection()

    def _show_view(self) -> None:
        if self._pages.page not in self._views:
            self._pages.show_page(next(iter(self._views)))

    def _pause(self) -> None:
        self._runner.pause()
        self.view.player.pause()

    def pause(self) -> None:
        """Stop playing."""
        for view in self._views.values():
            view.player.pause()

    def _pause_players(self) -> None:
        if self._runner.is_running:
            self.pause()

    def _pause_runner(self) -> None:
        if any(view.player.is_playing for view in self._views.values()):
            self._runner.pause()

    def _pause_unseen(self) -> None:
        for name, view in self._views.items():
            if name != self._pages.page:
                view.player.pause()
