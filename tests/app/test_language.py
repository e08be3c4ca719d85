"""Numbers are typed, written and remembered alike on a system in any language."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from app.export.options import OPTIONS
from app.window.main_window import MainWindow
from micrograd.data.typed import TwoMeaningsError
from micrograd.recipe.settings import SETTINGS
from tests.app.keyboard import retype

LANGUAGES = (QLocale.Language.German, QLocale.Language.French, QLocale.Language.Hindi)
TOLD = """
from PySide6.QtCore import QLocale
from app.kit.application import make_application
before = QLocale().decimalPoint()
application = make_application([])
print(before, QLocale().decimalPoint())
"""


# What settings may hold of the field for steps, which has 50 at first, and what it shows then.
KEPT = {
    "25000": 25_000,
    "25,000": 25_000,
    "25.000": 25_000,
    "25\u202f000": 25_000,
    "0": 50,
    "25.0": 50,
    "99999999999999999999": 50,
    "many": 50,
    "": 50,
}


@pytest.fixture(params=LANGUAGES, ids=lambda language: language.name)
def language(request: pytest.FixtureRequest, set_up: None) -> Iterator[None]:
    """A system whose numbers have commas, blanks or other groups."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


def test_the_program_starts_in_german_with_numbers_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOLD],
        env={**os.environ, "LC_ALL": "de_DE.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ", .\n"


@pytest.mark.usefixtures("language")
def test_typed_steps_are_taken_and_remembered(
    qtbot: QtBot, opened: Callable[[], MainWindow], settings: QSettings
) -> None:
    first = opened()
    retype(qtbot, first.controls.run_steps, "25000")
    assert first.controls.run_steps.value() == 25_000
    assert first.controls.run_steps.text() == "25,000"
    assert first.controls.run_caption.text() == "run N steps"
    first.close()
    assert settings.value("run_steps") == "25000"
    assert opened().controls.run_steps.value() == 25_000


def test_settings_of_an_earlier_version_are_read_or_left(
    opened: Callable[[], MainWindow], settings: QSettings
) -> None:
    window = opened()
    field = window.controls.run_steps
    for text, steps in KEPT.items():
        field.setValue(50)
        settings.setValue("run_steps", text)
        window.remembered.restore()
        assert (field.value(), field.text()) == (steps, f"{steps:,}"), text


@pytest.mark.usefixtures("language")
def test_every_field_for_a_whole_number_writes_its_number_as_the_program_does(
    opened: Callable[[], MainWindow],
) -> None:
    window = opened()
    for name in window.stage.names:
        window.stage.show_page(name)
    fields = window.findChildren(QSpinBox)
    assert {"run_steps", "seed", "sweep_steps", "parameter_digits"} <= {
        field.objectName() for field in fields
    }
    for field in fields:
        written = field.textFromValue(field.maximum())
        assert written.replace(",", "") == str(field.maximum())


@pytest.mark.usefixtures("language")
def test_a_comma_is_a_rate_and_steps_with_a_point_are_asked_about_where_they_were_typed(
    qtbot: QtBot, opened: Callable[[], MainWindow]
) -> None:
    window = opened()
    for text, rate in (("0,05", 0.05), ("1,5", 1.5), ("0.003", 0.003)):
        retype(qtbot, window.controls.rate, text)
        assert window.session.cursor.trainer.learning_rate == rate
        assert window.controls.rate.text() == str(rate)
    retype(qtbot, window.controls.rate, "1,234")
    assert window.session.cursor.trainer.learning_rate == 0.003
    assert "write 1.234 or 1234" in window.controls.rate_caption.text()
    said: list[str] = []
    window.controls.run_steps.refused.connect(said.append)
    retype(qtbot, window.controls.run_steps, "25.000")
    assert said[-1] == "“25.000” has two meanings: write 25 or 25000; 50 stays."
    assert window.controls.run_steps.value() == 50
    timeline = window.view("loss").timeline
    retype(qtbot, timeline.field, "1.000")
    assert timeline.message.text() == "“1.000” has two meanings: write 1 or 1000"


def test_settings_and_options_are_read_by_the_same_rule() -> None:
    assert SETTINGS["learning_rate"].read("0,05") == 0.05
    assert SETTINGS["seed"].read("1,000") == 1000
    assert OPTIONS["scale"].read("1,5") == 1.5
    assert OPTIONS["seconds"].read("2,25") == 2.25
    assert OPTIONS["first"].read("25000") == OPTIONS["last"].read("25,000") == 25_000
    with pytest.raises(TwoMeaningsError, match=r"write 1\.234 or 1234"):
        SETTINGS["learning_rate"].read("1,234")
    with pytest.raises(ValueError, match=r"^write 1\.234 or 1234$"):
        OPTIONS["scale"].read("1,234")
    with pytest.raises(TwoMeaningsError, match="write 25 or 25000"):
        SETTINGS["seed"].read("25.000")
    with pytest.raises(ValueError, match=r"^write 25 or 25000$"):
        OPTIONS["last"].read("25.000")
