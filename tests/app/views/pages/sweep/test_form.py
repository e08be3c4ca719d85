"""SweepForm: what is typed becomes a plan; what is wrong is said at its field."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.widgets.fields import MessageLine
from app.session.session import Session
from app.views.pages.sweep.form import SweepForm
from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.kinds import Choice, EachLayer, Number, Whole
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.settings import OWNED, SETTINGS
from micrograd.runs.experiment import new_experiment
from micrograd.sweeps.plan import FIRST_AXES


@pytest.fixture
def form(qtbot: QtBot, session: Session, appearance: object) -> SweepForm:
    form = SweepForm(session)
    qtbot.addWidget(form)
    # As wide as the page in a window of 1440 x 900.
    form.resize(716, form.sizeHint().height())
    with qtbot.waitExposed(form):
        form.show()
    return form


def retype(form: SweepForm, name: str, text: str) -> None:
    """Type as a person does: replace everything, then press Tab."""
    field = form.fields[name]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)


def message(form: SweepForm, name: str) -> str:
    line = form.findChild(MessageLine, f"sweep_{name}_message")
    assert line is not None
    return line.text() if line.isVisible() else ""


def test_it_begins_with_a_plan_of_the_network(session: Session, form: SweepForm) -> None:
    plan = form.plan
    assert plan is not None
    assert (plan.count, plan.steps, plan.axes["layers"]) == (70, 1000, ((4, 4, 1),))
    assert plan.recipe.dataset is session.cursor.dataset


def test_what_is_typed_belongs_to_the_experiment(session: Session, form: SweepForm) -> None:
    first, other = session.experiment, new_experiment()
    retype(form, "rates", "0.1, 0.3")
    retype(form, "shapes", "2,1")
    form.steps.setFocus()
    form.steps.selectAll()
    QTest.keyClicks(form.steps, "250")
    QTest.keyClick(form.steps, Qt.Key.Key_Tab)
    typed = {"rates": "0.1, 0.3", "shapes": "2,1", "steps": "250"}
    assert first.sweep == typed | {"hidden": "tanh", "output": "tanh"}
    session.open(other)
    assert form.plan is not None
    assert (form.plan.count, form.plan.steps) == (70, 1000)
    assert (first.sweep["rates"], other.sweep) == ("0.1, 0.3", {})
    session.open(first)
    assert form.plan.axes["learning_rate"] == (0.1, 0.3)
    assert form.plan.axes["layers"] == ((2, 1),)
    assert form.plan.steps == 250
    # What was typed for the network stays; else the fields follow it.
    session.edits.resize_layer(0, 5)
    assert form.fields["shapes"].text() == "2,1"


def test_fields_that_nobody_touched_are_not_kept(session: Session, form: SweepForm) -> None:
    retype(form, "seeds", "1-3")
    assert session.experiment.sweep == {"seeds": "1-3"}
    session.edits.resize_layer(0, 5)
    assert form.fields["shapes"].text() == "5,4,1"
    assert session.experiment.sweep == {"seeds": "1-3"}
    retype(form, "seeds", "0-9")
    assert session.experiment.sweep == {}


def test_texts_of_a_file_that_fit_nothing_are_shown_with_what_is_wrong(
    session: Session, form: SweepForm
) -> None:
    opened = new_experiment()
    opened.sweep = {"rates": "fast", "steps": "many", "hidden": "staircase", "other": "1"}
    session.open(opened)
    assert message(form, "rates") == "Learning rates: “fast” is not a number."
    assert (form.steps.value(), form.hidden.currentText()) == (1000, "tanh")


def test_what_is_typed_becomes_a_plan(form: SweepForm) -> None:
    retype(form, "rates", "0.1, 0.3")
    retype(form, "seeds", "4-6")
    retype(form, "shapes", "2,1; 3,3,1")
    form.steps.setFocus()
    form.steps.selectAll()
    QTest.keyClicks(form.steps, "250")
    QTest.keyClick(form.steps, Qt.Key.Key_Tab)
    QTest.keyClick(form.hidden, Qt.Key.Key_Down)
    QTest.keyClick(form.output, Qt.Key.Key_End)
    plan = form.plan
    assert plan is not None
    assert plan.axes == {
        "learning_rate": (0.1, 0.3),
        "seed": (4, 5, 6),
        "layers": ((2, 1), (3, 3, 1)),
    }
    assert (plan.steps, plan.recipe.activations) == (250, ("relu", [*ACTIVATIONS][-1]))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rates", "0.1, fast", "Learning rates: “fast” is not a number."),
        ("rates", "0", "Learning rates: 0 is not a finite number above 0."),
        ("seeds", "3000000000", "Seeds: 3000000000 is not a whole number from 0 to 2,147,483,647."),
        (
            "shapes",
            "4,2",
            "Layer shapes: 4,2 ends with 2 neurons, but the samples have 1 target.",
        ),
    ],
)
def test_a_mistake_is_said_at_its_field_and_the_text_stays(
    form: SweepForm, name: str, text: str, said: str
) -> None:
    retype(form, name, text)
    assert message(form, name) == said
    assert form.fields[name].text() == text
    assert form.fields[name].property("wrong") is True
    assert form.plan is None


def test_two_mistakes_are_both_said(form: SweepForm) -> None:
    retype(form, "rates", "x")
    retype(form, "shapes", "4,2")
    assert message(form, "rates")
    assert message(form, "shapes")


def test_nothing_is_said_while_it_is_typed_and_no_more_once_it_is_right(form: SweepForm) -> None:
    field = form.fields["seeds"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "4,")
    QTest.keyClicks(field, ",")
    assert (form.plan, message(form, "seeds")) == (None, "")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert message(form, "seeds") == "Seeds: something is missing beside a “,”."
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert message(form, "seeds") == ""
    assert field.property("wrong") is False
    assert form.plan is not None


def test_too_many_runs_are_said_at_once(form: SweepForm) -> None:
    form.fields["seeds"].setText("0-199")
    assert message(form, "runs") == (
        "7 learning rates × 200 seeds are 1,400 runs, more than 1,000: "
        "with the others as they are, 142 seeds fit."
    )
    form.fields["seeds"].setText("0-9")
    assert message(form, "runs") == ""


def test_steps_out_of_range_are_refused_in_words(form: SweepForm) -> None:
    form.steps.setFocus()
    form.steps.selectAll()
    QTest.keyClicks(form.steps, "2000000")
    QTest.keyClick(form.steps, Qt.Key.Key_Tab)
    assert "not a whole number from 1 to 1,000,000; 1,000 stays" in message(form, "steps")


def test_it_follows_the_network_until_a_shape_is_typed(session: Session, form: SweepForm) -> None:
    session.edits.resize_layer(0, 7)
    session.edits.set_activation(2, "linear")
    assert form.fields["shapes"].text() == "7,4,1"
    assert (form.hidden.currentText(), form.output.currentText()) == ("tanh", "linear")
    retype(form, "shapes", "2,1")
    session.edits.resize_layer(0, 5)
    assert form.fields["shapes"].text() == "2,1"


def test_other_targets_are_said_where_a_typed_shape_no_longer_fits(
    session: Session, form: SweepForm
) -> None:
    retype(form, "shapes", "2,1")
    session.edits.set_dataset(Dataset([[1.0], [2.0]], [[0.0, 1.0], [1.0, 0.0]]), "edit")
    assert message(form, "shapes") == (
        "Layer shapes: 2,1 ends with 1 neuron, but the samples have 2 targets."
    )
    session.edits.undo()
    assert message(form, "shapes") == ""
    assert form.plan is not None
    assert form.plan.recipe.dataset is session.cursor.dataset


def test_the_first_mistake_gets_the_focus(form: SweepForm) -> None:
    retype(form, "seeds", "x")
    form.focus_mistake()
    assert form.focusWidget() is form.fields["seeds"]


# Other settings.


def choose(form: SweepForm, name: str, setting: str) -> None:
    """Choose the setting of an axis with the keyboard."""
    choice = form.fields[name].choice
    choice.setFocus()
    way = choice.findData(setting) - choice.currentIndex()
    for _ in range(abs(way)):
        QTest.keyClick(choice, Qt.Key.Key_Down if way > 0 else Qt.Key.Key_Up)


def test_every_number_and_every_choice_can_be_an_axis(form: SweepForm) -> None:
    choice = form.fields["rates"].choice
    offered = [choice.itemData(i) for i in range(choice.count())]
    assert offered == [
        row.name
        for row in SETTINGS.values()
        if isinstance(row.kind, Number | Whole | Choice | EachLayer)
    ]
    for setting in offered:
        if setting not in FIRST_AXES and setting not in OWNED:
            choose(form, "rates", setting)
            assert form.plan is not None
            assert next(iter(form.plan.axes)) == setting


def test_another_setting_begins_with_its_usual_values(session: Session, form: SweepForm) -> None:
    choose(form, "rates", "optimizer")
    field = form.fields["rates"]
    assert field.text() == ", ".join(OPTIMIZERS)
    assert "Optimizers of the sweep" in field.accessibleName()
    assert form.plan is not None
    assert form.plan.axes["optimizer"] == (*OPTIMIZERS,)
    retype(form, "rates", "adam, sgd")
    assert message(form, "rates").startswith("Optimizers: there is no 'sgd', but gradient-descent")
    retype(form, "rates", "adam, momentum")
    assert form.plan is not None
    assert [trial.recipe.optimizer for trial in form.plan.trials[:2]] == ["adam", "momentum"]


def test_a_setting_is_tried_by_one_field_only(form: SweepForm) -> None:
    choose(form, "seeds", "learning_rate")
    assert message(form, "seeds") == "Learning rates: another field tries them already."
    assert form.plan is None
    choose(form, "rates", "init")
    assert message(form, "seeds") == ""
    assert form.plan is not None


def test_a_setting_that_no_run_depends_on_is_said_at_its_field(
    session: Session, form: SweepForm
) -> None:
    choose(form, "seeds", "momentum")
    assert message(form, "seeds") == (
        "Momentums: nothing depends on the momentum without the optimizer momentum or nesterov."
    )
    assert form.plan is None
    retype(form, "seeds", "0 to 0.9, 4 values")
    choose(form, "rates", "optimizer")
    assert message(form, "seeds") == ""
    assert form.plan is not None
    assert form.plan.axes["momentum"] == (0.0, 0.3, 0.6, 0.9)


def test_where_no_layers_are_tried_all_runs_have_those_of_the_network(
    session: Session, form: SweepForm
) -> None:
    session.edits.resize_layer(0, 7)
    session.edits.set_activation(1, "relu")
    choose(form, "shapes", "loss")
    assert form.plan is not None
    assert {trial.recipe.layers for trial in form.plan.trials} == {(7, 4, 1)}
    assert form.plan.recipe.activations == ("tanh", "relu", "tanh")
    QTest.keyClick(form.output, Qt.Key.Key_End)
    assert form.plan.recipe.activations == ("tanh", "tanh", [*ACTIVATIONS][-1])


def test_the_settings_that_are_tried_belong_to_the_experiment(
    session: Session, form: SweepForm
) -> None:
    first, other = session.experiment, new_experiment()
    choose(form, "rates", "optimizer")
    retype(form, "rates", "adam, adamw")
    assert first.sweep == {"rates_setting": "optimizer", "rates": "adam, adamw"}
    session.open(other)
    assert form.fields["rates"].setting == "learning_rate"
    session.open(first)
    assert form.fields["rates"].choice.currentData() == "optimizer"
    assert form.plan is not None
    assert form.plan.axes["optimizer"] == ("adam", "adamw")
    other.sweep = {"rates_setting": "speed"}
    session.open(other)
    assert form.fields["rates"].setting == "learning_rate"
