"""Walk view: a graph, the transport through its passes, and the current operation."""

from collections.abc import Mapping, Sequence
from re import fullmatch

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.kit.numbers import MINUS, counted
from app.kit.plain_text import in_color
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.divider import Divider
from app.kit.widgets.fields import describe
from app.kit.widgets.folding import Fold, FoldingLine, as_high_as_hinted
from app.kit.widgets.parts import IconButton, fill, in_box, named_label, rich_label
from app.kit.widgets.segmented_control import segment_button
from app.views.contract import ViewChoice
from app.views.graph.by_hand import ByHand
from app.views.graph.canvas import GraphCanvas
from app.views.graph.layout_progress import LayoutProgress
from app.views.number_table import as_table, table_button
from app.views.walking.graph_table import GraphTable
from app.views.walking.operation_card import CardArea, OperationCard
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
    ],
    "On the divider between graph and card": [
        ("Up, Down", "Share the height of both"),
        ("Home", "Share it anew"),
    ],
}
SEARCH_TIP = "Mark the nodes with these words in their name; Enter goes from one to the next"
# The height that the graph keeps where there is little room, before the card has what it wants.
GRAPH_PX = 180
# The same where something stands below it.
GRAPH_ABOVE_PX = 150
# In a view lower than this, and at least this wide, the card stands beside the graph, which would
# else be a strip; a lower view may be narrower for it.
BESIDE_BELOW, BESIDE_FROM = 412, 590
LOW_BELOW, LOW_FROM = 290, 480
# More than the height of a line of what shares a page with the view.
LINE_PX = 40
SEARCH_PX, FOUND_PX = 110, 76
# icon, accessible name, tooltip
VIEW_BUTTONS = [
    ("fold", "Close all groups", "Close every group that was opened"),
    ("unfold", "Open all groups", "Open every group, so that single operations are seen"),
    ("fit", "Fit", "Show the whole graph (F in the graph)"),
]


class GraphTools(QWidget):
    """The line above a graph: search, the meaning of the colours, buttons to follow and to fold.

    name: the start of its controls' object names. idle: the parts that do nothing in a picture.
    """

    def __init__(self, appearance: Appearance, name: str, has_groups: bool) -> None:
        super().__init__()
        self.setObjectName(f"{name}_view_tools")
        self._appearance = appearance
        self.search = QLineEdit()
        self.search.setPlaceholderText("search")
        self.search.setClearButtonEnabled(True)
        hold(self.search, width=SEARCH_PX)
        describe(self.search, f"{name}_search", "Search nodes", SEARCH_TIP)
        self.found = named_label(f"{name}_found", "caption")
        hold(self.found, width=FOUND_PX)
        self.legend = rich_label(f"{name}_legend", "caption")
        self.legend.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        tip = "Open the group around each operation and go there"
        self.follow = segment_button(f"{name}_follow_button", "follow", tip, "Follow the operation")
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.table_choice = table_button(f"{name}_table_button", "the graph")
        self.buttons = {
            icon: IconButton(appearance, icon, f"{name}_{icon}_button", *words, is_flat=True)
            for icon, *words in VIEW_BUTTONS
        }
        choices = self.table_choice, self.follow
        self.idle = self.search, self.found, *choices, *self.buttons.values()
        groups = self.buttons["fold"], self.buttons["unfold"]
        if not has_groups:
            for button in groups:
                button.hide()
        items = self.search, self.found, None, self.legend, 8, *choices, *self.buttons.values()
        held = self.search, self.found, *choices, *(groups if has_groups else ())
        # A narrow line gives up the legend first.
        gone = [self.legend]
        folds = Fold(), Fold(gone=gone), Fold(gone=gone, more=held)
        fill(QHBoxLayout(self), as_high_as_hinted(FoldingLine(items, folds, name=f"{name}_tools")))
        appearance.changed.connect(self._draw_legend)
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


