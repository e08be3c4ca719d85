"""What is seen of a sweep, as text: the sweep, the chosen run, the tab, the outcome, the order."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt

from app.playing.sweep_text import StoredSweep, seen_sweep, stored_plan, sweep_text
from app.playing.sweeping import Sweeping
from app.session.session import Session
from app.views.contract import ViewChoice
from app.views.pages.sweep.table import SweepTable
from micrograd.data.typed import whole_number
from micrograd.sweeps.plan import SweepPlan

# The columns of the table, those of the axes first, and how a sorted one goes, in words.
COLUMNS = ("first", "second", "third", "loss", "outcome", "score")
ORDERS = {"up": Qt.SortOrder.AscendingOrder, "down": Qt.SortOrder.DescendingOrder}


def sights_of(page: Any, session: Session) -> Mapping[str, ViewChoice]:
    """All sights of the page; a sweep comes before what is chosen in it."""
    sweep = SweepSight(page.sweeping, session, page.show_seen)
    return {
        "sweep": ViewChoice(sweep.read, sweep.choose),
        "sweep_chosen": ViewChoice(
            lambda: _read_chosen(page.sweeping), lambda text: _choose(page.sweeping, text)
        ),
        "sweep_view": ViewChoice(page.tabs.choice, page.tabs.choose),
        "sweep_outcome": ViewChoice(
            lambda: page.outcomes.choice() or "all",
            lambda text: page.outcomes.choose("" if text == "all" else text),
        ),
        "sweep_order": ViewChoice(
            lambda: _read_order(page.table), lambda text: _sort(page.table, text)
        ),
    }


class SweepSight:
    """The sweep and how far it has come, as text; empty for none. show: shows one."""

    def __init__(self, sweeping: Sweeping, session: Session, show: Callable[..., object]) -> None:
        self._sweeping, self._session, self._show = sweeping, session, show
        self._stored: tuple[SweepPlan, bool, StoredSweep] | None = None

    def read(self) -> str:
        """The text of the sweep."""
        plan = self._sweeping.plan
        return "" if plan is None else sweep_text(self._stored_plan(plan), *self._sweeping.told)

    def _stored_plan(self, plan: SweepPlan) -> StoredSweep:
        has_others, stored = self._sweeping.is_outdated, self._stored
        if stored is None or stored[0] is not plan or stored[1] != has_others:
            self._stored = stored = plan, has_others, stored_plan(plan, has_others)
        return stored[2]

    def choose(self, text: str) -> None:
        """Show a sweep. Raises ValueError for a text that is none of these samples."""
        if text == self.read():
            return
        if text:
            self._show(seen_sweep(text, self._session.cursor.dataset))
        else:
            self._sweeping.clear()


def _read_chosen(sweeping: Sweeping) -> str:
    return "" if sweeping.chosen is None else str(sweeping.chosen + 1)


def _choose(sweeping: Sweeping, text: str) -> None:
    number, count = whole_number(text, ","), sweeping.plan.count if sweeping.plan else 0
    if not text:
        sweeping.choose(None)
    elif number is not None and 1 <= number <= count:
        sweeping.choose(number - 1)


def _read_order(table: SweepTable) -> str:
    header = table.horizontalHeader()
    orders = {order: word for word, order in ORDERS.items()}
    return f"{COLUMNS[header.sortIndicatorSection()]} {orders[header.sortIndicatorOrder()]}"


def _sort(table: SweepTable, text: str) -> None:
    column, _, order = text.partition(" ")
    if column in COLUMNS and order in ORDERS:
        table.sortByColumn(COLUMNS.index(column), ORDERS[order])
