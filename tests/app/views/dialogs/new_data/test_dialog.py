"""New data dialog: a rule is chosen by clicks and keys, its samples are seen before their use."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.dialogs.new_data.dialog import MOST_SHOWN, NewDataDialog
from app.window.main_window import MainWindow
from micrograd.data.generators import GENERATORS
from micrograd.data.named import NAMED
from tests.app.sessions import train
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NewDataDialog, "last", "moons")
    monkeypatch.setattr(NewDataDialog, "texts", {})


@pytest.fixture
def dialog(qtbot: QtBot, session: Session, appearance: Appearance) -> NewDataDialog:
    return shown(qtbot, session, appearance)


def shown(qtbot: QtBot, session: Session, appearance: Appearance) -> NewDataDialog:
    dialog = NewDataDialog(session, appearance, None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def choose(qtbot: QtBot, dialog: NewDataDialog, name: str) -> None:
    item = dialog.list.item(list(NAMED).index(name))
    dialog.list.scrollToItem(item)
    place = dialog.list.visualItemRect(item).center()
    qtbot.mouseClick(dialog.list.viewport(), LEFT, pos=place)


def type_into(qtbot: QtBot, dialog: NewDataDialog, name: str, text: str) -> None:
    field = dialog.form.fields[name]
    field.selectAll()
    qtbot.keyClicks(field, text)


def points(dialog: NewDataDialog) -> list[list[float]]:
    return [list(map(float, xy)) for xy in np.transpose(dialog.preview.points.getData())]


def colors(dialog: NewDataDialog) -> list[str]:
    return [point.brush().color().name() for point in dialog.preview.points.points()]


# The choice and its preview


def test_it_offers_all_data_that_have_a_name(dialog: NewDataDialog) -> None:
    titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert titles == [row.title for row in NAMED.values()]


@pytest.mark.parametrize("name", list(NAMED))
def test_the_preview_shows_the_samples_of_what_is_chosen(
    qtbot: QtBot, dialog: NewDataDialog, name: str
) -> None:
    choose(qtbot, dialog, name)
    dataset = NAMED[name].dataset()
    assert points(dialog) == [row[:2] for row in dataset.rows()]
    assert dialog.about.text() == NAMED[name].about
    assert dialog.summary.text().startswith(f"{len(dataset)} samples: ")
    left, bottom = (dialog.preview.getAxis(side) for side in ("left", "bottom"))
    assert [bottom.labelText, left.labelText] == dataset.column_names()[:2]


def test_each_class_has_its_colour(qtbot: QtBot, dialog: NewDataDialog) -> None:
    choose(qtbot, dialog, "blobs")
    found = colors(dialog)
    assert len(set(found[:3])) == 3
    assert found == found[:3] * 50


def test_classes_have_the_colours_of_their_signs(
    dialog: NewDataDialog, appearance: Appearance
) -> None:
    theme = appearance.theme
    expected = [theme["data_negative"].lower(), theme["data_positive"].lower()]
    assert colors(dialog)[:2] == expected


def test_the_preview_takes_the_colours_of_another_theme(
    dialog: NewDataDialog, appearance: Appearance
) -> None:
    before = colors(dialog)
    appearance.choose("light")
    assert colors(dialog) != before
    appearance.choose("dark")
    assert colors(dialog) == before


def test_the_arrows_go_through_the_list(qtbot: QtBot, dialog: NewDataDialog) -> None:
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert points(dialog) == [row[:2] for row in GENERATORS["circles"].dataset().rows()]


def test_the_preview_follows_what_is_typed(qtbot: QtBot, dialog: NewDataDialog) -> None:
    type_into(qtbot, dialog, "samples", "30")
    type_into(qtbot, dialog, "noise", "0,3")
    type_into(qtbot, dialog, "data_seed", "7")
    assert points(dialog) == GENERATORS["moons"].dataset(30, 0.3, 7).xs
    assert dialog.summary.text() == "30 samples: 2 inputs, 1 target, two classes"


def test_more_samples_than_can_be_seen_are_not_drawn(qtbot: QtBot, dialog: NewDataDialog) -> None:
    type_into(qtbot, dialog, "samples", "100,000")
    assert len(points(dialog)) == MOST_SHOWN
    assert dialog.summary.text().startswith("100,000 samples: ")


def test_draw_again_takes_the_next_seed(qtbot: QtBot, dialog: NewDataDialog) -> None:
    qtbot.mouseClick(dialog.form.next_seed, LEFT)
    assert dialog.form.fields["data_seed"].text() == "1"
    assert points(dialog) == GENERATORS["moons"].dataset(data_seed=1).xs
    type_into(qtbot, dialog, "data_seed", str(2**31 - 1))
    qtbot.mouseClick(dialog.form.next_seed, LEFT)
    assert dialog.form.fields["data_seed"].text() == "0"


def test_blobs_have_a_field_for_their_classes(
    qtbot: QtBot, dialog: NewDataDialog, session: Session
) -> None:
    assert not dialog.form.fields["classes"].isVisible()
    choose(qtbot, dialog, "blobs")
    assert dialog.form.fields["classes"].isVisible()
    type_into(qtbot, dialog, "classes", "5")
    assert len(set(colors(dialog))) == 5
    assert dialog.summary.text() == "150 samples: 2 inputs, 5 targets, 5 classes"
    qtbot.mouseClick(dialog.use, LEFT)
    assert session.cursor.recipe.layers == (4, 4, 5)


def test_a_refused_number_moves_no_field_and_is_forgotten_with_the_data(
    qtbot: QtBot, dialog: NewDataDialog
) -> None:
    choose(qtbot, dialog, "moons")
    fields = dialog.form.fields.values()
    turn(2)
    before = [each.mapTo(dialog, each.rect().topLeft()) for each in fields]
    type_into(qtbot, dialog, "noise", "1,234")
    turn(2)
    assert dialog.form.message.isVisible()
    assert [each.mapTo(dialog, each.rect().topLeft()) for each in fields] == before
    choose(qtbot, dialog, "iris")
    assert not dialog.form.message.isVisible()
    assert dialog.summary.isVisible()


def test_a_formula_makes_the_samples(qtbot: QtBot, dialog: NewDataDialog, session: Session) -> None:
    choose(qtbot, dialog, "formula")
    type_into(qtbot, dialog, "formula", "sin(2*x1) - x3")
    assert dialog.form.message.text() == "Formula: “x3” is no column; there are x1, x2."
    assert dialog.form.fields["formula"].property("wrong")
    assert not dialog.use.isEnabled()
    type_into(qtbot, dialog, "inputs", "3")
    type_into(qtbot, dialog, "high", "4")
    assert not dialog.form.message.text()
    assert not dialog.form.fields["formula"].property("wrong")
    assert dialog.summary.text() == "200 samples: 3 inputs, 1 target, regression"
    more = {"formula": "sin(2*x1) - x3", "inputs": 3, "low": -1.0, "high": 4.0}
    assert points(dialog) == [x[:2] for x in GENERATORS["formula"].dataset(**more).xs]
    qtbot.keyClick(dialog.form.fields["formula"], Qt.Key.Key_Return)
    assert session.cursor.dataset == GENERATORS["formula"].dataset(**more)
    assert session.cursor.recipe.dataset.nin == 3


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("", "Formula: there is nothing here yet"),
        ("log(x1)", "Formula: log(-"),
        ("x1 > > 2", "Formula: “>” does not fit here"),
    ],
)
def test_a_formula_that_makes_no_samples_is_told_and_not_used(
    qtbot: QtBot, dialog: NewDataDialog, session: Session, formula: str, told: str
) -> None:
    choose(qtbot, dialog, "formula")
    field = dialog.form.fields["formula"]
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, formula)
    assert dialog.form.message.text().startswith(told)
    assert field.property("wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert session.undo_stack.count == 0


def test_classes_of_which_there_is_only_one_are_told(qtbot: QtBot, dialog: NewDataDialog) -> None:
    choose(qtbot, dialog, "formula")
    type_into(qtbot, dialog, "formula", "x1 > 5")
    assert dialog.summary.text().endswith("every target is 0")


def test_a_table_has_nothing_to_be_drawn_with(qtbot: QtBot, dialog: NewDataDialog) -> None:
    choose(qtbot, dialog, "iris")
    assert not dialog.form.isVisible()
    choose(qtbot, dialog, "sine")
    assert dialog.form.isVisible()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("samples", "0", "Samples: 0 is not a whole number from 1 to 100,000."),
        ("samples", "many", "Samples: “many” is not a whole number from 1 to 100,000."),
        ("noise", "-1", "Noise: -1 is not a finite number from 0 on and below 1000."),
        ("noise", "1,234", "Noise: "),
        ("data_seed", "x", "Data seed: “x” is not a whole number"),
    ],
)
def test_what_can_not_be_read_is_told_and_not_used(
    qtbot: QtBot, dialog: NewDataDialog, session: Session, name: str, text: str, told: str
) -> None:
    type_into(qtbot, dialog, name, text)
    assert dialog.form.message.text().startswith(told)
    assert dialog.form.fields[name].property("wrong")
    assert not dialog.use.isEnabled()
    qtbot.keyClick(dialog.form.fields[name], Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert session.undo_stack.count == 0
    type_into(qtbot, dialog, name, "1")
    assert not dialog.form.message.text()
    assert dialog.use.isEnabled()
    assert not dialog.form.fields[name].property("wrong")


def test_what_was_typed_comes_back_with_its_name(
    qtbot: QtBot, dialog: NewDataDialog, session: Session, appearance: Appearance
) -> None:
    type_into(qtbot, dialog, "noise", "0.25")
    choose(qtbot, dialog, "sine")
    assert dialog.form.fields["noise"].text() == "0.1"
    choose(qtbot, dialog, "moons")
    assert dialog.form.fields["noise"].text() == "0.25"
    choose(qtbot, dialog, "iris")
    dialog.reject()
    again = shown(qtbot, session, appearance)
    assert again.list.currentItem().text() == "Iris"
    choose(qtbot, again, "moons")
    assert again.form.fields["noise"].text() == "0.25"


# Use


def test_use_trains_on_the_samples_and_undo_brings_the_old_ones_back(
    qtbot: QtBot, dialog: NewDataDialog, session: Session
) -> None:
    before = session.cursor.dataset
    type_into(qtbot, dialog, "samples", "20")
    qtbot.mouseClick(dialog.use, LEFT)
    assert not dialog.isVisible()
    assert session.cursor.dataset == GENERATORS["moons"].dataset(20)
    assert session.cursor.dataset.name == "moons, 20 samples, noise 0.1, seed 0"
    assert session.cursor.recipe.layers == (4, 4, 1)
    session.edits.undo()
    assert session.cursor.dataset == before


def test_enter_uses_and_escape_does_not(
    qtbot: QtBot, dialog: NewDataDialog, session: Session, appearance: Appearance
) -> None:
    qtbot.keyClick(dialog.form.fields["noise"], Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert session.undo_stack.count == 0
    again = shown(qtbot, session, appearance)
    choose(qtbot, again, "blobs")
    qtbot.keyClick(again.list, Qt.Key.Key_Return)
    assert not again.isVisible()
    assert session.cursor.recipe.layers == (4, 4, 3)


def test_samples_of_the_same_shape_are_an_event_in_the_middle_of_a_run(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    session.edits.set_dataset(GENERATORS["moons"].dataset(10), "")
    train(session, 5)
    run = session.cursor.run
    dialog = shown(qtbot, session, appearance)
    choose(qtbot, dialog, "circles")
    qtbot.mouseClick(dialog.use, LEFT)
    assert (session.cursor.run, session.cursor.steps) == (run, 5)
    assert run.events[-1].text == "use circles, 100 samples, noise 0.1, seed 0"


def test_the_menu_and_the_button_open_it(qtbot: QtBot, window: MainWindow) -> None:
    for opener in (
        window.actions_by_name["new_data"].trigger,
        window.findChild(object, "new_data_button").click,
    ):
        opener()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewDataDialog)
        dialog.reject()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
