"""With many samples no act of a person goes through all of them one by one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.session.session import Session
from app.views.panels.dataset.panel import DatasetPanel
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.data.rows import MANY, ArrayRows
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment

COUNT = 5 * MANY
# Rows that a window may look at one by one: those in sight, those that columns are sized by, and
# the few that the doctor looks at again and again.
MOST = MANY
RECIPES = {
    "numbers": {"loss": "mean-squared", "batch_size": 32, "normalise": "inputs"},
    "classes": {"loss": "binary-cross-entropy", "test_share": 0.2, "activations": "linear"},
}
Act = Callable[[Session, Any], object]
ACTS: dict[str, Act] = {
    "a cell is typed": lambda session, cells: cells.setData(cells.index(7, 1), "0.25"),
    "an edit is undone": lambda session, cells: session.edits.undo(),
    "an edit is redone": lambda session, cells: session.edits.redo(),
    "a sample is added": lambda session, cells: cells.add_row(),
    "samples are removed": lambda session, cells: cells.remove_rows({3, 5}),
    "a block is pasted": lambda session, cells: cells.paste_text("1\t2\n3\t4", 2, 0),
    "the batch size": lambda session, cells: session.edits.change_setting("batch_size", 64),
    "the rate": lambda session, cells: session.edits.set_learning_rate(0.01),
    "the optimizer": lambda session, cells: session.edits.change_setting("optimizer", "adam"),
    "a layer is added": lambda session, cells: session.edits.add_layer(),
    "another sample": lambda session, cells: session.selection.choose_sample(COUNT - 9),
    "a step": lambda session, cells: session.training.step(),
    "back to the first step": lambda session, cells: session.cursor.go_to(0),
}


def samples(has_classes: bool) -> Dataset:
    numbers = [[i % 7 / 7, i % 11 / 11, i / COUNT] for i in range(COUNT)]
    ys = [float(i % 2) if has_classes else i % 13 / 13 for i in range(COUNT)]
    return Dataset(numbers, ys, "many.csv")


@pytest.mark.usefixtures("compiled_loop")
@pytest.mark.parametrize("name", RECIPES)
def test_no_act_goes_through_all_samples_one_by_one(
    renewed_window: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    session = renewed_window.session
    session.open(new_experiment(Recipe(dataset=samples(name == "classes"), **RECIPES[name])))
    session.training.step()
    QApplication.processEvents()
    cells = renewed_window.findChild(DatasetPanel).model
    seen = 0

    def counted(rows: ArrayRows) -> Iterator[Any]:
        nonlocal seen
        for row in every(rows):
            seen += 1
            yield row

    every = ArrayRows.__iter__
    monkeypatch.setattr(ArrayRows, "__iter__", counted)
    looked_at = {}
    for what, act in ACTS.items():
        seen = 0
        act(session, cells)
        QApplication.processEvents()
        looked_at[what] = seen
    assert {what: rows for what, rows in looked_at.items() if rows > MOST} == {}
