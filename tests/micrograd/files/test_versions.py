"""Each version of the format has a file here, which opens and goes on with the same bits."""

import json
from pathlib import Path

import pytest

from micrograd.files.errors import FileError
from micrograd.files.migrations import MIGRATIONS
from micrograd.files.reading import from_bytes, read_experiment
from micrograd.files.schema import VERSION
from micrograd.files.writing import to_bytes
from tests.micrograd.files.experiments import assert_alike, tried

FOLDER = Path(__file__).parent
VERSIONS = range(1, VERSION + 1)


def file_of(version: int) -> Path:
    return FOLDER / f"version_{version}.json"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_each_version_goes_on_with_the_same_bits(version: int) -> None:
    assert json.loads(file_of(version).read_bytes())["version"] == version
    assert_alike(read_experiment(file_of(version)), tried())


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_opened_is_saved_as_the_newest_version(version: int) -> None:
    data = to_bytes(read_experiment(file_of(version)))
    assert data == file_of(VERSION).read_bytes()


def test_a_file_without_outlines_is_computed_again_at_once() -> None:
    for run in read_experiment(file_of(1)).all_runs():
        assert not run.history.is_outline
        assert len(run.history.losses.values) == run.steps - run.start.step


def test_every_version_but_the_newest_has_a_migration() -> None:
    assert list(MIGRATIONS) == list(VERSIONS)[:-1]


def test_a_newer_version_is_refused() -> None:
    content = json.loads(file_of(VERSION).read_bytes())
    # A newer version may have anything beside the two fields of the header.
    newer = {"version": VERSION + 1, "format": content["format"], "runs": [], "videos": {}}
    with pytest.raises(FileError) as error:
        from_bytes(json.dumps(newer).encode())
    assert str(error.value) == (
        "it was written by a newer version of Micrograd Playground (format 8; this one reads up "
        "to 7)"
    )


def test_a_file_of_version_1_with_too_many_steps_to_be_computed_is_refused() -> None:
    content = json.loads(file_of(1).read_bytes())
    content["runs"][2]["steps"] = 10**12
    with pytest.raises(FileError, match=r"^runs\[2\]\.steps: 1,000,000,000,000 steps are too many"):
        from_bytes(json.dumps(content).encode())
