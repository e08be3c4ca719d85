"""Walk view: a graph, the transport through its passes, and the current operation."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.kit.numbers import MINUS, counted
from app.kit.plain_text import RichLabel, in_color
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import IconButton, fill, named_label
from app.kit.widgets.segmented_control import segment_button
from app.views.graph.canvas import GraphCanvas
from app.views.graph.layout_progress import LayoutProgress
from app.views.walking.operation_card import OperationCard
from app.views.walking.transport import Transport
from app.walking.player import Player
from app.walking.walk import Walk

KEYS = {
    "In the graph": [
        ("Left, Right", "One operation back or on"),
        ("Home", "Start of the pass"),
        ("Page Down", "End of the pass"),
        ("Enter", "Open or close the group of the chosen node"),
        ("+, −", "Zoom in, zoom out"),
        ("F", "Show the whole graph"),
        ("Esc", "Cancel the layout of a large graph"),
    ]
}
SEARCH_TIP = "Mark the nodes with these words in their name; Enter goes from one to the next"
# icon, accessible name, tooltip
VIEW_BUTTONS = [
    ("fold", "Close all groups", "Close every group that was opened"),
    ("unfold", "Open all groups", "Open every group, so that single operations are seen"),
    ("fit", "Fit", "Show the whole graph (F in the graph)"),
]


class WalkView(QWidget):
    """The graph of a walk, its operation card and its transport: the same for every walk.

    name: the start of its controls' object names. has_groups: False if nothing opens or closes.
    """

    def __init__(
        self, walk: Walk, appearance: Appearance, name: str, has_groups: bool = True
    ) -> None:
        super().__init__()
        self.walk, self._appearance, self._name = walk, appearance, name
        self.player = Player(walk, self)
        self.canvas = GraphCanvas(walk, appearance, f"{name}_canvas")
        self.card = OperationCard(walk, appearance, name)
        self.transport = Transport(walk, self.player, appearance, name)
        fill(QVBoxLayout(self), (self.canvas, 1), self.transport, self.card, spacing=6)
        self._add_view_tools()
        self.work = LayoutProgress(self.canvas, name, self)
        self._add_legend()
        for kind in ("fold", "unfold"):
            self._view_buttons[kind].setVisible(has_groups)
        self._place_view_tools()
        self.canvas.renewed.connect(self._search_again)
        self.canvas.resized.connect(self._place_view_tools)

    def _add_view_tools(self) -> None:
        """Add search, follow, and buttons to open, close and fit, in a corner of the graph."""
        name, appearance = self._name, self._appearance
        # The parent is this view, not the canvas, so that keys typed here do not reach the graph.
        self.tools = QFrame(self)
        self.tools.setObjectName(f"{name}_view_tools")
        self.tools.setProperty("overlay", True)
        self.tools.setCursor(Qt.CursorShape.ArrowCursor)
        self.search = QLineEdit()
        self.search.setPlaceholderText("search")
        self.search.setClearButtonEnabled(True)
        hold(self.search, width=100)
        describe(self.search, f"{name}_search", "Search nodes", SEARCH_TIP)
        self.found = named_label(f"{name}_found", "caption")
        tip = "Open the group around each operation and go there"
        self.follow = segment_button(f"{name}_follow_button", "follow", tip, "Follow the operation")
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self._view_buttons = {
            icon: IconButton(appearance, icon, f"{name}_{icon}_button", *words, is_flat=True)
            for icon, *words in VIEW_BUTTONS
        }
        items = self.found, self.search, self.follow, *self._view_buttons.values()
        fill(QHBoxLayout(self.tools), *items, margins=(6, 4, 6, 4))
        self._connect_tools()

    def _add_legend(self) -> None:
        """Add the meaning of the colours, in the lower right corner."""
        self.legend = RichLabel(self)
        self.legend.setObjectName(f"{self._name}_legend")
        self.legend.setProperty("overlay", True)
        self.legend.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._appearance.changed.connect(self._draw_legend)
        self._draw_legend()

    def _draw_legend(self) -> None:
        theme = self._appearance.theme
        parts = []
        for kind, name in (("data", "data"), ("grad", "∇ grad")):
            signs = [
                in_color("■", theme.signed(kind, number, text=True)) + sign
                for number, sign in ((-1.0, MINUS), (1.0, "+"))
            ]
            parts.append(f"{name} {' '.join(signs)}")
        self.legend.setText(" &nbsp; ".join([*parts, "· not yet"]))
        self._place_view_tools()

    def _place_view_tools(self) -> None:
        self.found.setVisible(bool(self.found.text()))
        self.tools.adjustSize()
        corner = self.canvas.geometry()
        self.tools.move(corner.right() - self.tools.width() - 8, corner.top() + 8)
        self.legend.adjustSize()
        self.legend.move(
            corner.right() - self.legend.width() - 8, corner.bottom() - self.legend.height() - 8
        )
        self.work.place(corner)

    def _connect_tools(self) -> None:
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._go_to_next)
        self.follow.toggled.connect(self._set_following)
        self._view_buttons["fold"].clicked.connect(self.canvas.fold_all)
        self._view_buttons["unfold"].clicked.connect(self.canvas.unfold_all)
        self._view_buttons["fit"].clicked.connect(self.canvas.fit)
        self._matches: list[int] = []
        self._match = -1

    def _set_following(self, follows: bool) -> None:
        self.canvas.follows = follows
        self.canvas.follow()

    def _search(self, text: str) -> None:
        self._matches, self._match = self.canvas.search(text), -1
        self.found.setText(counted(len(self._matches), "node") if text.strip() else "")
        self._place_view_tools()

    def _search_again(self) -> None:
        self._search(self.search.text())

    def _go_to_next(self) -> None:
        if self._matches and self.canvas.scene.is_current:
            self._match = (self._match + 1) % len(self._matches)
            node = self._matches[self._match]
            self.found.setText(f"{self._match + 1} of {len(self._matches)}")
            self._place_view_tools()
            self.walk.choose(node)
            self.canvas.reveal(node)
