"""The samples that the options of a command line ask for, and what is told of them."""

import argparse
import os
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.data.named import NAMED
from micrograd.recipe.drawing import DRAWING, in_words
from micrograd.recipe.reading import READING, choices_of
from micrograd.recipe.samples import Samples
from micrograd.recipe.settings import SETTINGS

FLAG = SETTINGS["dataset"].flag


def chosen_data(
    parser: argparse.ArgumentParser, options: argparse.Namespace
) -> tuple[Dataset | None, str]:
    """The samples of --data, None without it, and a line about them.

    Ends the program where they can't be had, or where other options don't go with them.
    """
    text = "formula" if options.dataset is None and options.formula else options.dataset
    given = {name: value for name in DRAWING if (value := getattr(options, name)) is not None}
    choices = {name: value for name in READING if (value := getattr(options, name)) is not None}
    usual = GENERATORS[text].usual if text in GENERATORS else {}
    for name in given.keys() - usual.keys():
        names = ", ".join(each.name for each in GENERATORS.values() if name in each.usual)
        parser.error(f"argument {DRAWING[name].flag}: goes with {FLAG} {names}")
    for name in choices:
        if text is None or text in NAMED:
            parser.error(f"argument {READING[name].flag}: goes with {FLAG} FILE.csv")
    if text is None:
        return None, ""
    if text in NAMED:
        try:
            dataset = NAMED[text].dataset(**given)
        except ValueError as error:
            parser.error(f"argument {DRAWING['formula'].flag}: {error}")
        return dataset, f"{dataset.name}: {in_words(dataset)}{_file_called(text)}"
    return _read(parser, text, choices)


def _read(
    parser: argparse.ArgumentParser, path: str, choices: dict[str, Any]
) -> tuple[Dataset, str]:
    """The samples of a file, and what was understood of it."""
    row = SETTINGS["dataset"]
    assert isinstance(row.kind, Samples)
    try:
        table = row.kind.table(path, choices_of(choices))
        dataset = table.dataset(os.path.basename(path))
        row.check(dataset)
    except ValueError as error:
        parser.error(f"argument {FLAG}: {error}")
    return dataset, f"{dataset.name}: {table.words}"


def _file_called(name: str) -> str:
    """How to name a file that is called like samples that have a name; "" where there is none."""
    file = f"; the file of that name is {os.path.join(os.curdir, name)}"
    return file if os.path.exists(name) else ""
