"""Sight: where things are seen in a window, and how they come into sight."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.kit.widgets.fields import MessageLine
from app.kit.widgets.more_button import MoreButton
from app.kit.widgets.parts import IS_GROUP
from app.scenes.parts.form import ScriptError
from app.scenes.parts.targets import StoredTarget

CHILDREN_ONLY = Qt.FindChildOption.FindDirectChildrenOnly
# Pixels between a field and the message about it.
BELOW_PX = 4


class Sight:
    """The parts in sight of a main window. control: one by its name, or raises ScriptError."""

    def __init__(self, window: Any, control: Callable[[str], QWidget]) -> None:
        self._window, self._control = window, control

    def bring(self, targets: Sequence[StoredTarget]) -> None:
        """Bring targets into sight, in each view that shows such ones; it may take a moment."""
        for target in targets:
            if widget := self._control_of(target):
                _scroll_to(widget)
            for view in self._views():
                view.bring_to(target.target)
            panel = self._panel_with(target)
            # A panel that is hidden was closed by the script, or by the person.
            is_there = panel is not None and not panel.isHidden()
            if is_there and self._place(target) is None:
                panel.bring_forward()

    def places(self, targets: Sequence[StoredTarget], with_captions: bool = False) -> list[QRectF]:
        """Return the places of the targets that are in sight, in coordinates of the window.

        A control without room has the place of the button that shows it. with_captions: with the
        caption of a control, and what is said there of a wrong number.
        """
        found = (self._place(each, with_captions) or self._way_to(each) for each in targets)
        return [rect for rect in found if rect is not None]

    def missing(self, targets: Sequence[StoredTarget]) -> str:
        """Why a target can't be seen anywhere in the window; "" where none is such a one."""
        for target in targets:
            try:
                if target.kind == "control":
                    self._control(str(target.value))
            except ScriptError as error:
                return str(error)
        return ""

    def focus(self, targets: Sequence[StoredTarget], used: Collection[str] = ()) -> None:
        """Give the keyboard to the first control of targets that takes it, unless it is there.

        used: the names of controls that come first where they are a part of a target.
        """
        for target in targets:
            widget = self._control_of(target)
            if widget is None:
                continue
            takers = [part for part in _parts(widget) if _takes_keys(part)]
            wanted = [part for part in takers if part.objectName() in used]
            focused = self._window.focusWidget()
            is_there = focused is not None and focused in _parts(widget)
            if wanted or (takers and not is_there):
                (wanted or takers)[0].setFocus(Qt.FocusReason.TabFocusReason)
            if takers or is_there:
                return

    def _place(self, target: StoredTarget, with_caption: bool = False) -> QRectF | None:
        """Return the place of a target in sight: the one on the page before one in a panel."""
        if target.kind == "control":
            widget = self._control_of(target)
            if widget is None:
                return None
            if with_caption:
                widget = _group_of(widget)
            seen = _in_sight(widget)
            if seen.isEmpty():
                return None
            return self._in_window(widget, seen | _refusal_below(widget))
        for view in self._views():
            # A view behind another one is visible to Qt, and all of it would be looked through.
            rect = view.where(target.target) if view.isVisible() else None
            if rect and _is_seen(view):
                return self._in_window(view, rect)
        return None

    def _control_of(self, target: StoredTarget) -> QWidget | None:
        """The control that a target is; None for other targets, and where there is none by now."""
        if target.kind != "control":
            return None
        try:
            return self._control(str(target.value))
        except ScriptError:
            return None

    def _way_to(self, target: StoredTarget) -> QRectF | None:
        """Return the place of the button that shows a control without room, as with large text."""
        control = self._control_of(target)
        if control is None:
            return None
        window, tab = self._window, self._window.stage.panels_tab
        button: QWidget | None = _button_that_holds(control, window)
        panel = self._panel_with(target)
        if panel is not None and not tab.isChecked():
            button = tab
        if button is None or not _is_seen(button):
            return None
        return self._in_window(button, QRectF(button.rect()))

    def _views(self) -> list[Any]:
        """The page that is shown, then the panels."""
        window = self._window
        return [window.view(window.stage.page), *window.panels.values()]

    def _panel_with(self, target: StoredTarget) -> Any:
        """The first panel that shows a target once it is in front; None for a page's own."""
        panels = self._window.panels.values()
        if target.kind == "control":
            widget = self._control_of(target)
            return next((panel for panel in panels if panel.isAncestorOf(widget)), None)
        return next((panel for panel in panels if target.kind in panel.places), None)

    def _in_window(self, widget: QWidget, rect: QRectF) -> QRectF:
        corner = widget.mapTo(self._window, QPoint(0, 0))
        return rect.translated(corner.x(), corner.y())


def _is_seen(widget: QWidget) -> bool:
    """True where some of a widget is seen, or of a child that covers it."""
    if not widget.isVisible():
        return False
    # The first part that is seen ends the search: views have hundreds of children.
    return not widget.visibleRegion().isEmpty() or any(
        _is_seen(child)
        for child in widget.children()
        if isinstance(child, QWidget) and not child.isWindow()
    )


def _button_that_holds(widget: QWidget, window: QWidget) -> MoreButton | None:
    """The button whose list a control is in."""
    buttons = window.findChildren(MoreButton)
    return next((each for each in buttons if each.popup.isAncestorOf(widget)), None)


def _group_of(widget: QWidget) -> QWidget:
    """The group in which a control stands with its caption; the control itself without one."""
    around = widget.parentWidget()
    while around is not None and not around.property(IS_GROUP):
        around = around.parentWidget()
    return around or widget


def _parts(widget: QWidget) -> list[QWidget]:
    """A widget and all that is in it, as they were made.

    QWidget.nextInFocusChain is no way to go through them: PySide takes a widget for the owner of
    what it returns, the window itself at last, and forgets that as well once the widget is deleted.
    """
    return [widget, *widget.findChildren(QWidget)]


def _takes_keys(widget: QWidget) -> bool:
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and widget.isEnabled() and widget.isVisible()


def _in_sight(widget: QWidget) -> QRectF:
    """The part in sight of a widget, which may stand in something that scrolls."""
    seen, around = widget.rect(), widget.parentWidget()
    while around is not None and not around.isWindow():
        seen &= around.rect().translated(widget.mapFrom(around, QPoint(0, 0)))
        around = around.parentWidget()
    return QRectF(seen) if _is_seen(widget) else QRectF()


def _refusal_below(widget: QWidget) -> QRectF:
    """The words below a field that say what is wrong with it, as the field sees their place."""
    around = widget.parentWidget()
    lines = around.findChildren(MessageLine, options=CHILDREN_ONLY) if around else []
    for line in lines:
        place = line.pos() - widget.pos()
        if not line.isHidden() and 0 <= place.y() - widget.height() <= BELOW_PX:
            width = min(line.width(), line.fontMetrics().horizontalAdvance(line.text()))
            return QRectF(place.x(), place.y(), width, line.height())
    return QRectF()


def _scroll_to(widget: QWidget) -> None:
    """Scroll all that a widget stands in, so that it comes into sight, its beginning at least."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
            if widget.height() > around.viewport().height():
                top = widget.mapTo(around.viewport(), QPoint(0, 0)).y()
                bar = around.verticalScrollBar()
                bar.setValue(bar.value() + top)
        around = around.parentWidget()
