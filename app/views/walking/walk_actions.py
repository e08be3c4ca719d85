"""The actions for single operations, in the graph of the page that is shown."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QObject

from app.playing.runner import Runner
from app.views.stage import Stage

NO_CHAIN = "No chain is shown: choose View > This neuron only first."


def _pausing(move: str) -> Callable[["WalkActions"], None]:
    """An action that pauses, and then moves the walk by its method of this name."""

    def pause_and_move(self: "WalkActions") -> None:
        self._runner.pause()
        self.view.player.pause()
        getattr(self.view.walk, move)()

    return pause_and_move


class WalkActions(QObject):
    """The moves in the graph of the page that is shown, or of the first page with a graph.

    names: the pages with a graph. tell: says a sentence to the person. Training that runs and
    operations that play take turns: one pauses the other.
    """

    def __init__(
        self,
        runner: Runner,
        stage: Stage,
        names: Sequence[str],
        tell: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._runner, self._stage, self._names, self._tell = runner, stage, names, tell
        runner.running_changed.connect(self._pause_players)
        stage.page_made.connect(self._take_turns_with)
        stage.page_changed.connect(self._pause_unseen)

    def _take_turns_with(self, name: str) -> None:
        if name in self._names:
            self._stage.pages[name].view.player.playing_changed.connect(self._pause_runner)

    @property
    def view(self) -> Any:
        """The `WalkView` that the actions step through."""
        return self._stage.made(self._page).view

    @property
    def view_if_made(self) -> Any:
        """The same, or None where nobody has needed its page yet."""
        page = self._stage.pages.get(self._page)
        return page.view if page else None

    @property
    def _page(self) -> str:
        page = self._stage.page
        return page if page in self._names else self._names[0]

    def _players(self) -> Iterator[tuple[str, Any]]:
        """The players of the pages that were made already."""
        for name, page in self._stage.pages.items():
            if name in self._names:
                yield name, page.view.player

    step = _pausing("step")
    step_back = _pausing("step_back")
    finish_pass = _pausing("finish_pass")
    go_to_start = _pausing("go_to_start")
    run_to_chosen = _pausing("run_to_chosen")

    def play(self) -> None:
        """Play operation after operation, or pause."""
        self.view.player.toggle()

    def find(self) -> None:
        """Put the focus into the search field of the graph."""
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

    def show_neuron(self) -> None:
        """Turn to the first graph with one neuron only; there, show all of it again or not."""
        was_shown = self._stage.page == self._names[0]
        self._stage.show_page(self._names[0])
        button = self._stage.made(self._names[0]).neuron
        button.setChecked(not (was_shown and button.isChecked()))

    def copy_chain(self) -> None:
        """Copy the chain in the first graph as text, or say how to have one."""
        page = self._stage.pages.get(self._names[0])
        if page is not None and page.neuron.isChecked():
            page.chain.copy()
        else:
            self._tell(NO_CHAIN)

    def _show_view(self) -> None:
        if self._stage.page not in self._names:
            self._stage.show_page(self._names[0])

    def pause(self) -> None:
        """Stop playing."""
        for _, player in self._players():
            player.pause()

    def _pause_players(self) -> None:
        if self._runner.is_running:
            self.pause()

    def _pause_runner(self) -> None:
        if any(player.is_playing for _, player in self._players()):
            self._runner.pause()

    def _pause_unseen(self) -> None:
        for name, player in self._players():
            if name != self._stage.page:
                player.pause()
