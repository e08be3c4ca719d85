"""MapPlan: the run of each pixel, what its numbers mean, and the plans that are refused."""

from typing import Any

import numpy as np
import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.parallel.part_file import difference
from micrograd.recipe.recipe import Recipe
from micrograd.runs.plan import PlanError
from micrograd.runs.run import drawn_start

RATES, SCALES = Axis("learning-rate", 0.01, 1.0, True), Axis("init-scale", 0.5, 2.0)


def plan_of(x: Axis = RATES, y: Axis = SCALES, **parts: Any) -> MapPlan:
    given = {"recipe": Recipe(seed=3), "width": 3, "height": 2, "steps": 20}
    return MapPlan(x=x, y=y, **(given | parts))


def test_a_pixel_is_a_run_with_the_settings_of_its_column_and_its_row() -> None:
    start = plan_of().start((0.1, 2.0))
    assert start.recipe == Recipe(seed=3, learning_rate=0.1, init_scale=2.0)
    assert start.state == drawn_start(start.recipe).state


def test_a_pixel_may_have_its_own_parameter_and_its_own_sample() -> None:
    plan = plan_of(Axis("1.2.w3", -1, 1), Axis("data.4.y1", -2, 2))
    start, drawn = plan.start((0.25, 0.75)), drawn_start(Recipe(seed=3))
    assert start.recipe.dataset.targets == [[1.0], [-1.0], [-1.0], [0.75]]
    assert [i for i, pair in enumerate(zip(start.state, drawn.state, strict=True))
            if len(set(pair)) > 1] == [6]  # fmt: skip
    assert start.state[6] == 0.25


def test_columns_and_rows_have_the_values_of_their_axes() -> None:
    plan = plan_of()
    assert plan.xs == pytest.approx([0.01, 0.1, 1.0])
    assert plan.ys.tolist() == [0.5, 2.0]
    assert plan.count == 3 * 2


@pytest.mark.parametrize(
    ("parts", "part", "told"),
    [
        ({"width": 0}, "pixels", "0 x 2 is not from 1 x 1 to 65,536"),
        ({"steps": 0}, "steps", "0 is not from 1 to 1,000,000"),
        ({"measure": "beauty"}, "measure", "there is no 'beauty', but final-loss, "),
        ({"measure": "test-loss"}, "measure", "--test-share"),
        ({"recipe": Recipe(fault="uphill")}, "fault", "which has no wrong line: mend it first"),
        ({"y": RATES}, "y", "learning-rate is along the other axis already"),
        (
            {"x": Axis("momentum", 0, 0.9)},
            "x",
            "nothing depends on the momentum",
        ),
        ({"y": Axis("7.1.b", 0, 1)}, "y", "7.1.b is in no network"),
        ({"x": Axis("seed", 0, 1)}, "x", "seed:0:1 has only 2 different numbers for 3 pixels"),
    ],
)
def test_what_is_no_map_is_refused(parts: dict[str, Any], part: str, told: str) -> None:
    with pytest.raises(PlanError) as error:
        plan_of(**parts)
    assert error.value.part == part
    assert told in str(error.value)


def test_a_run_has_learned_where_its_loss_is_below_that_of_the_beginning() -> None:
    plan = plan_of(measure="final-loss")
    first = drawn_start(plan.recipe).trainer().evaluate().loss
    assert plan.limit == first
    values = np.array([0.0, first, 2 * first, np.inf])
    assert plan.has_learned(values).tolist() == [True, False, False, False]


def test_accuracy_begins_where_always_answering_one_class_ends() -> None:
    data = Recipe().dataset.with_samples({4: [0.0, 0.0, 0.0, 1.0]})
    plan = plan_of(recipe=Recipe(dataset=data), measure="accuracy")
    values = np.array([0.4, 0.6, 0.8, np.nan])
    assert plan.has_learned(values).tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("measure", "learned", "others"),
    [
        ("convergence", [-0.5, -30.0], [0.5, 30.0]),
        ("steps-to-loss", [0.0, 19.0], [np.inf]),
        ("diverged-at", [np.inf], [0.0, 19.0]),
    ],
)
def test_each_measure_tells_two_sides_apart(
    measure: str, learned: list[float], others: list[float]
) -> None:
    plan = plan_of(measure=measure)
    assert plan.has_learned(np.array(learned)).all()
    assert not plan.has_learned(np.array(others)).any()


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, ""),
        ({"steps": 21}, "steps is 20, and was 21"),
        ({"recipe": Recipe(seed=4)}, "seed is 3, and was 4"),
        ({"x": Axis("learning-rate", 0.01, 1.5, True)}, "x is learning-rate:0.01:1:log, and was"),
        ({"recipe": Recipe(seed=3, dataset=Recipe().dataset.with_samples({0: [0.0] * 4}))},
         "the data are others"),
    ],
)  # fmt: skip
def test_two_plans_differ_in_words(parts: dict[str, Any], told: str) -> None:
    found = difference(plan_of().identity(), plan_of(**parts).identity())
    assert found.startswith(told)
    assert bool(found) == bool(told)


def test_beside_a_hidden_rate_the_last_layer_keeps_its_own() -> None:
    rates = Axis("hidden-rate", 0.01, 1.0, True)
    start = plan_of(rates).start((0.5, 1.0))
    assert (start.recipe.learning_rate, start.recipe.output_rate) == (0.5, 0.1)
    start = plan_of(rates, Axis("output-rate", 0.01, 1.0, True)).start((0.5, 0.25))
    assert (start.recipe.learning_rate, start.recipe.output_rate) == (0.5, 0.25)
    start = plan_of(rates, recipe=Recipe(output_rate=0.3)).start((0.5, 1.0))
    assert (start.recipe.learning_rate, start.recipe.output_rate) == (0.5, 0.3)


def test_one_setting_is_not_along_both_axes_under_two_names() -> None:
    with pytest.raises(PlanError, match="hidden-rate is along the other axis already"):
        plan_of(RATES, Axis("hidden-rate", 0.1, 1.0))
