"""The page about one gradient: follows every choice and change, and changes nothing itself."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain, signed
from app.kit.theme import Appearance
from app.session.gesture import Gesture
from app.session.session import Session
from app.views.pages.gradient.page import HINT, GradientPage
from app.views.pages.gradient.reading import GradientReader
from micrograd.data.dataset import Dataset
from tests.app.sessions import train
from tests.event_loop import is_at_rest, turn

LEFT = Qt.MouseButton.LeftButton
DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SIZES = [(670, 480), (694, 500), (694, 780), (540, 390), (516, 340), (1100, 800)]


class Host(QWidget):
    """A window around the page, as the main window is one."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.page = GradientPage(session, appearance)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)


@pytest.fixture
def host(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[Host]:
    host = Host(session, appearance)
    host.resize(694, 640)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    yield host  # noqa: PT022 - a return would let go of the window


@pytest.fixture
def page(host: Host) -> GradientPage:
    return host.page


def settle(qtbot: QtBot, page: GradientPage) -> None:
    """Wait until the page shows what there is now."""
    works = (page.work, page.plot.work)
    qtbot.waitUntil(lambda: not any(work.is_running for work in works) and shows_now(page))


def shows_now(page: GradientPage) -> bool:
    now, shown = GradientReader(page._session).read(), page.reading
    if now is None or shown is None:
        return now is shown
    return (now.label, now.x, now.gradient, now.loss) == (
        shown.label,
        shown.x,
        shown.gradient,
        shown.loss,
    )


# The choice.


def test_without_a_choice_the_page_says_how_to_choose(page: GradientPage) -> None:
    assert page.hint.isVisible()
    assert page.hint.text() == HINT
    assert not page.plot.isVisible()


def test_a_chosen_parameter_is_named_with_data_and_grad(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    train(session, 3)
    session.selection.choose([7])
    settle(qtbot, page)
    reading = GradientReader(session).read()
    assert reading is not None
    assert page.name.full_text == session.cursor.trainer.parameters[7].label
    assert f">{signed(reading.x)}<" in page.numbers.text()
    assert f">{signed(reading.gradient)}<" in page.numbers.text()
    assert not page.hint.isVisible()


def test_a_chosen_node_of_the_graph_is_shown_too(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    train(session, 3)
    session.cursor.choose_value(session.cursor.graph.outputs[1][0][2])
    settle(qtbot, page)
    assert page.name.full_text == "layer 1 · neuron 3 · out · sample 2"
    assert page.explanation.full_text == "can't be dragged"
    session.cursor.choose_value(session.cursor.trainer.parameters[4])
    settle(qtbot, page)
    assert page.name.full_text == session.cursor.trainer.parameters[4].label


def test_every_node_of_the_graph_can_be_shown(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    xs, targets = session.cursor.dataset.xs, session.cursor.dataset.targets
    session.edits.set_dataset(Dataset(xs[:2], targets[:2]), "use two samples")
    for node in range(0, len(session.cursor.graph.order), 7):
        session.cursor.choose_value(session.cursor.graph.order[node])
        settle(qtbot, page)
        total = page.sources.samples.total
        assert total is not None
        assert page.reading is not None
        exponent = page.sources.unit.text().removeprefix("× 10").translate(DIGITS)
        scale = 10.0 ** int(exponent or 0)
        assert total.share == pytest.approx(page.reading.gradient / scale, abs=5.1e-5)


def test_nothing_chosen_any_more_brings_the_hint_back(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    session.selection.choose([7])
    settle(qtbot, page)
    session.selection.choose([])
    qtbot.waitUntil(page.hint.isVisible)


def test_colours_say_the_sign_of_data_and_grad(
    qtbot: QtBot, page: GradientPage, session: Session, appearance: Appearance
) -> None:
    session.selection.choose([2])
    settle(qtbot, page)
    assert page.reading is not None
    for choice in ("light", "dark"):
        appearance.choose(choice)
        theme = appearance.theme
        assert theme.signed("data", page.reading.x, text=True).name() in page.numbers.text()
        assert theme.signed("grad", page.reading.gradient, text=True).name() in page.numbers.text()


# The stored grad.


def test_the_note_tells_the_stored_grad_from_the_gradient_now(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    session.selection.choose([2])
    settle(qtbot, page)
    assert page.note.full_text == "no backward pass yet: the stored grad is +0.0000"
    session.training.step()
    settle(qtbot, page)
    stored = signed(session.cursor.trainer.parameters[2].grad)
    assert page.note.full_text == f"grad of the last backward pass: {stored}, before the update"
    session.training.step_phase()
    session.training.step_phase()
    settle(qtbot, page)
    qtbot.waitUntil(lambda: "zeroed" in page.note.full_text)
    session.training.step_phase()
    qtbot.waitUntil(lambda: page.note.full_text == "grad as the last backward pass left it")


def test_after_an_edit_the_note_does_not_speak_of_an_update(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    train(session, 2)
    session.selection.choose([2])
    session.edits.set_parameter(2, 0.75)
    settle(qtbot, page)
    assert page.note.full_text.endswith("before the last edit")


# Training and edits are followed.


def test_training_is_followed(qtbot: QtBot, page: GradientPage, session: Session) -> None:
    session.selection.choose([7])
    for _ in range(12):
        session.training.step()
        turn()
    settle(qtbot, page)
    assert page.reading is not None
    assert page.reading.x == session.cursor.trainer.parameters[7].data


@pytest.mark.parametrize("edit", ["parameter", "rate", "dataset", "network", "undo"])
def test_every_edit_is_followed(
    qtbot: QtBot, page: GradientPage, session: Session, edit: str
) -> None:
    train(session, 3)
    session.selection.choose([7])
    settle(qtbot, page)
    if edit == "parameter":
        session.edits.set_parameter(3, 0.5)
    elif edit == "rate":
        session.edits.set_learning_rate(0.25)
        qtbot.waitUntil(lambda: "−0.25" in page.plot.step_text.toPlainText())
    elif edit == "dataset":
        xs, targets = session.cursor.dataset.xs, session.cursor.dataset.targets
        session.edits.set_dataset(Dataset(xs[1:], targets[1:]), "remove a sample")
    elif edit == "network":
        session.edits.resize_layer(1, 2)
        session.selection.choose([7])
    else:
        session.edits.set_parameter(7, 0.5)
        session.edits.undo()
    settle(qtbot, page)
    assert len(page.sources.samples.bars) == len(session.cursor.dataset)


def test_a_network_without_the_chosen_parameter_leaves_the_hint(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    session.selection.choose([40])
    settle(qtbot, page)
    session.edits.resize_layer(0, 1)
    qtbot.waitUntil(page.hint.isVisible)


def test_a_hidden_page_does_nothing_and_catches_up_when_it_is_shown(
    qtbot: QtBot, host: Host, page: GradientPage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.selection.choose([7])
    settle(qtbot, page)
    page.hide()
    reads: list[int] = []
    read = page._reader.read
    monkeypatch.setattr(page._reader, "read", lambda: (reads.append(1), read())[1])
    train(session, 4)
    session.edits.set_parameter(3, 0.5)
    session.selection.choose([9])
    turn()
    assert is_at_rest(page)
    assert reads == []
    page.show()
    settle(qtbot, page)
    assert page.name.full_text == session.cursor.trainer.parameters[9].label


def test_dragging_the_point_is_one_edit_that_every_number_follows(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    train(session, 3)
    session.selection.choose([2])
    settle(qtbot, page)
    before = session.cursor.trainer.parameters[2].data
    view, viewport = page.plot.getViewBox(), page.plot.viewport()
    assert page.reading is not None
    scene = view.mapViewToScene(QPointF(page.reading.x, page.reading.loss))
    start = page.plot.mapFromScene(scene)
    QTest.mousePress(viewport, LEFT, pos=start)
    for offset in range(5, 60, 5):
        QTest.mouseMove(viewport, start + QPoint(offset, 0))
    QTest.mouseRelease(viewport, LEFT, pos=start + QPoint(55, 0))
    settle(qtbot, page)
    after = session.cursor.trainer.parameters[2].data
    assert after > before
    assert session.undo_stack.count == 1
    assert f">{signed(after)}<" in page.readout.text()
    assert f">{signed(after)}<" in page.numbers.text()
    session.edits.undo()
    settle(qtbot, page)
    assert session.cursor.trainer.parameters[2].data == before


def test_a_hand_that_rests_while_it_drags_the_point_in_a_backward_pass_makes_one_edit(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    train(session, 3)
    for _ in range(2):
        session.training.step_phase()
    session.training.step_operation()
    session.selection.choose([2])
    settle(qtbot, page)
    page.plot.findChild(Gesture).findChild(QTimer).setInterval(0)
    said: list[str] = []
    session.announced.connect(said.append)
    assert page.reading is not None
    scene = page.plot.getViewBox().mapViewToScene(QPointF(page.reading.x, page.reading.loss))
    start = page.plot.mapFromScene(scene)
    QTest.mousePress(page.plot.viewport(), LEFT, pos=start)
    for offset in (10, 20, 30):
        QTest.mouseMove(page.plot.viewport(), start + QPoint(offset, 0))
        turn(3)
    QTest.mouseRelease(page.plot.viewport(), LEFT, pos=start + QPoint(30, 0))
    settle(qtbot, page)
    assert session.undo_stack.count == 1
    assert len(said) == 1
    assert said[0].endswith("The backward pass was under way: the step begins again.")


def test_no_key_is_lost_however_fast_they_come(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    session.selection.choose([2])
    settle(qtbot, page)
    before = session.cursor.trainer.parameters[2].data
    for _ in range(10):
        QTest.keyClick(page.plot, Qt.Key.Key_Right)
    assert session.cursor.trainer.parameters[2].data == pytest.approx(before + 0.1)
    settle(qtbot, page)


def test_the_loss_that_can_not_be_computed_is_said(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    for layer in range(3):
        session.edits.set_activation(layer, "linear")
    session.selection.choose([2])
    session.edits.set_parameter(2, 1e200)
    qtbot.waitUntil(
        lambda: page.hint.isVisible() or (page.reading is not None and not page.reading.is_finite)
    )
    page.grab()


# Looking changes nothing.


def everything(session: Session) -> tuple[object, ...]:
    trainer = session.cursor.trainer
    return (
        [(value.data, value.grad) for value in session.cursor.graph.order],
        trainer.loss,
        trainer.steps,
        trainer.phase,
        trainer.is_between_phases,
        session.cursor.owner.history.losses.values.tolist(),
        session.undo_stack.count,
        random.getstate(),
    )


def look_at_everything(qtbot: QtBot, host: Host, session: Session) -> None:
    page = host.page
    for node in (0, 5, 100, len(session.cursor.graph.order) - 1):
        session.cursor.choose_value(session.cursor.graph.order[node])
        settle(qtbot, page)
        host.grab()
    session.selection.choose([2])
    settle(qtbot, page)
    QTest.mouseMove(page.plot.viewport(), QPoint(100, 60))
    QTest.keyClick(page.plot, Qt.Key.Key_Plus)
    QTest.keyClick(page.sources.samples, Qt.Key.Key_Down)
    QTest.mouseClick(page.fit_button, LEFT)
    QTest.mouseClick(page.check.check_all_button, LEFT)
    qtbot.waitUntil(lambda: not page.check.work.is_running)
    for size in SIZES:
        host.resize(*size)
        host.grab()
    settle(qtbot, page)


@pytest.mark.parametrize("phases", [0, 1, 2, 3])
def test_looking_changes_nothing(qtbot: QtBot, host: Host, session: Session, phases: int) -> None:
    train(session, 3)
    for _ in range(phases):
        session.training.step_phase()
    if phases:
        session.training.advance(11)
    before = everything(session)
    look_at_everything(qtbot, host, session)
    assert everything(session) == before


def test_training_after_looking_is_training_as_if_nobody_had_looked(
    qtbot: QtBot, host: Host, session: Session
) -> None:
    twin = Session()
    for each in (session, twin):
        train(each, 3)
    look_at_everything(qtbot, host, session)
    for each in (session, twin):
        train(each, 5)
    assert everything(session) == everything(twin)


# Everyone can use it, at every size.


def test_a_larger_text_has_wider_columns_and_one_section_at_a_time(
    qtbot: QtBot, host: Host, session: Session, appearance: Appearance
) -> None:
    page = host.page
    session.selection.choose([2])
    settle(qtbot, page)
    assert page.check.isVisible()
    assert page.plot.isVisible()
    before = page.minimumSizeHint().width()
    appearance.resize_text(150)
    host.resize(800, 641)
    turn()
    assert page.minimumSizeHint().width() == 1.5 * before
    assert page.plot.isVisible()
    assert not page.check.isVisible()
    headings = [each for each in page.sources.findChildren(QLabel) if each.isVisible()]
    assert len(headings) > 2
    assert all(each.width() >= each.minimumSizeHint().width() for each in headings)


@pytest.mark.parametrize("section", ["slope", "check"])
def test_nothing_is_cut_off_or_overlaps(
    qtbot: QtBot, host: Host, session: Session, section: str
) -> None:
    train(session, 3)
    session.selection.choose([2])
    for size in SIZES:
        host.resize(*size)
        host.page.sections.buttons[section].click()
        settle(qtbot, host.page)
        turn()
        assert (host.page.width(), host.page.height()) == size
        assert_all_is_seen(host)


def assert_all_is_seen(host: Host) -> None:
    """No text and no button of the page is cut off."""
    widgets = [
        w
        for w in host.page.findChildren(QWidget)
        if w.isVisible() and isinstance(w, QLabel | QToolButton)
    ]
    for widget in widgets:
        corner = widget.mapTo(host.page, QPoint(0, 0))
        assert host.page.rect().contains(widget.rect().translated(corner)), widget.objectName()
        if isinstance(widget, QToolButton):
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
        elif not widget.wordWrap():
            assert widget.height() >= widget.sizeHint().height(), widget.objectName()
        else:
            assert widget.height() >= widget.heightForWidth(widget.width()), widget.objectName()
    bars = host.page.sources
    if bars.isVisible():
        assert bars.paths.geometry().bottom() <= bars.height()
        assert len(bars.samples.bars) == 4


def test_where_there_is_little_height_one_section_is_shown_at_a_time(
    qtbot: QtBot, host: Host, page: GradientPage, session: Session
) -> None:
    session.selection.choose([2])
    host.resize(540, 390)
    settle(qtbot, page)
    assert (page.plot.isVisible(), page.check.isVisible()) == (True, False)
    button = page.findChild(QToolButton, "show_check_section")
    assert button is not None
    QTest.mouseClick(button, LEFT)
    assert (page.plot.isVisible(), page.check.isVisible()) == (False, True)
    host.resize(694, 640)
    assert (page.plot.isVisible(), page.check.isVisible()) == (True, True)
    assert not button.isVisible()


def test_tab_reaches_every_control(qtbot: QtBot, page: GradientPage, session: Session) -> None:
    session.selection.choose([2])
    settle(qtbot, page)
    page.activateWindow()
    page.plot.setFocus()
    reached = {page.plot.objectName()}
    for _ in range(12):
        widget = page.window().focusWidget()
        assert widget is not None
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        after = page.window().focusWidget()
        assert after is not None
        reached.add(after.objectName())
    assert {
        "slope_plot",
        "slope_fit_button",
        "sample_bars",
        "path_bars",
        "check_all_button",
    } <= reached


def test_every_control_has_a_name_and_says_what_it_does(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    session.selection.choose([2])
    settle(qtbot, page)
    controls = page.findChildren(QToolButton)
    names = [control.objectName() for control in controls]
    assert len(names) == len(set(names)) >= 8
    for control in controls:
        assert control.accessibleName()
        assert control.toolTip()
    for surface in (page.plot, page.check.one.plot, page.check.table):
        assert surface.accessibleName()
        assert surface.accessibleDescription()


def test_the_plots_stay_calm_while_it_trains(
    qtbot: QtBot, page: GradientPage, session: Session
) -> None:
    train(session, 30)
    session.selection.choose([2])
    settle(qtbot, page)
    ranges = []
    for _ in range(10):
        session.training.step()
        settle(qtbot, page)
        ranges.append(page.plot.getViewBox().viewRange()[0])
    assert all(first == second for first, second in pairwise(ranges))


def test_the_slope_is_a_table_with_the_number_of_now(
    qtbot: QtBot, session: Session, page: GradientPage
) -> None:
    session.selection.choose([2])
    settle(qtbot, page)
    qtbot.mouseClick(page.as_table.button, Qt.MouseButton.LeftButton)
    lines, reading = page.table.lines, page.reading
    assert reading is not None
    rows = [lines.index(row, 0).data() for row in range(lines.rowCount())]
    now = rows.index(f"{signed(reading.x)}, now")
    assert lines.index(now, 1).data() == plain(reading.loss)
    assert 0 < now < len(rows) - 1
