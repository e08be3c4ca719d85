"""Expression page: a text, its leaves and its graph; it uses `Value` without a network."""

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGraphicsOpacityEffect, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine, describe, is_undo
from app.kit.widgets.parts import IconButton, NarrowChoice, fill
from app.kit.widgets.shedding import Sheds
from app.views.contract import View, ViewChoice
from app.views.graph.places import GraphPlaces
from app.views.pages.expression.calls import ExpressionCalls
from app.views.pages.expression.editor import ExpressionEditor
from app.views.pages.expression.leaves import ExpressionLeaves
from app.views.pages.expression.text_undo import TextUndo
from app.views.walking.walk_view import GRAPH_PX, WalkView
from app.walking.expression_walk import ExpressionWalk
from micrograd.data.typed import whole_number
from micrograd.expression.expression import EXAMPLES

EXAMPLE_TIP = "Replace the text with an example; Ctrl+Z brings yours back"
# icon, accessible name, tooltip
UNDO_BUTTONS = [
    ("undo", "Undo in the expression", "Take the last change of the text or a leaf back (Ctrl+Z)"),
    ("redo", "Redo in the expression", "Repeat the change that was taken back (Ctrl+Shift+Z)"),
]
SPACING = 4
# Limits of the shown lines of text and rows of leaves.
FEWEST_LINES, MOST_LINES = 2, 5
# In pages of this height, in pixels, the first lines of a text are shown before the graph grows.
FIRST_LINES, FIRST_LINES_FROM = 4, 400
MOST_ROWS = 3
# The opacity of a graph that is not that of the text.
PALE = 0.4
# Pages of these heights have the calls of Python, and the leaves; in pixels at text of 100 %.
CALLS_FROM, LEAVES_FROM = 200, 180


