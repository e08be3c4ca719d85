"""Choices in the views, made by a script: all that there are, and what is none."""

from contextlib import suppress

import pytest

from app.scenes.form import ScriptError
from app.scenes.playground import Playground
from app.window.main_window import MainWindow
from app.window.remembered import all_choices


@pytest.fixture
def playground(renewed_window: MainWindow) -> Playground:
    return Playground(renewed_window)


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
        playground.show({name: text})
        for rubbish in ("<b>", "nan", "inf", "9" * 99, "", "-1", "1 2 3"):
            with suppress(ScriptError):
                playground.show({name: rubbish})
