"""What a person did to the view of a graph, as texts by which another view becomes the same."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF

from app.kit.sight_text import ALL, LED, numbers_of, sight_text
from app.views.graph.navigation import FIRST, GraphNavigation
from app.walking.graph_tree import Path

# What stands between groups, and between the parts of a path.
BETWEEN, INSIDE = "; ", " · "
# A part of a graph lies within so many times its size, and is no smaller than such a share of it.
FARTHEST, LEAST = 1e5, 1e-5


class ByHand:
    """The part of a graph that a person moved or magnified, and the groups that they opened.

    sight: ALL, LED, or the left, top, width and height of what is seen as shares of the whole
    graph, so that it is the same part in a view of another size and with larger text. groups: ALL,
    LED, FIRST, or the paths of those that are open. What is chosen before the graph is laid out, or
    while nobody sees it, is done after that.
    """

    def __init__(self, graph: GraphNavigation) -> None:
        self._graph = graph
        self._sight, self._groups = ALL, FIRST
        # A sight and groups that wait for the graph to be there.
        self._wanted_sight = self._wanted_groups = ""
        graph.camera.led.connect(self._note_led)
        graph.moved_by_hand.connect(self._note_sight)
        graph.opened.connect(self._note_groups)
        graph.settled.connect(self.catch_up)

    # What was done.

    @property
    def sight(self) -> str:
        """The part that is seen."""
        return self._wanted_sight or (ALL if self._graph.is_fitted else self._sight)

    @property
    def groups(self) -> str:
        """The groups that are open."""
        return self._wanted_groups or self._groups

    def _note_led(self) -> None:
        self._sight = LED

    def _note_sight(self) -> None:
        graph = self._graph
        seen = graph.camera.sight.seen(QRectF(graph.rect()))
        across, down = max(1.0, graph.whole.width()), max(1.0, graph.whole.height())
        ends = seen.left() / across, seen.top() / down, seen.width() / across, seen.height() / down
        self._wanted_sight, self._sight = "", sight_text(ends)

    def _note_groups(self, how: str) -> None:
        self._wanted_groups = ""
        self._groups = how or _told(self._graph.scene.opened)

    # The same again.

    def show_sight(self, text: str) -> None:
        """See the part that a text tells of; one that tells of none changes nothing."""
        if text != self.sight and (_part(text) or text == ALL):
            self._wanted_sight = text
            self.catch_up()

    def show_groups(self, text: str) -> None:
        """Have the groups open that a text tells of."""
        if text not in (self.groups, LED):
            self._wanted_groups = text
            self.catch_up()

    def catch_up(self) -> None:
        """Do what is wanted, where the graph is there by now."""
        graph = self._graph
        if graph.is_there and self._wanted_groups:
            wanted, self._wanted_groups = self._wanted_groups, ""
            self._open(wanted)
        if graph.is_there and self._wanted_sight:
            wanted, self._wanted_sight = self._wanted_sight, ""
            self._go(wanted)

    def _open(self, text: str) -> None:
        graph = self._graph
        ways = {ALL: graph.unfold_all, FIRST: graph.fold_all}
        if text in ways:
            ways[text]()
            return
        known = {group.path: group for group in graph.scene.tree.groups()}
        paths = {tuple(each.split(INSIDE)) for each in text.split(BETWEEN)} & known.keys()
        differing = sorted(paths ^ graph.scene.opened, key=len)
        # A single one opens or closes as by a click, after which the camera goes there.
        first = differing[0] if differing else ()
        is_inside = all(path[: len(first)] == first for path in differing)
        if first and (len(differing) == 1 or (first not in paths and is_inside)):
            graph.toggle(known[first])
        elif differing:
            graph.open_all(paths)

    def _go(self, text: str) -> None:
        graph, numbers = self._graph, _part(text)
        if numbers is None:
            graph.fit()
            return
        left, top, width, height = numbers
        whole, room = graph.whole, QRectF(graph.rect())
        across, down = max(1.0, whole.width()), max(1.0, whole.height())
        part = QRectF(left * across, top * down, width * across, height * down)
        scale = min(room.width() / part.width(), room.height() / part.height())
        graph.look_at(scale, room.center() - QPointF(part.center()) * scale)
        self._sight = text


def _part(text: str) -> tuple[float, ...] | None:
    """Left, top, width and height in a text, as shares; None for no part that can be drawn."""
    numbers = numbers_of(text, 4)
    if numbers is None or min(numbers[2:]) < LEAST or max(map(abs, numbers)) > FARTHEST:
        return None
    return numbers


def _told(paths: Iterable[Path]) -> str:
    return BETWEEN.join(sorted(INSIDE.join(path) for path in paths if path)) or FIRST