class WalkView(QWidget):
    """The graph of a walk, its operation card and its transport: the same for every walk.

    name: the start of its controls' object names. has_groups: False if nothing opens or closes.
    below: stands below the graph, if anything does. sights: as those of a `View`.
    """

    def __init__(
        self,
        walk: Walk,
        appearance: Appearance,
        name: str,
        has_groups: bool = True,
        below: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.walk, self._below = walk, below
        self.player = Player(walk, self)
        self.tools = GraphTools(appearance, name, has_groups)
        tools = self.tools
        self.search, self.found, self.follow = tools.search, tools.found, tools.follow
        self.canvas = GraphCanvas(walk, appearance, f"{name}_canvas")
        self.transport = Transport(walk, self.player, appearance, name)
        self.card = OperationCard(walk, appearance, name)
        self.card_area = CardArea(self.card)
        self.table = GraphTable(walk, name)
        self.as_table = as_table(tools.table_choice, self.table, self.canvas)
        middle = (self.canvas, 1), (self.table, 1)
        column = fill(QVBoxLayout(), self.tools, *middle, self.transport, spacing=6)
        if below is not None:
            column.insertWidget(column.indexOf(self.transport), below)
        self._above = in_box(column)
        names = f"{name}_divider", "Divider between graph and card"
        sizes = self._card_px, self._wished_px
        self.divider = Divider(self._above, self.card_area, *sizes, appearance, *names)
        fill(QVBoxLayout(self), self.divider)
        QWidget.setTabOrder(self.transport.speed, self.divider.handle(1))
        # Its parent is not the canvas: keys typed there do not reach the graph.
        self.work = LayoutProgress(self.canvas, name, self._above)
        self._connect_tools()
        by_hand = ByHand(self.canvas)
        self.sights: Mapping[str, ViewChoice] = {
            f"{name}_follows": ViewChoice(self._read_following, self._choose_following),
            f"{name}_groups": ViewChoice(lambda: by_hand.groups, by_hand.show_groups),
            f"{name}_search": ViewChoice(self._read_search, self._choose_search),
            f"{name}_sight": ViewChoice(lambda: by_hand.sight, by_hand.show_sight),
        }
        self._matches: list[int] = []
        self._match = -1
        # The match to go to once the graph is laid out, counted from 1; 0 for none.
        self._wanted_match = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        rows = (BESIDE_BELOW, BESIDE_FROM), (LOW_BELOW, LOW_FROM)
        is_low = any(
            self.height() < px(below) and self.width() >= px(least) for below, least in rows
        )
        self.divider.turn(is_low)
        self.card.be_narrow(is_low)

    def _card_px(self) -> int:
        return self.card.sizeHint().height()

    def _wished_px(self) -> int:
        is_alone = self._below is None or self._below.isHidden()
        return self._around_canvas + (GRAPH_PX if is_alone else GRAPH_ABOVE_PX)

    @property
    def _around_canvas(self) -> int:
        return self._above.minimumSizeHint().height() - self.canvas.minimumHeight()

    @property
    def height_around_graph(self) -> int:
        """The height of everything but the graph, where the card has what it wants.

        A card beside the graph wants no height at which it would stand below: a page that gives
        what is left to something else would move it there and back without end.
        """
        card = self.divider.handleWidth() + self._card_px()
        if not self.divider.is_beside:
            return self._around_canvas + card
        return min(card, px(BESIDE_BELOW - LINE_PX) - GRAPH_PX)

    @property
    def idle_in_pictures(self) -> Sequence[QWidget]:
        """The widgets that do nothing in a picture without a card."""
        return *self.tools.idle, self.transport, self.card_area

    def _connect_tools(self) -> None:
        canvas, tools = self.canvas, self.tools
        tools.search.textChanged.connect(self._search)
        tools.search.returnPressed.connect(self._go_to_next)
        tools.follow.toggled.connect(self._set_following)
        for name, slot in {
            "fold": canvas.fold_all,
            "unfold": canvas.unfold_all,
            "fit": canvas.fit,
        }.items():
            tools.buttons[name].clicked.connect(slot)
        canvas.renewed.connect(self._search_again)
        canvas.resized.connect(self._place_work)

    def _place_work(self) -> None:
        self.work.place(self.canvas.geometry())

    def _set_following(self, follows: bool) -> None:
        self.canvas.follows = follows
        self.canvas.follow()

    def _read_following(self) -> str:
        return "on" if self.follow.isChecked() else "off"

    def _choose_following(self, text: str) -> None:
        self.follow.setChecked(text == "on")

    def _search(self, text: str) -> None:
        self._matches, self._match = self.canvas.search(text), -1
        self.found.setText(counted(len(self._matches), "node") if text.strip() else "")

    def _search_again(self) -> None:
        self._search(self.search.text())
        self._go_to_wanted()

    def _read_search(self) -> str:
        place = f" #{self._match + 1}" if self._match >= 0 else ""
        return f"{self.search.text()}{place}"

    def _choose_search(self, text: str) -> None:
        """Search a text, and go to one of its matches where `#` and its number follow."""
        if text == self._read_search():
            return
        typed, _, place = (
            text.rpartition(" #") if fullmatch(r".* #\d{1,6}", text) else (text, "", "0")
        )
        self._wanted_match = int(place)
        self.search.setText(typed)
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted_match and self._matches and self.canvas.scene.is_current:
            self._match, self._wanted_match = self._wanted_match - 2, 0
            self._go_to_next()

    def _go_to_next(self) -> None:
        if self._matches and self.canvas.scene.is_current:
            self._match = (self._match + 1) % len(self._matches)
            node = self._matches[self._match]
            self.found.setText(f"{self._match + 1} of {len(self._matches)}")
            self.walk.choose(node)
            self.canvas.reveal(node)
