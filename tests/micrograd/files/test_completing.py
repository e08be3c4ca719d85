"""What a file claims is computed in pieces, and the place of every run is near what it stores."""

import json
from time import process_time
from typing import Any

import pytest

from micrograd.files import completing
from micrograd.files.errors import FileError
from micrograd.files.reading import begun, finished, from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment
from micrograd.runs.recording import train_run
from micrograd.runs.restore import steps_to_replay
from tests.micrograd.files.experiments import standing_at


def content(steps: int = 40) -> dict[str, Any]:
    """A file of a current run without steps, and a second run that has some."""
    experiment = new_experiment()
    other = experiment.new_run(experiment.current.start)
    experiment.add(other)
    train_run(other, other.start.trainer(), steps)
    loaded: dict[str, Any] = json.loads(to_bytes(experiment))
    return loaded


def data_of(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize("steps", [10**7, 10**8, 10**9])
def test_a_run_without_an_outline_is_read_at_once_and_computed_later(steps: int) -> None:
    claimed = content()
    claimed["runs"][1] |= {"outline": None, "checkpoints": [], "steps": steps, "place": 0}
    began = process_time()
    building = begun(data_of(claimed))
    share = next(building.work())
    assert process_time() - began < 1
    assert 0 < share < 0.1


def test_the_work_says_how_far_it_is_and_ends_with_the_whole_experiment() -> None:
    claimed = content(2000)
    for run in claimed["runs"]:
        run |= {"outline": None, "checkpoints": []}
    building = begun(data_of(claimed))
    shares = list(building.work())
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 2
    assert to_bytes(building.experiment) == to_bytes(from_bytes(data_of(content(2000))))


def test_more_steps_than_anybody_waits_for_are_refused_at_once() -> None:
    claimed = content()
    claimed["runs"][1] |= {"outline": None, "checkpoints": [], "steps": 10**12, "place": 0}
    with pytest.raises(FileError, match=r"^runs\[1\]\.steps: 1,000,000,000,000 steps are too many"):
        begun(data_of(claimed))


def test_a_run_that_is_not_the_current_one_has_no_impossible_place() -> None:
    claimed = content()
    run = claimed["runs"][1]
    end = run["checkpoints"][-1] | {"step": 10**12}
    outline = {"width": 2**40, "bounds": [[0.1, 1.0]]}
    run |= {"steps": 10**12, "place": 5 * 10**11, "checkpoints": [end], "outline": outline}
    opened = from_bytes(data_of(claimed)).runs[1]
    assert opened.place == 0
    standing_at(opened, opened.place)
    # The end of the run is where training goes on.
    assert opened.steps == 10**12


def test_a_place_that_is_far_gives_way_to_the_last_checkpoint_before_it() -> None:
    claimed = content()
    run = claimed["runs"][1]
    steps = (10, 10**11, 10**12)
    states = [run["checkpoints"][-1] | {"step": step} for step in steps]
    outline = {"width": 2**40, "bounds": [[0.1, 1.0]]}
    run |= {"steps": 10**12, "place": 5 * 10**11, "checkpoints": states, "outline": outline}
    opened = from_bytes(data_of(claimed)).runs[1]
    assert opened.place == 10**11 + 2
    assert steps_to_replay(opened, opened.place) == 2


def test_a_current_run_that_begins_far_from_all_that_is_known_stands_at_its_first_step() -> None:
    claimed = content()
    first, second = claimed["runs"]
    end = second["checkpoints"][-1] | {"step": 10**12}
    outline = {"width": 2**40, "bounds": [[0.1, 1.0]]}
    second |= {"steps": 10**12, "place": 0, "checkpoints": [end], "outline": outline}
    begin, half = first["start"] | {"step": 5 * 10**11}, 5 * 10**11
    first |= {"parent": 2, "start": begin, "steps": half, "place": half, "outline": None}
    assert from_bytes(data_of(claimed)).current.place == 0


def deep(depth: int, **first: Any) -> dict[str, Any]:
    """A file of so many runs, each of which branches off the one before, at its end."""
    claimed = content()
    base = claimed["runs"][0] | first
    claimed["runs"] = [
        base | {"number": i, "parent": i - 1 or None, "name": f"run {i}"}
        for i in range(1, depth + 1)
    ]
    return claimed | {"current": 1, "next_number": depth + 1}


def test_a_branch_of_thousands_of_branches_is_read_and_turned_to() -> None:
    began = process_time()
    experiment = from_bytes(data_of(deep(5000) | {"current": 5000}))
    run = experiment.current
    assert len(run.lineage) == 5000
    assert standing_at(run, run.place).steps == 0
    # The 13 MB of the largest such file are read in less than two seconds on a machine of its own.
    assert process_time() - began < 6


def test_the_guess_for_a_file_is_that_of_compiled_training() -> None:
    claimed = content()
    claimed["runs"][1] |= {"outline": None, "checkpoints": [], "place": 0}
    claimed["runs"][1]["steps"] = int(completing.MOST_SECONDS / 1e-6)
    # This many steps are waited for.
    assert begun(data_of(claimed))


def test_the_guess_for_a_file_counts_the_samples_that_its_steps_are_trained_on() -> None:
    claimed = content()
    table = claimed["datasets"][0]
    claimed["datasets"].append(table | {"samples": table["samples"] * 1000})
    change = {"kind": "dataset", "step": 0, "value": 1, "note": ""}
    run = claimed["runs"][1] | {"outline": None, "checkpoints": [], "place": 0, "steps": 10**9}
    claimed["runs"][1] = run
    # With four samples it takes minutes, with four thousand days.
    assert begun(data_of(claimed))
    run["events"] = [change]
    with pytest.raises(FileError, match="1,000,000,000 steps are too many"):
        begun(data_of(claimed))
    run["events"] = [change | {"step": 10**9 - 1}]
    assert begun(data_of(claimed))


def test_a_file_that_is_whole_needs_no_work() -> None:
    assert list(begun(data_of(content())).work()) == []
    assert finished(begun(data_of(content()))).current.steps == 0
