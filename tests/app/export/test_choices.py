"""Choices of an export: what is typed is read, or refused with what would fit."""

from typing import Any

import pytest

from app.export.choices import LARGEST_SIDE, READERS, VIEWS, check_options
from app.export.errors import ExportError
from app.export.options import ExportOptions
from micrograd.compiled import CompiledTrainer
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.recording import train_run


@pytest.fixture
def experiment() -> Experiment:
    """Two runs: the current one has 3 steps, the other one 7."""
    experiment = new_experiment()
    other = experiment.new_run(experiment.current.start)
    experiment.add(other)
    for run, steps in [(experiment.current, 3), (other, 7)]:
        start = run.start
        train_run(run, CompiledTrainer(start.model(), start.dataset, 0.1, waits=False), steps)
    return experiment


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("size", "1280x720", (1280, 720)),
        ("size", " 1280 × 720 ", (1280, 720)),
        ("scale", "1.5", 1.5),
        ("fps", "25", 25),
        ("seconds", "0.5", 0.5),
        ("first", "123,456", 123_456),
        ("last", "7", 7),
        ("last", " ", None),
        ("every", "10", 10),
    ],
)
def test_what_fits_is_read(option: str, text: str, value: object) -> None:
    assert READERS[option](text) == value


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("size", "huge", "such as 1440x900"),
        ("size", "1280x", "such as 1440x900"),
        ("size", "10x720", "200 to 16,000"),
        ("size", f"720x{10**30}", "200 to 16,000"),
        ("scale", "0", "0.25 to 8"),
        ("scale", "nan", "0.25 to 8"),
        ("fps", "2.5", "a whole number from 1 to 60"),
        ("fps", "0", "1 to 60"),
        ("seconds", "inf", "0.1 to 600"),
        ("first", "-1", "from 0"),
        ("last", "end", "a whole number"),
        ("every", "0", "from 1"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(option: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        READERS[option](text)


def problem_of(experiment: Experiment, further_steps: int = 0, **options: Any) -> str:
    """The option that is in the way, "" where all is well."""
    concerned = ("scale", "first", "last") + (("content",) if "content" in options else ())
    try:
        check_options(ExportOptions(**options), concerned, experiment, further_steps)
    except ExportError as error:
        return error.option
    return ""


def test_steps_have_to_be_there(experiment: Experiment) -> None:
    assert problem_of(experiment, first=3) == ""
    assert problem_of(experiment, first=4) == "first"
    assert problem_of(experiment, last=4) == "last"


def test_losses_are_those_of_all_runs(experiment: Experiment) -> None:
    assert problem_of(experiment, last=7, content="losses") == ""
    assert problem_of(experiment, last=8, content="losses") == "last"
    assert problem_of(experiment, last=7, content="parameters") == "last"


def test_steps_that_are_trained_first_count_from_the_current_place(experiment: Experiment) -> None:
    experiment.current.place = 2
    assert problem_of(experiment, 5, last=7) == ""
    assert problem_of(experiment, 5, last=8) == "last"


def test_the_last_step_comes_after_the_first(experiment: Experiment) -> None:
    assert problem_of(experiment, first=2, last=2) == ""
    assert problem_of(experiment, first=2, last=1) == "last"


def test_scaled_it_is_not_larger_than_a_picture_may_be(experiment: Experiment) -> None:
    assert problem_of(experiment, size=(LARGEST_SIDE // 2, 200), scale=2) == ""
    assert problem_of(experiment, size=(LARGEST_SIDE // 2, 200), scale=2.1) == "scale"


def test_what_does_not_concern_a_kind_is_not_checked(experiment: Experiment) -> None:
    check_options(ExportOptions(first=99, scale=99), ("library",), experiment)


def test_the_view_that_is_drawn_without_a_choice_is_one_of_them() -> None:
    assert ExportOptions().view in VIEWS
