"""Lays out the page of a sweep: in a low one the results have the room, the form is behind dots."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.kit.text_size import hold, px
from app.kit.widgets.more_button import MoreButton
from app.kit.widgets.parts import fill
from app.kit.widgets.shedding import height_in_sight
from app.views.pages.sweep.form import SweepForm

# Pages lower than this keep no room for messages in the form; in pixels at text of 100 %.
ROOMY_FROM = 360
# Pages of these heights have beside results the form, the outcomes, and a line of the chosen run;
# and before there are results a hint of them.
FORM_FROM, OUTCOMES_FROM, FOOT_FROM, HINT_FROM = 312, 200, 150, 165
# The least height of results: below the form, and where they have the page.
LEAST_BELOW, LEAST = 110, 50
SPACING = 8


class SweepArranger:
    """The layout of a page, which follows its size. more: holds what has no room.

    start: the line with the button that starts. results: the choice of a view. foot: the chosen
    run.
    """

    def __init__(
        self,
        page: QWidget,
        more: MoreButton,
        form: SweepForm,
        start: QWidget,
        results: QWidget,
        outcomes: QWidget,
        views: QStackedWidget,
        foot: QWidget,
    ) -> None:
        self._page, self._more, self._form = page, more, form
        self._rows = form, start, results, outcomes, (views, 1), foot
        self._of_results, self._outcomes, self._views, self._foot = results, outcomes, views, foot
        self._column = QVBoxLayout(page)
        self._held: list[QWidget] = []
        self._has_results = False
        self._lay_out()

    @property
    def has_form(self) -> bool:
        """True where the form stands on the page."""
        return self._form not in self._held

    def show_form(self) -> None:
        """Bring the form into sight."""
        if not self.has_form and not self._more.popup.isVisible():
            self._more.open()

    def arrange(self, has_results: bool) -> None:
        """Show what the page has room for. has_results: there is a sweep to be looked at."""
        height = height_in_sight(self._page)
        self._has_results = has_results
        leaving = (self._form, FORM_FROM), (self._outcomes, OUTCOMES_FROM)
        held = [each for each, least in leaving if has_results and height < px(least)]
        if held != self._held:
            self._held = held
            self._lay_out()
        self._form.be_low(self.has_form and height < px(ROOMY_FROM))
        for part in (self._of_results, self._outcomes):
            part.setVisible(has_results)
        self._foot.setVisible(has_results and height >= px(FOOT_FROM))
        least = LEAST_BELOW if self.has_form and height >= px(FORM_FROM) else LEAST
        hold(self._views, least_height=least)
        self._views.setVisible(has_results or height >= px(HINT_FROM))

    def _lay_out(self) -> None:
        while self._column.takeAt(0):
            pass
        self._more.hold(self._held)
        rows = [row for row in self._rows if row not in self._held]
        fill(self._column, *rows, spacing=SPACING, margins=(0, 4, 0, 0))
        # Qt hides a widget that gets another parent.
        self._form.show()
        self._outcomes.setVisible(self._has_results)
