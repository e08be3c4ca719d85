"""Choices in the views, made by a script: all that there are, and what is none."""

from contextlib import suppress

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.scenes.parts.begin import Begin
from app.scenes.parts.form import ScriptError
from app.scenes.parts.samples import StoredSamples
from app.scenes.playground.playground import Playground
from app.session.step_scale import KINDS
from app.views.choice_texts import any_text
from app.walking.training_walk import SCOPES
from app.window.choice_table import SCRIPTED_CHOICES
from app.window.main_window import MainWindow
from app.window.remembered import all_choices
from micrograd.analysis.landscape.planes import PLANES


@pytest.fixture
def playground(renewed_window: MainWindow) -> Playground:
    return Playground(renewed_window)


def test_a_script_begins_without_the_table_that_the_person_opened_on_a_page_made_since(
    playground: Playground,
) -> None:
    window = playground.window
    assert "slope_table" not in window.remembered.sights()
    window.show_page("gradient")
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.remembered.sights()["slope_table"] == "shown"
    playground.open(Begin())
    assert window.remembered.sights()["slope_table"] == "hidden"
    playground.open(Begin(show={"slope_table": "shown"}))
    assert window.remembered.sights()["slope_table"] == "shown"
    playground.open(Begin())
    assert window.remembered.sights()["slope_table"] == "hidden"


def test_a_page_made_for_one_script_is_as_at_first_in_the_next_one(playground: Playground) -> None:
    window = playground.window
    assert "landscape" not in window.stage.pages
    playground.open(Begin(show={"landscape_table": "shown", "landscape_scale": "linear"}))
    playground.turn_to("landscape")
    assert window.remembered.sights()["landscape_table"] == "shown"
    playground.open(Begin())
    assert window.remembered.sights()["landscape_table"] == "hidden"
    assert window.remembered.view_choices()["landscape_scale"] == "log"


def test_a_page_that_nobody_opened_yet_is_made_for_a_choice(playground: Playground) -> None:
    assert "compare" not in playground.window.stage.pages
    playground.show({"compare_kind": "difference"})
    assert playground.window.remembered.view_choices()["compare_kind"] == "difference"


@pytest.mark.parametrize(
    ("what", "to", "words"),
    [
        ("nodes", "stars", "“stars” is no choice for nodes, which is “numbers” now"),
        ("surface_mode", "stars", "“stars” is no choice for surface_mode"),
        ("surface_lines", "stars", "“stars” is no choice for surface_lines"),
        ("plane", "<b>", "“<b>” is no plane"),
        ("plane", "7 8 mean", "the data have no plane “7 8 mean”"),
    ],
)
def test_a_choice_that_nobody_can_make_is_told(
    playground: Playground, what: str, to: str, words: str
) -> None:
    with pytest.raises(ScriptError, match=words):
        playground.show({what: to})


def test_every_choice_can_be_made_as_it_is_and_rubbish_is_told_in_words(
    playground: Playground,
) -> None:
    with pytest.raises(ScriptError, match="no view has a choice “nonsense”"):
        playground.show({"nonsense": "1"})
    chosen = {
        name: choice.read()
        for page in playground.window.stage.pages.values()
        for name, choice in all_choices(page).items()
    }
    for name, text in chosen.items():
        # What a view tells is what a script may write.
        assert not SCRIPTED_CHOICES.get(name, any_text)(text), name
        playground.show({name: text})
        for rubbish in ("<b>", "nan", "inf", "9" * 99, "", "-1", "1 2 3"):
            with suppress(ScriptError):
                playground.show({name: rubbish})


@pytest.mark.parametrize(
    ("name", "texts"),
    [("landscape_plane", PLANES), ("step_axis", KINDS), ("graph_scope", SCOPES)],
)
def test_a_script_may_write_what_the_tables_of_the_views_have(
    name: str, texts: dict[str, object]
) -> None:
    check = SCRIPTED_CHOICES[name]
    assert [text for text in texts if check(text)] == []
    assert check("bogus")


def test_what_was_chosen_in_one_script_is_not_chosen_where_the_next_one_has_none_such(
    playground: Playground,
) -> None:
    session = playground.session
    playground.open(Begin(data=StoredSamples(name="moons", samples=40)))
    session.selection.choose_sample(30)
    again = Playground(playground.window)
    again.open(Begin())
    assert session.selection.sample == len(session.cursor.dataset) - 1
