"""Page and panels take turns where a window has room for only one of them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.views.stage import Stage
from app.window.panels.arranging import PanelArranger


class TakingTurns(QObject):
    """Says whose turn it is in an arrangement that is single.

    The tabs of pages stay where they are: a page comes by its name, and the panels by their tab or
    by whatever brings one of them forward. `changed` comes with each turn, and where the page and
    the panels begin or end to take turns.
    """

    changed = Signal()

    def __init__(self, stage: Stage, panels: Mapping[str, Any], arranger: PanelArranger) -> None:
        super().__init__(arranger)
        self._stage, self._panels, self._arranger = stage, panels, arranger
        self.is_single = False
        self._have_panels_turn = False
        self._has_ended = False
        stage.page_asked.connect(partial(self._turn, False))
        stage.panels_asked.connect(partial(self._turn, True))
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._end_without_panels)
        for panel in panels.values():
            panel.asked.connect(partial(self._ask, panel))
            panel.visibilityChanged.connect(self._soon.start)
        arranger.fitted.connect(self.fit)

    @property
    def is_page_alone(self) -> bool:
        """True where it is the turn of the page: no panel is shown."""
        return self.is_single and not self._have_panels_turn

    @property
    def has_page_turn(self) -> bool:
        """False while the panels are in the place of the page."""
        return not (self.is_single and self._have_panels_turn)

    def fit(self) -> None:
        """Begin or end taking turns, as the arrangement says; the page has the first turn."""
        arranger = self._arranger
        is_off = self._has_ended or arranger.is_presenting
        is_single = arranger.arrangement.is_single and not is_off
        if is_single != self.is_single:
            self.is_single, self._have_panels_turn = is_single, False
            self._show()
        elif not self.has_page_turn:
            # The tabs have another height where the text has another size.
            self._stage.take_turns(True, False)

    def turn_to_panels(self) -> None:
        """Show the panels in the place of the page, where these take turns."""
        self._turn(True)

    def end(self) -> None:
        """Show the page and the panels side by side, as they are remembered."""
        self._has_ended = True
        self.fit()

    def _ask(self, panel: Any) -> None:
        if not panel.isFloating():
            self._turn(True)

    def _turn(self, with_panels: bool) -> None:
        if self.is_single and with_panels != self._have_panels_turn:
            self._have_panels_turn = with_panels
            self._show()

    def _show(self) -> None:
        self._stage.take_turns(self.is_single, not self._have_panels_turn)
        self.changed.emit()

    def _end_without_panels(self) -> None:
        """Turn back to the page once the last panel is hidden."""
        if all(panel.isHidden() or panel.isFloating() for panel in self._panels.values()):
            self._turn(False)
