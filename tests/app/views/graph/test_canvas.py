"""The graph on screen: what clicks, drags, the wheel and keys do, and what stands out."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.graph import canvas as module
from app.views.graph.canvas import DRAG_PX, GraphCanvas
from app.views.graph.framing import READABLE
from app.views.graph.graph_layout import TITLE_HEIGHT, Box
from app.views.graph.picture import NEAR, GraphPicture
from app.views.pages.graph import GraphPage
from app.walking.graph_tree import Group, Path
from app.walking.training_walk import SCOPES, TrainingWalk
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.training.phases import PHASES, Phase
from tests.app.views.graph.laying_out import settle
from tests.app.walking.groups import group_at as find_group
from tests.event_loop import is_at_rest, turn

LEFT = Qt.MouseButton.LeftButton
NEURON: Path = ("layer 1", "neuron 2")


@pytest.fixture
def walk(page: GraphPage) -> TrainingWalk:
    return page.walk


def group_at(canvas: GraphCanvas, path: Path) -> Group:
    group = find_group(canvas.scene.tree, path)
    assert group is not None, path
    return group


def box_of(canvas: GraphCanvas, item: int | Path) -> Box:
    """The box of a node or of a closed group, or the frame of an open one."""
    layout = canvas.scene.layout
    found = item if isinstance(item, int) else group_at(canvas, item)
    if found in layout.box_of:
        return layout.boxes[layout.box_of[found]]
    return next(frame for frame in layout.frames if frame.item is found)


def on_screen(canvas: GraphCanvas, box: Box) -> QRectF:
    return canvas.camera.transform.mapRect(QRectF(box.x, box.y, box.width, box.height))


def whole(canvas: GraphCanvas) -> QRectF:
    layout = canvas.scene.layout
    return canvas.camera.transform.mapRect(QRectF(0, 0, layout.width, layout.height))


def middle(canvas: GraphCanvas, item: int | Path) -> QPoint:
    return on_screen(canvas, box_of(canvas, item)).center().toPoint()


def title_of(canvas: GraphCanvas, path: Path) -> QPoint:
    """A place in the title of an open group."""
    frame = box_of(canvas, path)
    place = QPointF(frame.x + frame.width / 2, frame.y + TITLE_HEIGHT / 3)
    return canvas.camera.transform.map(place).toPoint()


def empty_place(canvas: GraphCanvas) -> QPoint:
    """A place without a box or frame."""
    for x in range(3, canvas.width(), 7):
        for y in range(3, canvas.height(), 7):
            if canvas.thing_at(QPointF(x, y)) is None:
                return QPoint(x, y)
    raise AssertionError("no empty place")


def click(qtbot: QtBot, canvas: GraphCanvas, place: QPoint) -> None:
    qtbot.mouseClick(canvas, LEFT, pos=place)
    settle(qtbot, canvas)


def press(qtbot: QtBot, canvas: GraphCanvas, key: Qt.Key) -> None:
    qtbot.keyClick(canvas, key)
    settle(qtbot, canvas)


def drag(qtbot: QtBot, canvas: GraphCanvas, start: QPoint, offset: QPoint) -> None:
    qtbot.mousePress(canvas, LEFT, pos=start)
    for share in (0.3, 0.6, 1.0):
        qtbot.mouseMove(canvas, start + offset * share)
    qtbot.mouseRelease(canvas, LEFT, pos=start + offset)


def wheel(canvas: GraphCanvas, place: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(canvas.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def picture(canvas: GraphCanvas) -> QImage:
    return canvas.grab().toImage()


def node_named(walk: TrainingWalk, label: str) -> int:
    return next(node for node in range(len(walk.order)) if walk.label(node) == label)


def open_neuron(qtbot: QtBot, canvas: GraphCanvas) -> None:
    click(qtbot, canvas, middle(canvas, NEURON))
    assert NEURON in canvas.scene.opened


def node_in_neuron(canvas: GraphCanvas) -> int:
    """An operation inside the open neuron: its first product."""
    return next(node for node in group_at(canvas, NEURON).nodes if canvas.scene.order[node]._prev)


def contains(canvas: GraphCanvas, rect: QRectF) -> bool:
    return QRectF(canvas.rect()).adjusted(-1, -1, 1, 1).contains(rect)


# At first.


def test_the_whole_graph_is_shown_at_first_with_its_layers_open(canvas: GraphCanvas) -> None:
    assert canvas.scene.opened == {("layer 1",), ("layer 2",)}
    assert contains(canvas, whole(canvas))
    assert not canvas.is_working


def test_everything_is_found_where_it_is_drawn(qtbot: QtBot, canvas: GraphCanvas) -> None:
    canvas.unfold_all()
    settle(qtbot, canvas)
    for box in canvas.scene.layout.boxes:
        center = on_screen(canvas, box).center()
        assert canvas.thing_at(center) is box
    for frame in canvas.scene.layout.frames:
        place = canvas.camera.transform.map(QPointF(frame.x + 1, frame.y + 1))
        assert canvas.thing_at(place) is frame
    assert canvas.thing_at(QPointF(empty_place(canvas))) is None


# Clicks.


def test_a_click_on_a_closed_group_opens_it(qtbot: QtBot, canvas: GraphCanvas) -> None:
    click(qtbot, canvas, middle(canvas, NEURON))
    assert canvas.scene.opened == {("layer 1",), ("layer 2",), NEURON}
    assert set(group_at(canvas, NEURON).nodes) <= set(canvas.scene.layout.box_of)


def test_a_click_on_the_title_of_an_open_group_closes_it(qtbot: QtBot, canvas: GraphCanvas) -> None:
    open_neuron(qtbot, canvas)
    click(qtbot, canvas, title_of(canvas, NEURON))
    assert canvas.scene.opened == {("layer 1",), ("layer 2",)}


def test_a_group_closed_around_open_ones_closes_them_too(qtbot: QtBot, canvas: GraphCanvas) -> None:
    open_neuron(qtbot, canvas)
    click(qtbot, canvas, title_of(canvas, ("layer 1",)))
    assert canvas.scene.opened == {("layer 2",)}
    click(qtbot, canvas, middle(canvas, ("layer 1",)))
    assert canvas.scene.opened == {("layer 1",), ("layer 2",)}


def test_a_click_on_a_node_chooses_it(qtbot: QtBot, canvas: GraphCanvas, session: Session) -> None:
    session.selection.choose([0])
    open_neuron(qtbot, canvas)
    node = node_in_neuron(canvas)
    click(qtbot, canvas, middle(canvas, node))
    assert (session.selection.node, session.selection.parameters) == (node, [])
    assert canvas.marks.chosen == node


def test_a_click_on_a_parameter_chooses_it_as_one(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk, session: Session
) -> None:
    open_neuron(qtbot, canvas)
    parameter = 5  # the second weight of the second neuron
    node = walk.index[session.cursor.trainer.parameters[parameter]]
    click(qtbot, canvas, middle(canvas, node))
    assert (session.selection.node, session.selection.parameters) == (None, [parameter])


def test_a_click_beside_everything_does_nothing(
    qtbot: QtBot, canvas: GraphCanvas, session: Session
) -> None:
    session.selection.choose([7])
    opened = set(canvas.scene.opened)
    click(qtbot, canvas, empty_place(canvas))
    assert session.selection.parameters == [7]
    assert canvas.scene.opened == opened


def test_only_the_left_button_clicks(qtbot: QtBot, canvas: GraphCanvas) -> None:
    opened = set(canvas.scene.opened)
    for button in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        qtbot.mouseClick(canvas, button, pos=middle(canvas, NEURON))
    assert canvas.scene.opened == opened


# Choices made elsewhere.


def test_a_parameter_chosen_elsewhere_is_marked_with_its_paths(
    canvas: GraphCanvas, walk: TrainingWalk, session: Session
) -> None:
    before = picture(canvas)
    session.selection.choose([5])
    node = walk.index[session.cursor.trainer.parameters[5]]
    assert canvas.marks.chosen == node
    assert canvas.marks.paths == depends_on(canvas, node)
    assert len(walk.order) - 1 in canvas.marks.paths
    assert picture(canvas) != before


def depends_on(canvas: GraphCanvas, node: int) -> set[int]:
    """The node and everything in the picture that is computed from it."""
    reached = {node}
    for each in sorted(canvas.scene.tree.group_of):
        if reached & set(canvas.scene.tree.operands[each]):
            reached.add(each)
    return reached


def test_a_node_chosen_elsewhere_is_marked_and_a_lost_choice_is_not(
    canvas: GraphCanvas, walk: TrainingWalk, session: Session
) -> None:
    loss = len(walk.order) - 1
    session.selection.choose_node(loss)
    assert (canvas.marks.chosen, canvas.marks.paths) == (loss, {loss})
    session.selection.choose_node(None)
    assert (canvas.marks.chosen, canvas.marks.paths) == (None, set())


def test_what_is_not_in_the_picture_is_not_marked(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk, session: Session
) -> None:
    session.selection.choose_node(len(walk.order) - 1)
    walk.choose_scope("prediction")
    settle(qtbot, canvas)
    assert canvas.marks.chosen is None
    walk.choose_scope("sample")
    settle(qtbot, canvas)
    assert canvas.marks.chosen == len(walk.order) - 1


# Pan and zoom.


def test_a_drag_moves_the_picture_and_opens_nothing(qtbot: QtBot, canvas: GraphCanvas) -> None:
    opened, scale = set(canvas.scene.opened), canvas.camera.scale
    start = middle(canvas, NEURON)
    before = QPointF(canvas.camera.origin)
    drag(qtbot, canvas, start, QPoint(80, -50))
    assert canvas.camera.origin - before == QPointF(80, -50)
    assert canvas.camera.scale == scale
    assert canvas.scene.opened == opened
    assert middle(canvas, NEURON) == start + QPoint(80, -50)


def test_a_hand_that_trembles_still_clicks(qtbot: QtBot, canvas: GraphCanvas) -> None:
    start = middle(canvas, NEURON)
    before = QPointF(canvas.camera.origin)
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(DRAG_PX - 2, 0))
    assert canvas.camera.origin == before
    qtbot.mouseRelease(canvas, LEFT, pos=start + QPoint(DRAG_PX - 2, 0))
    settle(qtbot, canvas)
    assert NEURON in canvas.scene.opened


@pytest.mark.parametrize("notches", [3, -3])
def test_the_wheel_zooms_around_the_pointer(canvas: GraphCanvas, notches: int) -> None:
    place = QPoint(canvas.width() // 3, canvas.height() // 4)
    before, scale = canvas.camera.to_layout(QPointF(place)), canvas.camera.scale
    wheel(canvas, place, notches)
    after = canvas.camera.to_layout(QPointF(place))
    assert (canvas.camera.scale > scale) == (notches > 0)
    assert after.x() == pytest.approx(before.x())
    assert after.y() == pytest.approx(before.y())


def test_zoom_has_an_end_both_ways(canvas: GraphCanvas) -> None:
    place = canvas.rect().center()
    wheel(canvas, place, 200)
    largest = canvas.camera.scale
    wheel(canvas, place, 1)
    assert canvas.camera.scale == largest
    wheel(canvas, place, -400)
    smallest = canvas.camera.scale
    assert 0 < smallest < largest
    picture(canvas)


def test_plus_and_minus_zoom_around_the_middle(qtbot: QtBot, canvas: GraphCanvas) -> None:
    place = QPointF(canvas.rect().center())
    before, scale = canvas.camera.to_layout(place), canvas.camera.scale
    press(qtbot, canvas, Qt.Key.Key_Plus)
    assert canvas.camera.scale > scale
    assert canvas.camera.to_layout(place).x() == pytest.approx(before.x())
    press(qtbot, canvas, Qt.Key.Key_Minus)
    assert canvas.camera.scale == pytest.approx(scale)


def test_f_shows_everything_again(qtbot: QtBot, canvas: GraphCanvas) -> None:
    wheel(canvas, QPoint(20, 20), 12)
    drag(qtbot, canvas, QPoint(30, 30), QPoint(300, 200))
    assert not contains(canvas, whole(canvas))
    press(qtbot, canvas, Qt.Key.Key_F)
    assert contains(canvas, whole(canvas))
    assert whole(canvas).center().x() == pytest.approx(canvas.width() / 2)


def test_what_is_fitted_stays_so_when_the_window_grows(
    qtbot: QtBot, page: GraphPage, canvas: GraphCanvas
) -> None:
    page.resize(700, 800)
    assert contains(canvas, whole(canvas))
    assert whole(canvas).center().x() == pytest.approx(canvas.width() / 2)
    wheel(canvas, canvas.rect().center(), 5)
    scale = canvas.camera.scale
    page.resize(1000, 900)
    assert canvas.camera.scale == scale


def test_opening_a_group_brings_it_into_sight(qtbot: QtBot, canvas: GraphCanvas) -> None:
    open_neuron(qtbot, canvas)
    assert contains(canvas, on_screen(canvas, box_of(canvas, NEURON)))


def test_a_glide_ends_where_it_was_going(qtbot: QtBot, canvas: GraphCanvas) -> None:
    canvas.fit()
    goal = canvas.camera.target
    wheel(canvas, QPoint(20, 20), 6)
    canvas.camera.glide_ms = 60
    canvas.fit()
    assert canvas.camera.target == goal
    assert canvas.camera.scale != goal[0]
    qtbot.waitUntil(lambda: canvas.camera.scale == goal[0])
    assert canvas.camera.origin == goal[1]


def test_a_glide_to_the_whole_graph_moves_one_picture(
    qtbot: QtBot, canvas: GraphCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas.zoom(0.5)
    before = picture(canvas)
    drawn: list[GraphPicture] = []
    draw_still = GraphPicture.draw_still

    def note(shown: GraphPicture) -> None:
        drawn.append(shown)
        draw_still(shown)

    monkeypatch.setattr(GraphPicture, "draw_still", note)
    canvas.camera.glide_ms = 60
    glide = []
    canvas.camera.moved.connect(lambda: glide.append(picture(canvas)))
    canvas.fit()
    qtbot.waitUntil(lambda: not canvas.camera.is_gliding)
    assert len(glide) > 1
    assert before != glide[0] != glide[-1]
    assert len(drawn) == 1
    canvas.keeps_picture = False
    assert picture(canvas) == glide[-1]


def test_a_drag_ends_a_glide(qtbot: QtBot, canvas: GraphCanvas) -> None:
    wheel(canvas, QPoint(20, 20), 6)
    canvas.camera.glide_ms = 5000
    canvas.fit()
    drag(qtbot, canvas, QPoint(30, 30), QPoint(60, 0))
    scale = canvas.camera.scale
    assert is_at_rest(canvas.camera)
    assert canvas.camera.scale == scale


# Keys.


def test_right_and_left_do_an_operation_and_take_it_back(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk
) -> None:
    places = []
    for key in [Qt.Key.Key_Right] * 3 + [Qt.Key.Key_Left] * 2:
        press(qtbot, canvas, key)
        places.append(walk.last_pass.position)
    assert places == [1, 2, 3, 2, 1]


def test_page_down_and_home_go_to_the_ends_of_the_pass(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk
) -> None:
    press(qtbot, canvas, Qt.Key.Key_Right)
    press(qtbot, canvas, Qt.Key.Key_PageDown)
    assert walk.phase is Phase.FORWARD
    assert walk.last_pass.is_done
    press(qtbot, canvas, Qt.Key.Key_Home)
    assert walk.phase is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_and_closes_the_group_of_the_chosen_node(
    qtbot: QtBot, canvas: GraphCanvas, session: Session, key: Qt.Key
) -> None:
    session.selection.choose([5])
    press(qtbot, canvas, key)
    assert NEURON in canvas.scene.opened
    press(qtbot, canvas, key)
    assert NEURON not in canvas.scene.opened


def test_enter_without_a_choice_does_nothing(qtbot: QtBot, canvas: GraphCanvas) -> None:
    opened = set(canvas.scene.opened)
    press(qtbot, canvas, Qt.Key.Key_Return)
    assert canvas.scene.opened == opened


def test_other_keys_are_left_to_the_window(qtbot: QtBot, canvas: GraphCanvas) -> None:
    before = picture(canvas)
    press(qtbot, canvas, Qt.Key.Key_Q)
    assert picture(canvas) == before


# Follow.


def around(canvas: GraphCanvas, node: int) -> set[Path]:
    return {group.path for group in canvas.scene.tree.group_of[node].ancestors()[1:]}


def operations(qtbot: QtBot, canvas: GraphCanvas, count: int, every: int) -> Iterator[int]:
    """Do so many operations by the key; after some of them yield the node."""
    for i in range(count):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        if i % every == 0:
            settle(qtbot, canvas)
            node = canvas.scene.operation
            assert node is not None
            yield node


def test_the_group_of_the_operation_opens_and_the_one_before_closes(
    qtbot: QtBot, canvas: GraphCanvas
) -> None:
    at_first = set(canvas.scene.opened)
    groups = set()
    for node in operations(qtbot, canvas, 60, 3):
        assert canvas.scene.opened == at_first | around(canvas, node)
        assert contains(canvas, on_screen(canvas, box_of(canvas, node)))
        groups.add(canvas.scene.tree.group_of[node].path)
    assert len(groups) > 3


def test_a_group_that_a_person_opened_stays_open(qtbot: QtBot, canvas: GraphCanvas) -> None:
    click(qtbot, canvas, middle(canvas, ("layer 2", "neuron 4")))
    for _ in operations(qtbot, canvas, 60, 10):
        assert ("layer 2", "neuron 4") in canvas.scene.opened


def test_it_follows_back_and_through_all_passes(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk
) -> None:
    for _ in PHASES:
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageDown):
            press(qtbot, canvas, key)
            node = canvas.scene.operation
            if node is not None and node in canvas.scene.tree.group_of:
                assert around(canvas, node) <= canvas.scene.opened
    assert walk.phase is Phase.UPDATE


def test_without_follow_nothing_opens(qtbot: QtBot, page: GraphPage, canvas: GraphCanvas) -> None:
    qtbot.mouseClick(page.view.follow, LEFT)
    opened, origin = set(canvas.scene.opened), QPointF(canvas.camera.origin)
    for _ in operations(qtbot, canvas, 50, 10):
        assert canvas.scene.opened == opened
        assert canvas.camera.origin == origin
    qtbot.mouseClick(page.view.follow, LEFT)
    settle(qtbot, canvas)
    assert around(canvas, canvas.scene.operation) <= canvas.scene.opened


# The operation of the moment.


def test_each_operation_is_seen(qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk) -> None:
    canvas.follows = False
    canvas.unfold_all()
    settle(qtbot, canvas)
    for _ in PHASES:
        before = picture(canvas)
        press(qtbot, canvas, Qt.Key.Key_Right)
        after = picture(canvas)
        assert after != before
        press(qtbot, canvas, Qt.Key.Key_PageDown)


def settled_picture(qtbot: QtBot, canvas: GraphCanvas) -> QImage:
    """The picture once nothing in it moves any more."""
    qtbot.waitUntil(lambda: is_at_rest(canvas.window()))
    turn()
    return picture(canvas)


def test_an_operation_taken_back_is_seen_as_before(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk
) -> None:
    canvas.follows = False
    walk.finish_pass()
    walk.finish_pass()
    walk.seek(20, walk.next_pass)
    before = settled_picture(qtbot, canvas)
    press(qtbot, canvas, Qt.Key.Key_Right)
    press(qtbot, canvas, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: picture(canvas) == before)


# Search.


def test_a_search_finds_nodes_with_every_word(canvas: GraphCanvas, walk: TrainingWalk) -> None:
    before = picture(canvas)
    found = canvas.search("LAYER 2 w1")
    assert found
    assert set(found) == canvas.marks.found
    assert all(all(word in walk.label(node) for word in ("layer", "2", "w1")) for node in found)
    assert found == sorted(found)
    assert picture(canvas) != before
    assert canvas.search("   ") == []
    assert picture(canvas) == before


# Zoom to the chosen.


def test_the_chosen_node_is_gone_to(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk, session: Session
) -> None:
    session.selection.choose([5])
    canvas.show_selection()
    settle(qtbot, canvas)
    node = canvas.marks.chosen
    assert around(canvas, node) <= canvas.scene.opened
    assert contains(canvas, on_screen(canvas, box_of(canvas, node)))
    assert canvas.camera.scale >= NEAR


def test_without_a_choice_the_picture_stays(canvas: GraphCanvas) -> None:
    before = picture(canvas)
    canvas.show_selection()
    assert picture(canvas) == before


# Hover.


def test_the_mouse_reads_a_node_at_full_precision(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk
) -> None:
    open_neuron(qtbot, canvas)
    node = node_in_neuron(canvas)
    qtbot.mouseMove(canvas, middle(canvas, node))
    value = canvas.scene.order[node]
    assert walk.label(node) in canvas.toolTip()
    assert repr(value.data) in canvas.toolTip()
    assert repr(value.grad) in canvas.toolTip()
    assert canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_the_mouse_reads_a_group(qtbot: QtBot, canvas: GraphCanvas) -> None:
    qtbot.mouseMove(canvas, middle(canvas, NEURON))
    group = group_at(canvas, NEURON)
    assert " · ".join(NEURON) in canvas.toolTip()
    assert str(group.count) in canvas.toolTip()


def test_what_the_mouse_is_on_stands_out(qtbot: QtBot, canvas: GraphCanvas) -> None:
    before = picture(canvas)
    qtbot.mouseMove(canvas, middle(canvas, ("layer 1",)) + QPoint(0, 1))
    qtbot.mouseMove(canvas, title_of(canvas, ("layer 1",)))
    assert picture(canvas) != before
    qtbot.mouseMove(canvas, empty_place(canvas))
    assert picture(canvas) == before
    assert canvas.toolTip() == ""


# Near and far.


def show_at(canvas: GraphCanvas, scale: float) -> None:
    """Show the middle of the graph at a scale."""
    layout = canvas.scene.layout
    center = QPointF(layout.width / 2, layout.height / 2)
    canvas.camera.glide_to(scale, QPointF(canvas.rect().center()) - center * scale)


@pytest.mark.parametrize(("scale", "is_read"), [(1.2, True), (NEAR, True), (0.2, False)])
def test_text_is_there_only_from_near(
    qtbot: QtBot, canvas: GraphCanvas, scale: float, is_read: bool
) -> None:
    canvas.unfold_all()
    settle(qtbot, canvas)
    show_at(canvas, scale)
    # Names change with the graph alone.
    canvas.keeps_picture = False
    before = picture(canvas)
    canvas.scene.names = ["M" for _ in canvas.scene.names]
    assert (picture(canvas) != before) == is_read


@pytest.mark.parametrize("scale", [1.2, 0.2])
def test_numbers_are_seen_near_and_far(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk, scale: float
) -> None:
    canvas.unfold_all()
    settle(qtbot, canvas)
    show_at(canvas, scale)
    before = picture(canvas)
    for value in walk.order:
        value.data = -value.data
    assert picture(canvas) != before


def test_a_picture_that_is_kept_looks_like_one_that_is_drawn_anew(
    qtbot: QtBot, session: Session, canvas: GraphCanvas, walk: TrainingWalk
) -> None:
    def move_the_mouse() -> None:
        box = canvas.scene.layout.boxes[0]
        center = canvas.camera.transform.map(QPointF(*box.center)).toPoint()
        qtbot.mouseMove(canvas, center)

    moves = (
        lambda: None,
        walk.step,
        walk.finish_pass,
        session.training.step,
        lambda: walk.choose(0),
        lambda: canvas.search("tanh"),
        move_the_mouse,
        lambda: canvas.zoom(1.3),
        canvas.unfold_all,
        canvas.fold_all,
        lambda: session.edits.set_activation(0, "relu"),
        session.edits.add_layer,
    )
    for move in moves:
        move()
        settle(qtbot, canvas)
        canvas.keeps_picture = True
        kept = picture(canvas)
        canvas.keeps_picture = False
        assert picture(canvas) == kept


def test_both_themes_are_drawn(canvas: GraphCanvas, appearance: Appearance) -> None:
    dark = picture(canvas)
    appearance.choose("light")
    light = picture(canvas)
    assert light != dark
    corner = light.pixelColor(empty_place(canvas))
    assert corner == appearance.theme.color("background")
    appearance.choose("dark")
    assert picture(canvas) == dark


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 1e308, -1e-308, -0.0])
@pytest.mark.parametrize("scale", [1.0, 0.2, 0.01])
def test_any_number_is_painted(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk, scale: float, number: float
) -> None:
    walk.session.training.step()
    for opened in (canvas.fold_all, canvas.unfold_all):
        opened()
        settle(qtbot, canvas)
        show_at(canvas, scale)
        for value in walk.order:
            value.data = value.grad = number
        with qtbot.captureExceptions() as errors:
            picture(canvas)
            qtbot.mouseMove(canvas, canvas.rect().center())
            picture(canvas)
        assert errors == []


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_is_painted_in_every_phase(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk, scope: str
) -> None:
    walk.choose_scope(scope)
    settle(qtbot, canvas)
    canvas.unfold_all()
    settle(qtbot, canvas)
    with qtbot.captureExceptions() as errors:
        for _ in range(5):
            picture(canvas)
            walk.finish_pass()
            settle(qtbot, canvas)
    assert errors == []


# The graph changes.


def test_another_sample_keeps_what_is_open(
    qtbot: QtBot, canvas: GraphCanvas, session: Session
) -> None:
    open_neuron(qtbot, canvas)
    opened = set(canvas.scene.opened)
    nodes = set(canvas.scene.tree.group_of)
    session.selection.choose_sample(2)
    settle(qtbot, canvas)
    assert canvas.scene.opened == opened
    assert set(canvas.scene.tree.group_of) != nodes


def test_another_network_is_drawn(qtbot: QtBot, canvas: GraphCanvas, session: Session) -> None:
    session.edits.add_layer()
    settle(qtbot, canvas)
    assert find_group(canvas.scene.tree, ("layer 3",)) is not None
    session.edits.undo()
    settle(qtbot, canvas)
    assert find_group(canvas.scene.tree, ("layer 3",)) is None
    picture(canvas)


def test_a_small_network_with_several_outputs_is_drawn(
    qtbot: QtBot, canvas: GraphCanvas, session: Session
) -> None:
    session.edits.set_dataset(Dataset([[1.0]], [[1.0, 2.0, 3.0]]), "use one sample")
    settle(qtbot, canvas)
    assert group_at(canvas, ("output", "neuron 3")).count > 0
    picture(canvas)


def test_numbers_are_drawn_anew_while_it_trains(
    qtbot: QtBot, canvas: GraphCanvas, session: Session
) -> None:
    before = picture(canvas)
    session.training.step()
    assert picture(canvas) != before


def test_a_graph_that_was_hidden_shows_the_new_network(
    qtbot: QtBot, page: GraphPage, canvas: GraphCanvas, session: Session
) -> None:
    page.hide()
    session.edits.remove_layer(0)
    assert len(canvas.scene.order) != len(session.cursor.graph.order)
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, canvas)
    assert len(canvas.scene.order) == len(session.cursor.graph.order)
    assert find_group(canvas.scene.tree, ("layer 2",)) is None


# Work that takes a while.


def large(session: Session) -> None:
    samples = 30
    dataset = Dataset([[0.01 * i, 0.5, 1.0] for i in range(samples)], [0.5] * samples)
    session.edits.set_dataset(dataset, "use many samples")


@pytest.mark.parametrize("way", ["key", "button"])
def test_a_layout_that_is_cancelled_leaves_the_picture_as_it_was(
    qtbot: QtBot,
    page: GraphPage,
    canvas: GraphCanvas,
    walk: TrainingWalk,
    session: Session,
    way: str,
) -> None:
    large(session)
    walk.choose_scope("loss")
    settle(qtbot, canvas)
    before, layout = picture_at_rest(qtbot, canvas), canvas.scene.layout
    canvas.unfold_all()
    assert canvas.is_working
    qtbot.waitUntil(page.view.work.cancel.isVisible)
    assert page.view.work.progress.isVisible()
    if way == "key":
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(page.view.work.cancel, LEFT)
    assert not canvas.is_working
    assert not page.view.work.cancel.isVisible()
    assert picture_at_rest(qtbot, canvas) == before
    assert canvas.scene.layout is layout


def picture_at_rest(qtbot: QtBot, canvas: GraphCanvas) -> QImage:
    """The whole picture, when the line that tells of work has come or gone."""
    turn()
    canvas.fit()
    return picture(canvas)


def test_while_it_is_laid_out_the_window_answers(
    qtbot: QtBot, canvas: GraphCanvas, walk: TrainingWalk, session: Session
) -> None:
    large(session)
    walk.choose_scope("loss")
    settle(qtbot, canvas)
    canvas.unfold_all()
    answered = 0
    while canvas.is_working:
        session.training.step()
        picture(canvas)
        QApplication.processEvents()
        answered += 1
    assert answered > 3
    assert len(canvas.scene.layout.boxes) == len(session.cursor.graph.order)


def test_a_glide_is_shown_by_the_frames_of_training(
    qtbot: QtBot, session: Session, canvas: GraphCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[bool] = []
    draw = canvas._draw

    def note(painter: QPainter) -> None:
        painted.append(canvas.camera.is_gliding)
        draw(painter)

    monkeypatch.setattr(canvas, "_draw", note)
    canvas.camera.glide_ms = 50
    monkeypatch.setattr(module, "FRAMES_S", 3600)
    session.training.step()
    turn()
    painted.clear()
    canvas.unfold_all()
    qtbot.waitUntil(lambda: not canvas.is_working and not canvas.camera.is_gliding)
    turn()
    # The picture of the new layout, and the end of the glide.
    assert painted[-1:] == [False]
    assert len(painted) <= 2
    monkeypatch.setattr(module, "FRAMES_S", 0)
    canvas.fold_all()
    qtbot.waitUntil(lambda: painted.count(True) > 1)


# The operation of the moment.


def is_in_sight(canvas: GraphCanvas, node: int) -> bool:
    box = canvas.scene.box_of(node)
    return box is not None and box.item == node and contains(canvas, on_screen(canvas, box))


def test_it_opens_where_the_current_operation_is(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    for _ in range(15):
        window.walks.step()
    canvas = window.view("graph").view.canvas
    canvas.camera.glide_ms = 0
    assert not canvas.isVisible()
    window.show_page("graph")
    settle(qtbot, canvas)
    assert is_in_sight(canvas, canvas.scene.operation)
    window.show_page("network")
    for _ in range(60):
        window.walks.step()
    window.show_page("graph")
    settle(qtbot, canvas)
    assert is_in_sight(canvas, canvas.scene.operation)


def test_an_operation_in_sight_stays_in_sight_where_the_picture_gets_lower(
    qtbot: QtBot, page: GraphPage, canvas: GraphCanvas
) -> None:
    page.walk.step()
    settle(qtbot, canvas)
    canvas.camera.glide_ms = 0
    operation = canvas.scene.operation
    bottom = on_screen(canvas, canvas.scene.box_of(operation)).bottom()
    canvas.setFixedHeight(round(bottom) - 20)
    qtbot.wait_until(lambda: canvas.height() == round(bottom) - 20)
    assert is_in_sight(canvas, operation)


def test_coming_back_to_the_same_operation_keeps_the_view(
    qtbot: QtBot, page: GraphPage, canvas: GraphCanvas
) -> None:
    page.walk.step()
    settle(qtbot, canvas)
    canvas.fit()
    before = canvas.camera.sight
    page.hide()
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, canvas)
    assert canvas.camera.sight == before


def test_the_first_operation_of_another_sample_is_followed(
    qtbot: QtBot, page: GraphPage, canvas: GraphCanvas, session: Session
) -> None:
    walk, graph = page.walk, session.cursor.graph
    while session.selection.sample == 0:
        walk.step()
        settle(qtbot, canvas)
    node = canvas.scene.operation
    assert node is not None
    assert graph.addresses[node].sample == 1
    assert is_in_sight(canvas, node)


# Operands that are out of sight.


def pills(canvas: GraphCanvas) -> list[QRectF]:
    """The places of the operands that are written, in the layout."""
    target = QImage(canvas.size(), QImage.Format.Format_RGB32)
    painter = QPainter(target)
    made = canvas._picture(painter, canvas.camera.target).pills.placed()
    painter.end()
    return [rect for rect, _ in made]


def involved(canvas: GraphCanvas) -> list[QRectF]:
    """The boxes of the operation and of its operands."""
    scene = canvas.scene
    items = {scene.item_of(node) for node in (scene.operation, *scene.operands)}
    boxes = [box for box in scene.layout.boxes if box.item in items]
    return [QRectF(box.x, box.y, box.width, box.height) for box in boxes]


def none_is_covered(canvas: GraphCanvas, kept: list[QRectF]) -> int:
    """No operand that is out of sight is written over these boxes; returns how many are."""
    placed = pills(canvas)
    seen = canvas.camera.target.seen(QRectF(canvas.rect()))
    for i, rect in enumerate(placed):
        assert seen.contains(rect)
        assert not any(rect.intersects(other) for other in [*placed[:i], *kept])
    return len(placed)


def boxes(canvas: GraphCanvas) -> list[QRectF]:
    every = canvas.scene.layout.boxes
    return [QRectF(box.x, box.y, box.width, box.height) for box in every]


@pytest.mark.parametrize(
    ("layers", "size"),
    [
        ((4, 1), (520, 330)),
        ((6, 4, 1), (520, 330)),
        ((6, 4, 1), (640, 480)),
        ((2, 2, 2), (640, 480)),
        ((6, 4, 1), (1100, 900)),
    ],
    ids=str,
)
def test_no_operation_is_covered_by_an_operand_that_is_out_of_sight(
    qtbot: QtBot,
    page: GraphPage,
    canvas: GraphCanvas,
    session: Session,
    layers: tuple[int, ...],
    size: tuple[int, int],
) -> None:
    page.resize(*size)
    targets = [[0.5] * layers[-1]] * 2
    session.edits.set_dataset(Dataset([[2.0, 3.0, -1.0], [3.0, -1.0, 0.5]], targets), "use two")
    if len(layers) == 2:
        session.edits.remove_layer(0)
    for i, width in enumerate(layers[:-1]):
        session.edits.resize_layer(i, width)
    settle(qtbot, canvas)
    written = 0
    for _ in range(2):
        while session.cursor.trainer.phase is not Phase.UPDATE:
            page.walk.step()
            settle(qtbot, canvas)
            roomy = canvas.height() > 200
            written += none_is_covered(canvas, boxes(canvas) if roomy else involved(canvas))
        page.walk.finish_pass()
    assert written or layers != (6, 4, 1) or size[0] > 1000


@pytest.mark.parametrize("scale", [0.6, 1.0, 2.0, 4.0])
def test_an_operation_is_not_covered_wherever_the_camera_is(
    qtbot: QtBot, page: GraphPage, canvas: GraphCanvas, walk: TrainingWalk, scale: float
) -> None:
    difference = node_named(walk, "ŷ − y · sample 1")
    walk.run_to(difference)
    settle(qtbot, canvas)
    box = canvas.scene.box_of(difference)
    assert box is not None
    written = 0
    for dx in range(-60, canvas.width(), 90):
        for dy in range(-60, canvas.height(), 90):
            x, y = box.center
            canvas.camera.glide_to(scale, QPointF(dx - x * scale, dy - y * scale))
            written += none_is_covered(canvas, involved(canvas))
    assert written > 10


def test_large_text_is_read_in_a_graph_that_is_too_wide_to_be_seen_whole(
    qtbot: QtBot, page: GraphPage, canvas: GraphCanvas, appearance: Appearance
) -> None:
    page.resize(900, 500)
    canvas.fit()
    assert canvas.rect().toRectF().contains(whole(canvas))
    appearance.resize_text(200)
    canvas.fit()
    assert canvas.camera.scale >= 2 * READABLE
    assert whole(canvas).right() > canvas.width()
    assert 0 < whole(canvas).left() < canvas.width() / 4
    page.walk.step()
    settle(qtbot, canvas)
    # The card of the operation has taken its room.
    turn(3)
    canvas.fit()
    assert canvas.scene.operation is not None
    box = canvas.scene.box_of(canvas.scene.operation)
    assert box is not None
    assert canvas.rect().toRectF().contains(on_screen(canvas, box))
    assert canvas.camera.scale >= 2 * READABLE
