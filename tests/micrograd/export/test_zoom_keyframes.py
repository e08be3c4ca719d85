"""The maps that a film zooms through: where they lie, what they show, and how they are stopped."""

from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

from micrograd.export.options import ExportError
from micrograd.export.zoom_keyframes import Keyframes
from micrograd.maps.zoom_path import Window
from micrograd.runs.experiment import new_experiment
from micrograd.runs.kept_map import KeptMap, KeptView

WHOLE = KeptView(
    "hidden-rate:0.001:1000000:log", "output-rate:0.001:1000000:log", "convergence", 20, 0.01
)
NEAR = replace(WHOLE, x="hidden-rate:0.01:10:log", y="output-rate:0.01:10:log")
DEEP = replace(WHOLE, x="hidden-rate:0.1:0.2:log", y="output-rate:1:2:log")
ELSEWHERE = replace(WHOLE, x="hidden-rate:100:1000:log")


@dataclass(frozen=True)
class Options:
    route: str = "pilot"
    magnify: float | None = 10.0


def keyframes_of(folder, *views, width=24, height=16, **options):
    experiment = new_experiment()
    experiment.map = KeptMap(views or (WHOLE,), max(0, len(views) - 1))
    return Keyframes(experiment, Options(**options), width, height, folder)


def made(keyframes):
    shares = [*keyframes.prepare()]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    return keyframes


@pytest.mark.usefixtures("run_loop")
def test_the_pilot_begins_with_the_present_view_and_halves_it_as_often_as_asked(tmp_path):
    keyframes = made(keyframes_of(tmp_path, ELSEWHERE, WHOLE))
    windows = [Window.of(plan) for plan in keyframes.plans]
    assert (str(windows[0].x), str(windows[0].y)) == (WHOLE.x, WHOLE.y)
    assert windows[0].magnification(windows[-1]) == pytest.approx(10)
    for outer, inner in pairwise(windows):
        assert outer.holds(inner)
        assert outer.magnification(inner) <= 2.01
    assert not [*tmp_path.iterdir()]


@pytest.mark.usefixtures("run_loop")
def test_each_keyframe_has_the_measures_of_its_runs_and_colours_of_its_own(tmp_path):
    keyframes = made(keyframes_of(tmp_path, magnify=2.0))
    assert keyframes.values.shape == (2, 16, 24)
    assert np.isfinite(keyframes.values).all()
    plan = keyframes.plans[1]
    learned = plan.has_learned(np.asarray(keyframes.values[1]))
    assert keyframes.scales[1].kept.share == pytest.approx(learned.mean())
    assert keyframes.scales[0].kept != keyframes.scales[1].kept


@pytest.mark.usefixtures("run_loop")
def test_views_that_were_visited_are_gone_through(tmp_path):
    other_steps = replace(WHOLE, steps=7)
    views = WHOLE, other_steps, ELSEWHERE, NEAR, DEEP
    keyframes = made(keyframes_of(tmp_path, *views, route="views", magnify=None))
    seen = [(str(plan.x), str(plan.y)) for plan in keyframes.plans]
    assert seen[0] == (WHOLE.x, WHOLE.y)
    assert (NEAR.x, NEAR.y) in seen
    assert seen[-1] == (DEEP.x, DEEP.y)
    assert (ELSEWHERE.x, ELSEWHERE.y) not in seen


@pytest.mark.usefixtures("run_loop")
def test_a_zoom_ends_before_roundings_are_seen(tmp_path):
    end = replace(DEEP, x="hidden-rate:0.1:0.100000000000001:log")
    keyframes = made(keyframes_of(tmp_path, WHOLE, end, route="views", magnify=None))
    last = keyframes.plans[-1]
    assert str(last.x) != end.x
    assert np.diff(last.xs).min() >= 7 * np.spacing(0.1)
    assert np.diff(last.xs).max() < 40 * np.spacing(0.1)


@pytest.mark.usefixtures("run_loop")
@pytest.mark.parametrize("views", [(WHOLE,), (WHOLE, ELSEWHERE, NEAR, WHOLE)])
def test_without_views_that_lead_anywhere_the_route_is_refused(tmp_path, views):
    with pytest.raises(ExportError, match="zoom into it first") as refused:
        made(keyframes_of(tmp_path, *views, route="views", magnify=None))
    assert refused.value.option == "route"


@pytest.mark.usefixtures("run_loop")
def test_without_a_boundary_there_is_no_zoom(tmp_path):
    slow = replace(WHOLE, x="hidden-rate:1e-9:2e-9", y="output-rate:1e-9:2e-9", steps=2)
    with pytest.raises(ExportError, match="nothing to zoom into") as refused:
        made(keyframes_of(tmp_path, slow))
    assert refused.value.option == "route"


def test_a_map_that_the_experiment_has_not_is_refused(tmp_path):
    with pytest.raises(ExportError, match="there is no such map") as refused:
        keyframes_of(tmp_path, replace(WHOLE, x="momentum:0:0.9"))
    assert refused.value.option == "size"


@pytest.mark.usefixtures("run_loop")
def test_stopped_it_ends_at_once_and_leaves_no_file(tmp_path):
    # Ten thousand million steps would take minutes.
    keyframes = keyframes_of(tmp_path, replace(WHOLE, steps=1_000_000), width=100, height=100)
    with closing(keyframes.prepare()) as work:
        next(work)
    assert not keyframes.plans
    assert not [*tmp_path.iterdir()]
