"""What a person does in the window of many samples, and the call that does it."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.window import made_up_samples

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

Act = Callable[["MainWindow"], object]
# The cells of a block that is pasted.
PASTED_ROWS = 1000


def acts(folder: Path, samples: int) -> dict[str, Act]:
    """All of them, in this order. folder: where files are written."""
    return {
        **_training(),
        **_editing(samples),
        **_settings(),
        **_looking(samples),
        **_files(folder, samples),
    }


def _press(name: str) -> Act:
    return lambda window: window.actions_by_name[name].trigger()


def _edit(name: str, *arguments: Any, **settings: Any) -> Act:
    return lambda window: getattr(window.session.edits, name)(*arguments, **settings)


def _training() -> dict[str, Act]:
    return {
        "run for a second": lambda window: window.runner.run(),
        "pause": lambda window: window.runner.pause(),
        "one step": _press("step"),
        "one phase": _press("step_phase"),
        "one operation": _press("step_operation"),
        "back to step 3": lambda window: window.session.cursor.go_to(3),
        "a step from there": _press("step"),
        "to the end": lambda window: window.session.cursor.go_to(10**9),
    }


def _model(window: "MainWindow") -> Any:
    return window.view("dataset").model


def _type(row: int) -> Act:
    def act(window: "MainWindow") -> None:
        cells = _model(window)
        cells.setData(cells.index(row, 1), "0.25")

    return act


def _paste(window: "MainWindow") -> None:
    chance = random.Random(1)
    rows = ([f"{chance.uniform(-1, 1):.4f}" for _ in range(2)] for _ in range(PASTED_ROWS))
    _model(window).paste_text("\n".join(map("\t".join, rows)), 5, 0)


def _copy_all(window: "MainWindow") -> None:
    table = window.view("dataset").table
    table.selectAll()
    window.view("dataset").copy()
    table.clearSelection()


def _editing(samples: int) -> dict[str, Act]:
    far = 7 * samples // 9
    return {
        "type a cell": _type(7 % samples),
        "undo it": _edit("undo"),
        "redo it": _edit("redo"),
        "move a sample": lambda window: window.session.sample_edits.move(far, {0: 0.5, 1: 0.25}),
        "add a sample": lambda window: _model(window).add_row(),
        "remove a sample": lambda window: _model(window).remove_rows({3}),
        f"paste {PASTED_ROWS:,} rows": _paste,
        "add an input": lambda window: _model(window).add_column(),
        "compute an input": lambda window: _model(window).compute("x1*x2", None),
        "remove that input": lambda window: _model(window).remove_column(4),
        "remove the other": lambda window: _model(window).remove_column(3),
        "rename a column": lambda window: _model(window).rename(0, "size"),
        "copy all": _copy_all,
        "choose another sample": lambda window: window.session.selection.choose_sample(far),
    }


def _settings() -> dict[str, Act]:
    change = "change_setting"
    return {
        "another batch size": _edit(change, "batch_size", 64),
        "another test share": _edit(change, "test_share", 0.1),
        "normalise targets, too": _edit(change, "normalise", "inputs-and-targets"),
        "another rate": _edit(change, "learning_rate", 0.002),
        "another loss": _edit(change, "loss", "huber"),
        "another optimizer": _edit(change, "optimizer", "adam"),
        "new weights": _edit("new_weights"),
        "a layer more": _edit("add_layer"),
        "undo that": _edit("undo"),
        "another target": _edit("resize_layer", 1, 2),
        "undo that, too": _edit("undo"),
        "switch a neuron off": _edit(change, "off", ("1.1",)),
        "freeze a layer": _edit(change, "frozen", ("1",)),
    }


def _looking(samples: int) -> dict[str, Act]:
    pages = ("surface", "representation", "graph", "gradient", "landscape", "compare", "network")
    return {
        **{f"turn to {page}": lambda window, page=page: window.show_page(page) for page in pages},
        "another theme": lambda window: window.appearance.choose("light"),
        "the first theme": lambda window: window.appearance.choose("dark"),
        "the last sample": lambda window: window.session.selection.choose_sample(samples - 1),
    }


def _files(folder: Path, samples: int) -> dict[str, Act]:
    file, table = folder / "large.json", folder / "large.csv"

    def save(window: "MainWindow") -> None:
        window.document.belong_to(file)
        window.document.save()

    def open_table(window: "MainWindow") -> None:
        window.document.give_up_changes()
        window.document.load(table)

    def open_file(window: "MainWindow") -> None:
        window.document.give_up_changes()
        window.document.load(file)

    others = made_up_samples(samples)
    return {
        "other samples": lambda window: window.session.edits.set_dataset(others, "use others"),
        "save": save,
        "type another cell": _type(3 * samples // 4),
        "save again": save,
        "autosave": lambda window: window.autosave.keep(),
        "write the table": lambda window: window.view("dataset").save(str(table)),
        "open the file": open_file,
        "open the table": open_table,
    }
