"""Checks of an export: its options fit together, and the experiment has what they ask for."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.export.checks import check_options
from app.export.options import ExportOptions
from app.export.readers import LARGEST_SIDE
from micrograd.export.options import LARGEST_MAP, ExportError
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
        train_run(run, start.trainer(), steps)
    return experiment


def problem_of(experiment: Experiment, further_steps: int = 0, **options: Any) -> str:
    """The option of a film, or of a table, that is in the way; "" where all is well."""
    file = Path("a.csv" if "content" in options else "a.webp")
    try:
        check_options(ExportOptions(**options), [file], experiment, further_steps)
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


def test_a_scaled_picture_has_at_most_the_largest_side(experiment: Experiment) -> None:
    assert problem_of(experiment, size=(LARGEST_SIDE // 2, 200), scale=2) == ""
    assert problem_of(experiment, size=(LARGEST_SIDE // 2, 200), scale=2.1) == "scale"


def test_what_does_not_concern_a_kind_is_not_checked(experiment: Experiment) -> None:
    check_options(ExportOptions(first=99, scale=99), [Path("a.py")], experiment)


def test_a_gif_that_players_would_slow_down_is_refused(experiment: Experiment) -> None:
    check_options(ExportOptions(fps=50), [Path("a.GIF")], experiment)
    check_options(ExportOptions(fps=60), [Path("a.webp"), Path("a.mp4")], experiment)
    message = r"at most 50 frames per second.*\.webp or \.mp4"
    with pytest.raises(ExportError, match=message) as refused:
        check_options(ExportOptions(fps=51), [Path("a.mp4"), Path("a.GIF")], experiment)
    assert refused.value.option == "fps"


def test_only_the_representation_goes_through_the_layers(experiment: Experiment) -> None:
    layers = {"along": "layers"}
    on_page = {"page": "representation"}
    assert problem_of(experiment, **layers, view="representation") == ""
    assert problem_of(experiment, **layers, view="window", view_choices=on_page) == ""
    assert problem_of(experiment, **layers, view="window") == "along"
    assert problem_of(experiment, **layers, view="network", view_choices=on_page) == "along"


def test_the_map_is_a_png_of_bounded_size(experiment: Experiment) -> None:
    seen = ExportOptions(view="map", size=(LARGEST_MAP, 200))
    check_options(seen, [Path("a.png"), Path("a.csv")], experiment)
    for file, changes, option in (
        ("a.svg", {}, "view"),
        ("a.gif", {}, "along"),
        ("a.png", {"size": (LARGEST_MAP + 1, 200)}, "size"),
        ("a.png", {"scale": 1.5}, "scale"),
    ):
        with pytest.raises(ExportError) as refused:
            check_options(replace(seen, **changes), [Path(file)], experiment)
        assert refused.value.option == option


def test_a_film_of_the_map_zooms(experiment: Experiment) -> None:
    zoom = ExportOptions(view="map", along="zoom")
    check_options(zoom, [Path("a.mp4")], experiment)
    check_options(replace(zoom, magnify=100.0), [Path("a.mp4")], experiment)
    with pytest.raises(ExportError, match="how deep it goes") as refused:
        check_options(replace(zoom, route="views", magnify=100.0), [Path("a.mp4")], experiment)
    assert refused.value.option == "magnify"
