"""The timeline: any step of the run, by mouse, by key and by number; branches and changes on it."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.timeline.painter import BRANCH_BOTTOM, MARK_Y, TRACK_Y
from app.views.timeline.strip import TimelineStrip
from app.views.timeline.timeline import Timeline
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run
from tests.app.sessions import train

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def timeline(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[Timeline]:
    """The timeline alone in a window, of 37 steps."""
    timeline = Timeline(session, appearance)
    timeline.resize(600, 90)
    qtbot.addWidget(timeline)
    with qtbot.waitExposed(timeline):
        timeline.show()
    train(session, 37)
    yield timeline  # noqa: PT022 - a return would let go of the window


@pytest.fixture
def strip(timeline: Timeline) -> TimelineStrip:
    """Its slider."""
    return timeline.strip


def branch_at(session: Session, step: int, rate: float, steps: int = 5) -> Run:
    """A new run that leaves the current one at a step, with another learning rate."""
    session.cursor.go_to(step)
    session.edits.set_learning_rate(rate)
    train(session, steps)
    return session.cursor.run


def point(strip: TimelineStrip, step: int) -> QPoint:
    return QPoint(strip.scale.x(step), TRACK_Y)


def click(qtbot: QtBot, timeline: Timeline, name: str) -> None:
    qtbot.mouseClick(timeline.findChild(QToolButton, name), LEFT)


def settle(qtbot: QtBot, strip: TimelineStrip) -> None:
    """Wait until the step that was asked for last is shown."""
    qtbot.waitUntil(lambda: not strip._soon.isActive())


def numbers(session: Session) -> list[tuple[str, str]]:
    return [(p.data.hex(), p.grad.hex()) for p in session.cursor.trainer.parameters]


def tooltip_at(qtbot: QtBot, strip: TimelineStrip, place: QPoint) -> str:
    qtbot.mouseMove(strip, place)
    return strip.toolTip()


def colors_on(strip: TimelineStrip, y: int) -> list[str]:
    """The colours of a row of pixels, each change of colour once."""
    image = strip.grab().toImage()
    scale = image.devicePixelRatio()
    row = [image.pixelColor(x, round(y * scale)).name() for x in range(image.width())]
    return [color for i, color in enumerate(row) if i == 0 or color != row[i - 1]]


# State to screen.


def test_the_handle_stands_at_the_step_that_is_shown(
    timeline: Timeline, strip: TimelineStrip, session: Session
) -> None:
    assert (strip.minimum(), strip.maximum(), strip.value()) == (0, 37, 37)
    session.cursor.go_to(10)
    assert strip.value() == 10
    assert strip.picture is not None
    assert strip.picture.handle == strip.scale.x(10)
    assert (timeline.field.text(), timeline.count.text()) == ("10", "of 37")


def test_the_strip_follows_training(strip: TimelineStrip, session: Session) -> None:
    train(session, 3)
    assert (strip.maximum(), strip.value()) == (40, 40)


def test_the_timeline_says_that_training_from_the_past_starts_a_branch(
    timeline: Timeline, session: Session
) -> None:
    assert timeline.note.text() == ""
    session.cursor.go_to(10)
    assert timeline.note.text() == "Run starts a branch"
    timeline.resize(250, 90)
    QApplication.processEvents()
    assert timeline.note.text() in ("Run branches", "branches")
    session.training.step()
    assert session.cursor.run.name == "run 2"
    assert timeline.note.text() == ""


def test_a_compact_timeline_is_one_row_with_the_buttons_at_the_right(
    timeline: Timeline, strip: TimelineStrip
) -> None:
    timeline.set_compact(True)
    QApplication.processEvents()
    timeline.resize(700, timeline.sizeHint().height())
    QApplication.processEvents()
    assert timeline.height() <= 48
    row = [strip, *timeline._buttons.values(), timeline.field, timeline.count]
    assert all(one.geometry().right() < other.x() for one, other in pairwise(row))
    assert strip.width() > 300
    heights = [part.geometry().center().y() for part in row[1:]]
    assert max(heights) - min(heights) <= 1
    assert abs(heights[0] - strip.y() - TRACK_Y) <= 2


@pytest.mark.parametrize(("width", "said"), [(700, "Run starts a branch"), (500, "")])
def test_the_branch_note_of_a_compact_timeline_moves_nothing(
    timeline: Timeline, strip: TimelineStrip, session: Session, width: int, said: str
) -> None:
    timeline.set_compact(True)
    timeline.resize(width, 48)
    QApplication.processEvents()
    before = strip.geometry()
    session.cursor.go_to(10)
    QApplication.processEvents()
    assert timeline.note.text() == said
    assert strip.geometry() == before
    timeline.set_compact(False)
    QApplication.processEvents()
    assert timeline.note.text() == "Run starts a branch"
    assert strip.width() == width


def test_a_compact_timeline_is_a_card_whose_message_moves_nothing(
    qtbot: QtBot, timeline: Timeline, appearance: Appearance
) -> None:
    timeline.set_compact(True)
    QApplication.processEvents()
    before = timeline.sizeHint(), timeline.field.geometry(), timeline.strip.geometry()
    timeline.field.setFocus()
    timeline.field.selectAll()
    qtbot.keyClicks(timeline.field, "99")
    qtbot.keyClick(timeline.field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert timeline.message.isVisible()
    assert timeline.message.parentWidget() is timeline.strip
    assert (timeline.sizeHint(), timeline.field.geometry(), timeline.strip.geometry()) == before
    image = timeline.grab().toImage()
    assert image.pixelColor(image.width() // 2, 4).name().upper() == appearance.theme["surface"]


def test_buttons_are_off_where_they_lead_nowhere(timeline: Timeline, session: Session) -> None:
    names = ("timeline_step_back_button", "timeline_step_forward_button", "timeline_to_end_button")
    buttons = [timeline.findChild(QToolButton, name) for name in names]
    assert [button.isEnabled() for button in buttons] == [True, False, False]
    session.cursor.go_to(0)
    assert [button.isEnabled() for button in buttons] == [False, True, True]
    session.cursor.go_to(5)
    assert [button.isEnabled() for button in buttons] == [True, True, True]


def test_nothing_is_painted_while_it_would_look_the_same(
    qtbot: QtBot, strip: TimelineStrip, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    QApplication.processEvents()
    painted: list[int] = []
    monkeypatch.setattr(strip, "paintEvent", lambda event: painted.append(session.cursor.steps))
    session.cursor.show_progress()
    QApplication.processEvents()
    assert painted == []
    session.cursor.go_to(20)
    QApplication.processEvents()
    assert painted == [20]


def test_a_branch_has_its_colour_from_where_it_began(
    strip: TimelineStrip, session: Session, appearance: Appearance
) -> None:
    branch_at(session, 20, 0.05, steps=20)
    first, second = (appearance.theme.of_run(i + 1).name() for i in range(2))
    assert strip.picture is not None
    assert [color for _, _, color in strip.picture.stretches] == [first, second]
    assert strip.picture.stretches[0][1] == strip.scale.x(20)
    colors = colors_on(strip, TRACK_Y)
    assert colors.index(first) < colors.index(second)


def test_the_track_after_the_handle_is_quieter(
    strip: TimelineStrip, session: Session, appearance: Appearance
) -> None:
    full = appearance.theme.of_run(1).name()
    before = colors_on(strip, TRACK_Y)
    session.cursor.go_to(10)
    image = strip.grab().toImage()
    x, ahead = strip.scale.x(4), strip.scale.x(30)
    assert image.pixelColor(x, TRACK_Y).name() == full
    assert image.pixelColor(ahead, TRACK_Y).name() != full
    assert colors_on(strip, TRACK_Y) != before


def test_where_other_runs_leave_the_line_is_marked_in_their_colour(
    qtbot: QtBot, strip: TimelineStrip, session: Session, appearance: Appearance
) -> None:
    branch = branch_at(session, 20, 0.05)
    assert strip.picture is not None
    assert strip.picture.ticks == []
    session.runs.make_current(session.experiment.runs[0])
    session.cursor.go_to(37)
    color = appearance.theme.of_run(2).name()
    assert strip.picture.ticks == [(strip.scale.x(20), color)]
    assert color in colors_on(strip, BRANCH_BOTTOM - 3)
    place = QPoint(strip.scale.x(20), BRANCH_BOTTOM - 3)
    said = "run 2 branches off at step 20\nClick to turn to it"
    assert tooltip_at(qtbot, strip, place) == said
    session.runs.set_hidden([branch], True)
    assert strip.picture.ticks == []


def test_a_branch_of_a_deleted_branch_is_marked_where_that_one_left_the_line(
    strip: TimelineStrip, session: Session
) -> None:
    first = session.cursor.run
    deleted = branch_at(session, 20, 0.05)
    branch_at(session, 23, 0.2)
    session.runs.make_current(first)
    assert [run.name for _, run in strip._branches or []] == ["run 2"]
    session.runs.delete(deleted)
    assert [(step, run.name) for step, run in strip._branches or []] == [(20, "run 3")]


def change_everything(session: Session) -> None:
    """A rate, a sample, a parameter and the network, five steps apart."""
    session.edits.set_learning_rate(0.05)
    train(session, 5)
    rows = session.cursor.dataset.rows()
    rows[0][0] = 2.5
    session.edits.set_dataset(Dataset.from_rows(rows), "change x1 of sample 1")
    train(session, 5)
    session.edits.set_parameter(3, 0.5)
    train(session, 5)
    session.edits.resize_layer(0, 5)
    train(session, 5)


def test_every_change_has_its_shape_and_its_name(
    qtbot: QtBot, strip: TimelineStrip, session: Session, appearance: Appearance
) -> None:
    change_everything(session)
    assert [mark.kind for mark in strip.marks] == [
        "learning_rate",
        "dataset",
        "parameter",
        "network",
    ]
    read = [tooltip_at(qtbot, strip, QPoint(mark.x, MARK_Y)) for mark in strip.marks]
    assert read == [
        "step 37: rate 0.05",
        "step 42: change x1 of sample 1",
        "step 47: layer 1 · neuron 1 · b = 0.5",
        "step 52: resize layer 1 to 5",
    ]
    picture = strip.grab().toImage()
    shapes = {
        tuple(
            picture.pixelColor(mark.x + dx, MARK_Y + dy).lightness()
            for dx in range(-4, 5)
            for dy in range(-4, 5)
        )
        for mark in strip.marks
    }
    assert len(shapes) == 4


def test_a_change_is_named_beside_its_mark_where_there_is_room(
    timeline: Timeline, strip: TimelineStrip, session: Session
) -> None:
    session.edits.set_learning_rate(0.05)
    train(session, 37)
    assert strip.picture is not None
    assert [text for _, text in strip.picture.words] == ["rate 0.05"]
    change_everything(session)
    timeline.resize(300, 90)
    QApplication.processEvents()
    words = strip.picture.words
    assert len(words) < len(strip.marks)
    metrics = strip.fontMetrics()
    ends = [(x, x + metrics.horizontalAdvance(text)) for x, text in words]
    assert all(end < begin for (_, end), (begin, _) in pairwise(ends))
    assert all(begin >= 0 and end <= strip.width() for begin, end in ends)


def test_changes_that_stand_too_close_become_one_mark(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    for rate in (0.05, 0.04, 0.03):
        session.edits.set_learning_rate(rate)
        session.training.step()
    train(session, 400)
    assert [mark.text for mark in strip.marks] == ["3 changes"]
    lines = tooltip_at(qtbot, strip, QPoint(strip.marks[0].x, MARK_Y)).split("\n")
    assert lines == ["step 37: rate 0.05", "step 38: rate 0.04", "step 39: rate 0.03"]


def test_a_mark_moves_with_its_step_while_the_run_grows(
    strip: TimelineStrip, session: Session
) -> None:
    session.edits.set_learning_rate(0.05)
    for _ in range(60):
        train(session, 1)
        assert abs(strip.marks[0].x - strip.scale.x(37)) <= 1


def test_the_strip_takes_the_colours_of_the_theme(
    strip: TimelineStrip, session: Session, appearance: Appearance
) -> None:
    session.cursor.go_to(20)
    for theme in ("light", "dark"):
        appearance.choose(theme)
        handle = strip.grab().toImage().pixelColor(strip.scale.x(20), TRACK_Y)
        assert handle == QColor(appearance.theme["accent"])


# Screen to state.


def test_a_click_shows_that_step_with_all_of_its_numbers(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    twin = Session()
    train(twin, 12)
    qtbot.mouseClick(strip, LEFT, pos=point(strip, 12))
    assert session.cursor.steps == 12
    assert numbers(session) == numbers(twin)
    assert session.cursor.evaluation == twin.cursor.evaluation


def test_dragging_shows_the_steps_on_the_way(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    shown = []
    session.cursor.moved.connect(lambda: shown.append(session.cursor.steps))
    qtbot.mousePress(strip, LEFT, pos=point(strip, 37))
    for step in (30, 20, 10):
        qtbot.mouseMove(strip, point(strip, step))
        settle(qtbot, strip)
    qtbot.mouseRelease(strip, LEFT, pos=point(strip, 10))
    assert shown == [30, 20, 10]
    qtbot.mouseMove(strip, point(strip, 25))
    settle(qtbot, strip)
    assert session.cursor.steps == 10


def test_moves_faster_than_frames_do_not_queue_up(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    shown = []
    session.cursor.moved.connect(lambda: shown.append(session.cursor.steps))
    qtbot.mousePress(strip, LEFT, pos=point(strip, 37))
    for step in range(36, 4, -1):
        qtbot.mouseMove(strip, point(strip, step))
    qtbot.mouseRelease(strip, LEFT, pos=point(strip, 5))
    settle(qtbot, strip)
    assert session.cursor.steps == 5
    assert len(shown) < 20


def tick(strip: TimelineStrip, step: int) -> QPoint:
    return QPoint(strip.scale.x(step), BRANCH_BOTTOM - 3)


def test_a_click_on_the_tick_of_a_branch_turns_to_it(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    first, branch = session.cursor.run, branch_at(session, 20, 0.05)
    session.runs.make_current(first)
    session.cursor.go_to(30)
    qtbot.mouseMove(strip, tick(strip, 20))
    assert strip.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(strip, LEFT, pos=tick(strip, 20))
    assert (session.cursor.run, session.cursor.steps) == (branch, 25)
    session.runs.make_current(first)
    qtbot.mouseMove(strip, point(strip, 20))
    assert strip.cursor().shape() == Qt.CursorShape.ArrowCursor
    qtbot.mouseClick(strip, LEFT, pos=point(strip, 20))
    settle(qtbot, strip)
    assert (session.cursor.run, session.cursor.steps) == (first, 20)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_of_several_branches_at_one_place_one_is_chosen_in_a_menu(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    first = session.cursor.run
    branch_at(session, 20, 0.05)
    session.runs.make_current(first)
    other = branch_at(session, 20, 0.2)
    session.runs.rename(other, "R&D")
    session.runs.make_current(first)
    qtbot.mouseClick(strip, LEFT, pos=tick(strip, 20))
    assert [action.text() for action in strip.menu.actions()] == [
        "run 2: rate 0.1, from 20 on 0.05",
        "R&&D: rate 0.1, from 20 on 0.2",
    ]
    qtbot.keyClick(strip.menu, Qt.Key.Key_Down)
    qtbot.keyClick(strip.menu, Qt.Key.Key_Down)
    qtbot.keyClick(strip.menu, Qt.Key.Key_Return)
    assert session.cursor.run is other


def test_keys_go_to_changes_and_branches_and_turn_to_a_branch(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    first = session.cursor.run
    session.edits.set_learning_rate(0.2)
    train(session, 3)
    branch = branch_at(session, 20, 0.05)
    session.runs.make_current(first)
    strip.setFocus()
    session.cursor.go_to(10)
    steps = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(strip, key, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, strip)
        steps.append(session.cursor.steps)
    assert steps == [20, 37, 40, 37]
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert session.cursor.run is first
    session.cursor.go_to(20)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert session.cursor.run is branch


def test_taking_hold_of_the_handle_moves_nothing(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    session.cursor.go_to(20)
    moves = []
    session.cursor.moved.connect(lambda: moves.append(session.cursor.steps))
    place = point(strip, 20)
    qtbot.mouseClick(strip, LEFT, pos=place + QPoint(4, 2))
    assert moves == []


def test_a_drag_beyond_the_ends_stops_there(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    qtbot.mousePress(strip, LEFT, pos=point(strip, 20))
    for x, step in [(-50, 0), (strip.width() + 50, 37)]:
        settle(qtbot, strip)
        qtbot.mouseMove(strip, QPoint(x, TRACK_Y))
        settle(qtbot, strip)
        assert session.cursor.steps == step
    qtbot.mouseRelease(strip, LEFT)


@pytest.mark.parametrize(
    ("key", "modifier", "step"),
    [
        (Qt.Key.Key_Left, None, 149),
        (Qt.Key.Key_Right, None, 151),
        (Qt.Key.Key_Left, SHIFT, 50),
        (Qt.Key.Key_Right, SHIFT, 250),
        (Qt.Key.Key_Home, None, 0),
        (Qt.Key.Key_End, None, 300),
    ],
)
def test_keys_go_a_step_a_hundred_or_to_an_end(
    qtbot: QtBot,
    strip: TimelineStrip,
    session: Session,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier | None,
    step: int,
) -> None:
    train_run(session.cursor.run, session.cursor.trainer, 263)
    session.cursor.go_to(150)
    qtbot.keyClick(strip, key, modifier or Qt.KeyboardModifier.NoModifier)
    assert session.cursor.steps == step


def test_keys_pressed_faster_than_frames_are_all_counted(
    qtbot: QtBot, strip: TimelineStrip, session: Session
) -> None:
    for _ in range(9):
        qtbot.keyClick(strip, Qt.Key.Key_Left)
    settle(qtbot, strip)
    assert session.cursor.steps == 28


def test_buttons_go_a_step_back_forward_and_to_the_end(
    qtbot: QtBot, timeline: Timeline, session: Session
) -> None:
    for name, step in [
        ("timeline_step_back_button", 36),
        ("timeline_step_back_button", 35),
        ("timeline_step_forward_button", 36),
        ("timeline_step_back_button", 35),
        ("timeline_to_end_button", 37),
    ]:
        click(qtbot, timeline, name)
        settle(qtbot, timeline.strip)
        assert session.cursor.steps == step
    assert session.cursor.run.steps == 37
    assert len(session.experiment.runs) == 1


def test_step_back_within_a_step_goes_to_its_beginning(
    qtbot: QtBot, timeline: Timeline, session: Session
) -> None:
    before = numbers(session)
    session.training.step_phase()
    session.training.step_phase()
    assert not session.cursor.trainer.is_between_steps
    click(qtbot, timeline, "timeline_step_back_button")
    assert session.cursor.steps == 37
    assert session.cursor.trainer.is_between_steps
    assert numbers(session) == before


def test_a_step_is_typed_with_or_without_commas(
    qtbot: QtBot, timeline: Timeline, session: Session
) -> None:
    train_run(session.cursor.run, session.cursor.trainer, 2000)
    session.cursor.show_progress()
    for text, step in [("1234", 1234), ("1,500", 1500), (" 12 ", 12)]:
        timeline.ask_step()
        assert timeline.field.hasFocus()
        qtbot.keyClicks(timeline.field, text)
        qtbot.keyClick(timeline.field, Qt.Key.Key_Return)
        assert session.cursor.steps == step
        assert timeline.message.isHidden()
        assert timeline.field.text() == f"{step:,}"


@pytest.mark.parametrize(
    ("text", "quoted"), [("38", "38"), ("-1", "“-1”"), ("two", "“two”"), ("9" * 30, "“99")]
)
def test_a_step_that_is_not_there_is_refused_beside_the_field(
    qtbot: QtBot, timeline: Timeline, session: Session, text: str, quoted: str
) -> None:
    session.cursor.go_to(20)
    timeline.ask_step()
    qtbot.keyClicks(timeline.field, text)
    qtbot.keyClick(timeline.field, Qt.Key.Key_Return)
    assert session.cursor.steps == 20
    assert timeline.message.isVisible()
    assert timeline.message.text().startswith(f"No step {quoted}")
    assert timeline.message.text().endswith(": type 0 to 37.")
    assert timeline.field.text() == text
    qtbot.keyClick(timeline.field, Qt.Key.Key_Escape)
    assert timeline.message.isHidden()
    assert timeline.field.text() == "20"


def test_a_number_being_typed_stays_while_the_run_goes_on(
    qtbot: QtBot, timeline: Timeline, session: Session
) -> None:
    timeline.ask_step()
    qtbot.keyClicks(timeline.field, "12")
    session.training.step()
    assert timeline.field.text() == "12"


def test_a_message_goes_when_another_step_is_shown(
    qtbot: QtBot, timeline: Timeline, session: Session
) -> None:
    timeline.ask_step()
    qtbot.keyClicks(timeline.field, "999")
    qtbot.keyClick(timeline.field, Qt.Key.Key_Return)
    assert timeline.message.isVisible()
    click(qtbot, timeline, "timeline_step_back_button")
    assert timeline.message.isHidden()
    assert timeline.field.text() == "36"


def test_a_screen_reader_reads_and_sets_the_step(strip: TimelineStrip, session: Session) -> None:
    interface = QAccessible.queryAccessibleInterface(strip)
    assert interface.role() == QAccessible.Role.Slider
    value = interface.valueInterface()
    assert (value.minimumValue(), value.maximumValue(), value.currentValue()) == (0, 37, 37)
    assert interface.text(QAccessible.Text.Value) == "step 37 of 37"
    value.setCurrentValue(9)
    assert session.cursor.steps == 9


def test_a_run_longer_than_sliders_can_count_is_reached_to_its_end(
    strip: TimelineStrip, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.timeline.strip.MOST_UNITS", 10)
    session.cursor.show_progress()
    assert (strip.maximum(), strip.value()) == (9, 9)
    session.cursor.go_to(20)
    assert strip.value() == 5
    strip.setValue(2)
    assert session.cursor.steps == 8
    settled = strip.value()
    assert settled == 2


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def test_the_window_shows_the_step_that_was_dragged_to(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    train(session, 30)
    strip = window.view("loss").timeline.strip
    qtbot.mouseClick(strip, LEFT, pos=point(strip, 10))
    assert window.controls.step.text() == "10"
    assert [window.view("loss").plot.now.x()] == [10]
    assert window.view("loss").plot.place.isVisible()


def test_dragging_while_the_window_trains_pauses_it(qtbot: QtBot, window: MainWindow) -> None:
    session, strip = window.session, window.view("loss").timeline.strip
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 20)
    qtbot.mouseClick(strip, LEFT, pos=point(strip, 3))
    assert not window.runner.is_running
    assert abs(session.cursor.steps - 3) <= 1
    assert session.cursor.is_in_the_past
    window.runner.run(4)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert len(session.experiment.runs) == 2
    assert session.cursor.run.start.step == session.cursor.steps - 4


def test_the_end_of_a_run_in_training_is_its_last_step(
    qtbot: QtBot, window: MainWindow, compiled_loop: object
) -> None:
    session, timeline = window.session, window.view("loss").timeline
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 1000)
    timeline.go_to_end()
    assert not window.runner.is_running
    assert session.cursor.steps == session.cursor.run.steps
    assert not session.cursor.is_in_the_past


def test_a_refused_number_is_forgotten_when_training_goes_on(
    qtbot: QtBot, timeline: Timeline, session: Session
) -> None:
    timeline.ask_step()
    qtbot.keyClicks(timeline.field, "99")
    qtbot.keyClick(timeline.field, Qt.Key.Key_Return)
    assert timeline.message.isVisible()
    session.training.step()
    assert timeline.message.isHidden()
    assert timeline.field.text() == f"{session.cursor.steps:,}"
