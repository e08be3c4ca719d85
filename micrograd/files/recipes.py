"""Datasets and recipes, made from their stored form."""

from typing import Any

import msgspec

from micrograd.data.dataset import Dataset
from micrograd.files import schema as form
from micrograd.files.errors import FileError
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.recipe import Recipe


def datasets_of(tables: list[form.SampleTable]) -> list[Dataset]:
    """All datasets of a file. Raises FileError where a row is too short or too long."""
    for i, table in enumerate(tables):
        width = table.inputs + table.targets
        for j, row in enumerate(table.samples):
            if len(row) != width:
                raise FileError(
                    f"{len(row)} numbers, but {table.inputs} inputs and {table.targets} targets "
                    f"are {width}",
                    f"datasets[{i}].samples[{j}]",
                )
    return [Dataset.from_rows(table.samples, table.targets) for table in tables]


def dataset_of(index: int, datasets: list[Dataset], place: str) -> Dataset:
    """The dataset of an index. Raises FileError where there is none."""
    if index >= len(datasets):
        raise FileError(f"there is no dataset {index}, there are {len(datasets)}", place)
    return datasets[index]


def recipe_of(stored: Any, datasets: list[Dataset], place: str) -> Recipe:
    """A stored recipe with its data. Raises FileError where these do not fit."""
    dataset = dataset_of(stored.dataset, datasets, f"{place}.dataset")
    try:
        return Recipe(**{**msgspec.structs.asdict(stored), "dataset": dataset})
    except SettingError as error:
        raise FileError(str(error), f"{place}.{error.setting}") from None
