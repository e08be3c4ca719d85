"""Looks whether everything in a window can be reached and read."""

from collections.abc import Iterator

from pyqtgraph import PlotWidget
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QDockWidget,
    QHeaderView,
    QLabel,
    QTabBar,
    QWidget,
)

from app.kit.widgets.parts import ElidedLabel
from app.kit.widgets.plot_axes import PlotAxis
from app.kit.widgets.scroll_if_cramped import ScrollIfCramped

ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly
CONTROL = Qt.FocusPolicy.TabFocus | Qt.FocusPolicy.ClickFocus


def out_of_reach(window: QWidget) -> list[str]:
    """The controls that a person can't see whole and can't scroll to, and panels without a tab."""
    seen = [each for each in window.findChildren(QWidget) if each.isVisible()]
    cut = [_name(each) for each in seen if _is_control(each) and not _is_whole(each, window)]
    bars = [bar for bar in seen if isinstance(bar, QTabBar) and bar.count() > 1]
    titles = {bar.tabText(i) for bar in bars for i in range(bar.count())}
    inside = all(window.rect().contains(QRect(bar.geometry())) for bar in bars)
    panels = [panel for panel in window.findChildren(QDockWidget) if _is_behind(panel)]
    return [
        *cut,
        *(_name(each) for each in panels if not inside or each.windowTitle() not in titles),
    ]


def _is_control(widget: QWidget) -> bool:
    name = widget.objectName()
    # Parts of Qt's own widgets, among them the arrows that scroll tabs, are left to Qt.
    is_qts = name.startswith("qt_") or isinstance(widget.parentWidget(), QTabBar)
    is_own = bool(name) and not is_qts
    return is_own and bool(widget.focusPolicy().value & CONTROL.value)


def _is_whole(widget: QWidget, window: QWidget) -> bool:
    """True where no widget around this one cuts it, or the one that does scrolls."""
    if any(panel.geometry().right() < 0 for panel in _panels_around(widget)):
        # It is behind the tab of another panel.
        return True
    least = widget.minimumWidth() or widget.minimumSizeHint().width()
    if widget.width() < min(least, widget.maximumWidth()):
        return False
    while widget is not window:
        parent = widget.parentWidget()
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            widget = area
            continue
        if not parent.rect().contains(widget.geometry()):
            return False
        widget = parent
    return True


def _panels_around(widget: QWidget) -> Iterator[QDockWidget]:
    around = widget
    while around is not None:
        if isinstance(around, QDockWidget):
            yield around
        around = around.parentWidget()


def _is_behind(panel: QDockWidget) -> bool:
    """True where another panel's tab is in front."""
    return not panel.isHidden() and panel.geometry().right() < 0


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}"


def cut_texts(window: QWidget) -> list[str]:
    """The labels and buttons in sight whose text needs more than their room."""
    widgets = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    return [_told(each) for each in widgets if _is_seen(each, window) and _is_cut(each, window)]


def _is_seen(widget: QWidget, window: QWidget) -> bool:
    """True where it is in front, and not scrolled out of sight, altogether or in part."""
    if not widget.isVisible():
        return False
    if any(panel.geometry().right() < 0 for panel in _panels_around(widget)):
        return False
    around = widget.parentWidget()
    while around is not None and around is not window:
        area = around.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is around:
            place = QRect(widget.mapTo(around, widget.rect().topLeft()), widget.size())
            if not around.rect().contains(place):
                return False
        around = area
    return True


def _is_cut(widget: QWidget, window: QWidget) -> bool:
    text = widget.text()
    if not text or isinstance(widget, ElidedLabel):
        return False
    if isinstance(widget, QAbstractButton):
        is_text = getattr(widget, "toolButtonStyle", lambda: None)() != ICON_ONLY
        return is_text and widget.width() < widget.minimumSizeHint().width()
    room, least = widget.contentsRect(), widget.fontMetrics().height()
    if widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    return room.width() < _needed_width(widget) - 2 or room.height() < least


def _needed_width(label: QLabel) -> int:
    """The width a label needs: Qt keeps a hint of one that was held to another width before."""
    is_held = label.minimumWidth() == label.maximumWidth()
    if is_held and label.textFormat() == Qt.TextFormat.PlainText:
        around = 2 * label.margin() + max(0, label.indent())
        return label.fontMetrics().horizontalAdvance(label.text()) + around
    return label.minimumSizeHint().width()


def _told(widget: QWidget) -> str:
    return f"{_name(widget)} “{widget.text()}” {widget.width()} x {widget.height()}"


def cut_paintings(window: QWidget) -> list[str]:
    """The painted texts in sight that have no room: titles of axes, headings of tables, choices."""
    told = []
    for plot in window.findChildren(PlotWidget):
        if _is_seen(plot, window):
            told += [f"{_name(plot)} axis “{title}”" for title in _cut_axes(plot)]
    for header in window.findChildren(QHeaderView):
        if header.orientation() == Qt.Orientation.Horizontal and _is_seen(header, window):
            told += [f"{_name(header.parentWidget())} “{text}”" for text in _cut_headings(header)]
    return [*told, *map(_told_scrolling, filter(_scrolls_sideways, _areas_in(window)))]


def _cut_axes(plot: PlotWidget) -> Iterator[str]:
    """The titles and numbers of axes that go beyond the plot."""
    whole = plot.rect().adjusted(-1, -1, 1, 1).toRectF()
    for axis in (plot.getAxis(side) for side in ("left", "bottom", "right", "top")):
        if isinstance(axis, PlotAxis) and axis.isVisible() and axis.label.isVisible():
            place = axis.label.mapRectToScene(axis.label.boundingRect())
            length = place.height() if axis.is_upright else place.width()
            # pyqtgraph puts a margin around it.
            if length - 8 > (whole.height() if axis.is_upright else whole.width()):
                yield axis.labelText


def _cut_headings(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for column in range(header.count()):
        text = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        needed = header.fontMetrics().horizontalAdvance(text)
        if not header.isSectionHidden(column) and needed > header.sectionSize(column):
            yield text


def _areas_in(window: QWidget) -> list[ScrollIfCramped]:
    return [area for area in window.findChildren(ScrollIfCramped) if _is_seen(area, window)]


def _scrolls_sideways(area: ScrollIfCramped) -> bool:
    return area.horizontalScrollBar().isVisible()


def _told_scrolling(area: ScrollIfCramped) -> str:
    return f"{_name(area.widget())} has to be scrolled sideways"