class ExpressionPage(QWidget, View):
    """The expression playground."""

    tools: QWidget

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("expression_page")
        self.walk = ExpressionWalk(parent=self)
        self.view = WalkView(self.walk, appearance, "expression", has_groups=False)
        self.player, self.as_table = self.view.player, self.view.as_table
        self.editor = ExpressionEditor(appearance)
        self.editor.setPlainText(self.walk.text)
        self.editor.flush()
        self.own_undo = TextUndo(self.editor)
        self.calls = ExpressionCalls(self.walk)
        self.message = MessageLine("expression_message")
        self.leaves = ExpressionLeaves(self.walk, appearance)
        self.example = self._example_choice()
        self.first_focus, self.idle_in_pictures = self.editor, self.view.tools.idle
        divider = self.view.divider
        self.choices = {
            "expression": ViewChoice(self._typed, self._begin_with),
            "expression_divider": ViewChoice(divider.read, divider.choose),
        }
        self.sights = {
            **self.view.sights,
            "expression_node": ViewChoice(self._read_node, self._choose_node),
        }
        places = GraphPlaces(self.walk, self.view.canvas)
        nodes = places.of_nodes(self.walk.node_named)
        self.places = {"node": nodes, "operation": places.of_operations}
        self.tools = QWidget()
        self._undo_buttons = {
            name: IconButton(appearance, name, f"expression_{name}_button", *words, is_flat=True)
            for name, *words in UNDO_BUTTONS
        }
        self._lay_out()
        self._connect()
        self._show_text()

    def _read_node(self) -> str:
        chosen = self.walk.chosen
        return "" if chosen is None else str(chosen + 1)

    def _choose_node(self, text: str) -> None:
        """Choose the node of a number in the order of the graph, counted from 1."""
        node = whole_number(text)
        if text != self._read_node() and node and node <= len(self.walk.order):
            self.walk.choose(node - 1)

    # The parts.

    def _example_choice(self) -> QComboBox:
        choice = NarrowChoice(21)
        choice.addItems(list(EXAMPLES))
        choice.setPlaceholderText("Examples")
        hold(choice, least_width=110)
        describe(choice, "expression_example", "Example", EXAMPLE_TIP)
        return choice

    def _lay_out(self) -> None:
        fill(QHBoxLayout(self.tools), None, *self._undo_buttons.values(), (self.example, 1))
        self._text = QWidget()
        # Why Python called a method takes more words than a usual expression.
        beside = fill(QHBoxLayout(), (self.editor, 4), (self.calls, 5), spacing=12)
        fill(QVBoxLayout(self._text), (beside, 1), self.message, spacing=2)
        self._sheds = Sheds(self, {self.calls: CALLS_FROM, self.leaves: LEAVES_FROM})
        items = self.tools, self._text, self.leaves, (self.view, 1)
        fill(QVBoxLayout(self), *items, spacing=SPACING, margins=(0, 2, 0, 0))

    def _connect(self) -> None:
        walk = self.walk
        self.editor.typed.connect(walk.set_text)
        self.example.textActivated.connect(self._choose_example)
        connect_all(self._show_text, walk.text_changed, walk.refused)
        connect_all(self._light, walk.stepped, walk.chosen_changed)
        for choice in (self.example, self.calls.calls, self.view.transport.speed):
            choice.installEventFilter(self)
        self.player.playing_changed.connect(self._play_from_start)
        self._undo_buttons["undo"].clicked.connect(self.own_undo.undo)
        self._undo_buttons["redo"].clicked.connect(self.own_undo.redo)
        self.own_undo.changed.connect(self._show_undo)
        self._show_undo()

    # State to screen.

    def _typed(self) -> str:
        return self.walk.text

    def _show_text(self) -> None:
        walk = self.walk
        self.editor.show_text(walk.text, walk.gesture)
        self.editor.mark_wrong(None if walk.error is None else walk.error.column)
        self.message.say(walk.message)
        titles = [title for title, text in EXAMPLES.items() if text == walk.text]
        self.example.setCurrentIndex(self.example.findText(titles[0]) if titles else -1)
        self._dim(walk.error is not None)
        self._light()
        self._share_room()

    def _dim(self, is_older: bool) -> None:
        """Draw graph and card pale while they are of an older text than that with the mistake."""
        for part in (self.view.canvas, self.view.table, self.view.card_area):
            if is_older == (part.graphicsEffect() is not None):
                continue
            # A widget with an effect, even a disabled one, is drawn over what lies behind it.
            effect: Any = QGraphicsOpacityEffect(part, opacity=PALE) if is_older else None
            part.setGraphicsEffect(effect)

    def _show_undo(self) -> None:
        self._undo_buttons["undo"].setEnabled(bool(self.own_undo.undo_text))
        self._undo_buttons["redo"].setEnabled(bool(self.own_undo.redo_text))

    def _light(self) -> None:
        """Light the piece of text that the shown call was made for."""
        call = self.calls.call
        if call is None or self.walk.error is not None:
            self.editor.light(None)
        else:
            self.editor.light((call.column - 1, call.column - 1 + len(call.source)))

    # Screen to state.

    def _begin_with(self, text: str) -> None:
        """Have the text of the last time, which is no change of this time's."""
        self.walk.set_text(text)
        self.own_undo.forget()

    def _choose_example(self, title: str) -> None:
        self.walk.set_text(EXAMPLES[title])

    def _play_from_start(self) -> None:
        if self.player.is_playing and not self.walk.can_step:
            self.walk.restart()

    # The graph gets its height GRAPH_PX first, then text and leaves grow in turn.

    def _share_room(self) -> None:
        lines, rows = self._lines_and_rows()
        height = self.editor.height_of(lines)
        if not self.message.isHidden():
            # The message takes its height from the editor, so that the graph does not move.
            below = self.message.heightForWidth(self.width()) + 2
            height = max(height, self.editor.height_of(1) + below)
        self._text.setFixedHeight(height)
        self.leaves.setFixedHeight(self.leaves.height_of(rows))

    def _lines_and_rows(self) -> tuple[int, int]:
        others = self.view.height_around_graph
        if self.isAncestorOf(self.tools):
            others += self.tools.sizeHint().height() + SPACING
        room = self.height() - others - GRAPH_PX - 2 * SPACING - 2
        wanted_rows = min(MOST_ROWS, self.leaves.rows_needed(self.width()))
        is_roomy = self.height() >= px(FIRST_LINES_FROM)
        first = min(FIRST_LINES, self.editor.blockCount()) if is_roomy else FEWEST_LINES
        lines, rows = max(FEWEST_LINES, first), min(1, wanted_rows)
        for _ in range(MOST_LINES):
            if rows < wanted_rows and self._height_of(lines, rows + 1) <= room:
                rows += 1
            if lines < MOST_LINES and self._height_of(lines + 1, rows) <= room:
                lines += 1
        return lines, rows

    def _height_of(self, lines: int, rows: int) -> int:
        return self.editor.height_of(lines) + self.leaves.height_of(rows)

    # Overrides of Qt.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheds.fit()
        self._share_room()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_room()
        return self._undoes(event) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A combo box would search its items for the letter of the shortcut.
        return self._undoes(event) or super().eventFilter(watched, event)

    def _undoes(self, event: QEvent) -> bool:
        """Undo and Redo mean the text, even where a leaf edited it: no action gets them."""
        if is_undo(event):
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            for key, change in (("Undo", self.own_undo.undo), ("Redo", self.own_undo.redo)):
                if event.matches(QKeySequence.StandardKey[key]):
                    change()
                    return True
        return False
