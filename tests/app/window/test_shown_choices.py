"""What the command line can choose to be shown: each is a choice that a view has."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QSettings

from app.window.choice_table import VIEW_CHOICES, VIEW_SIGHTS
from app.window.main_window import MainWindow
from app.window.shown_choices import SHOWN_CHOICES, ShownChoice
from app.window.view_table import PAGES


@pytest.mark.parametrize("row", SHOWN_CHOICES.values(), ids=lambda row: row.name)
def test_a_view_takes_each_answer(renewed_window: MainWindow, row: ShownChoice) -> None:
    window = renewed_window
    views = [window.view(name) for name in PAGES]
    (choice,) = (view.choices[row.name] for view in views if row.name in view.choices)
    before = choice.read()
    for typed in row.answers or (row.example,):
        text = row.read(typed)
        window.remembered.choose({row.name: text})
        assert choice.read() == text
    window.remembered.choose({row.name: before})


def test_what_is_chosen_waits_for_a_page_that_is_not_made_yet(window: MainWindow) -> None:
    assert "representation" not in window.stage.pages
    window.remembered.choose({"representation_place": "0.5"})
    window.remembered.choose({"nodes": "maps"})
    assert window.view("representation").shown.place == 0.5
    assert window.view("network").diagram.has_maps


def test_the_table_names_the_choices_of_all_views(renewed_window: MainWindow) -> None:
    window = renewed_window
    pages = [window.view(name) for name in PAGES]
    views = [window.controls, *window.panels.values(), *pages]
    assert sorted(name for view in views for name in view.choices) == sorted(VIEW_CHOICES)
    assert sorted(name for view in views for name in view.all_sights) == sorted(VIEW_SIGHTS)


def test_what_else_is_remembered_is_no_choice_that_another_window_gets(
    opened: Callable[[], Any], settings: QSettings
) -> None:
    settings.setValue("nodes", "maps")
    settings.setValue("recent_files", '["/home/ada/net.json"]')
    settings.setValue("theme", "dark")
    choices = opened().remembered.view_choices()
    assert choices["nodes"] == "maps"
    assert not {"recent_files", "theme"} & choices.keys()
