"""The generators: what each draws, and that it is drawn the same again."""

import math
from hashlib import sha256

import pytest

from micrograd.data.dataset import four_samples
from micrograd.data.generators import GENERATORS
from micrograd.data.tasks import Task, classes_of, task_of

EVERY = pytest.mark.parametrize("name", list(GENERATORS))
WITH_CLASSES = [name for name, row in GENERATORS.items() if row.task.classes]
CURVES = {
    "sine": lambda x: math.sin(math.pi * x),
    "line": lambda x: 0.8 * x - 0.2,
    "step": lambda x: 0.5 if x >= 0 else -0.5,
}


def drawn(name, samples=None, noise=None, seed=0):
    return GENERATORS[name].dataset(samples, noise, seed)


# Every generator


def test_those_that_people_know_are_there():
    assert list(GENERATORS) == [
        *("four-samples", "xor", "two-gaussians", "moons", "circles", "spirals"),
        *("checkerboard", "blobs", "sine", "line", "step", "ripple"),
        *("trainability", "formula"),
    ]


@EVERY
def test_it_draws_the_usual_number_of_samples_for_its_task(name):
    row, dataset = GENERATORS[name], drawn(name)
    assert len(dataset) == row.samples
    assert task_of(dataset.targets) == row.task


@EVERY
def test_the_same_seed_draws_the_same_numbers(name):
    assert drawn(name, 30, 0.3, 7) == drawn(name, 30, 0.3, 7) != drawn(name, 30, 0.3, 8)


@EVERY
@pytest.mark.parametrize("samples", [1, 2, 3, 7, 100])
def test_it_draws_any_number_of_samples(name, samples):
    assert len(drawn(name, samples)) == samples


@EVERY
def test_inputs_are_of_the_size_that_networks_like(name):
    reach = max(abs(x) for row in drawn(name, 500).xs for x in row)
    assert 0.9 < reach < 3.5


@EVERY
def test_noise_moves_inputs_of_classes_and_targets_of_curves(name):
    clean, noisy = drawn(name, 200, 0.0), drawn(name, 200, 0.2)
    stays, moves = ("targets", "xs") if name in WITH_CLASSES else ("xs", "targets")
    assert getattr(clean, stays) == getattr(noisy, stays)
    rows = zip(getattr(clean, moves), getattr(noisy, moves), strict=True)
    moved = [b - a for before, after in rows for a, b in zip(before, after, strict=True)]
    assert math.sqrt(sum(each**2 for each in moved) / len(moved)) == pytest.approx(0.2, rel=0.2)


@EVERY
def test_more_noise_moves_the_same_points_further(name):
    clean, some, more = (drawn(name, 10, noise).rows() for noise in (0.0, 0.1, 0.2))
    for row, near, far in zip(clean, some, more, strict=True):
        twice = [a + 2 * (b - a) for a, b in zip(row, near, strict=True)]
        assert far == pytest.approx(twice, abs=1e-12)


@EVERY
def test_its_name_tells_where_the_numbers_come_from(name):
    kinds = {
        "blobs": ", 3 classes",
        "formula": " x2 > x1**2, 2 inputs from -1 to 1",
    }.get(name, "")
    expected = f"{name}{kinds}, 1,200 samples, noise 0.25, seed 3"
    assert drawn(name, 1200, 0.25, 3).name == expected


@EVERY
def test_what_is_usual_can_be_asked_for(name):
    row = GENERATORS[name]
    assert row.dataset(**row.usual) == row.dataset()
    assert row.dataset(**row.usual).name == row.dataset().name


@pytest.mark.parametrize("name", [name for name in WITH_CLASSES if name != "formula"])
def test_the_first_rows_show_every_class(name):
    dataset = drawn(name)
    count = GENERATORS[name].task.classes
    if name != "four-samples":
        assert set(classes_of(dataset.targets[:count])) == set(range(count))
    numbers = [classes_of(dataset.targets).count(each) for each in range(count)]
    assert max(numbers) - min(numbers) <= 1


def test_the_numbers_stay_those_of_today():
    apart = {"formula": "01a1059244524868", "trainability": "47f39312026fd42f"}
    others = [name for name in GENERATORS if name not in apart]
    each_apart = [([name], known) for name, known in apart.items()]
    for names, known in ((others, "7e8d22c652e5eb96"), *each_apart):
        rows = [drawn(name, 20, 0.125, 5).rows() for name in names]
        texts = [f"{number:.9e}" for each in rows for row in each for number in row]
        assert sha256(" ".join(texts).encode()).hexdigest()[:16] == known


# A formula of one's own


def test_a_comparison_makes_the_classes_0_and_1_before_noise_moves_the_inputs():
    row = GENERATORS["formula"]
    clean = row.dataset(100)
    assert clean.ys == [float(b > a**2) for a, b in clean.xs]
    assert row.dataset(100, 0.3).ys == clean.ys
    assert clean.task.text == "two classes"


def test_a_formula_makes_targets_for_inputs_from_a_range():
    more = {"formula": "x1 - 10*x3", "inputs": 3, "low": 2.0, "high": 5.0}
    dataset = GENERATORS["formula"].dataset(50, **more)
    assert dataset.nin == 3
    assert all(2 <= x <= 5 for xs in dataset.xs for x in xs)
    assert dataset.ys == [x[0] - 10 * x[2] for x in dataset.xs]
    assert dataset.task.text == "regression"
    assert dataset.name == ("formula x1 - 10*x3, 3 inputs from 2 to 5, 50 samples, noise 0, seed 0")


def test_a_formula_without_a_number_is_refused():
    with pytest.raises(ValueError, match="“x3” is no column; there are x1, x2"):
        GENERATORS["formula"].dataset(formula="x3 > 0")
    with pytest.raises(ValueError, match="positive numbers only"):
        GENERATORS["formula"].dataset(formula="log(x1)")


# Single generators


def test_the_four_samples_are_those_of_the_specification():
    assert drawn("four-samples") == four_samples()
    assert drawn("four-samples", 6).rows()[4:] == four_samples().rows()[:2]


def test_xor_is_the_truth_table():
    rows = {tuple(row) for row in drawn("xor").rows()}
    assert rows == {(-1, -1, -1), (-1, 1, 1), (1, -1, 1), (1, 1, -1)}


def test_moons_are_those_of_scikit_learn():
    # make_moons(6): three points on each half circle.
    upper, lower = [(1, 0), (0, 1), (-1, 0)], [(0, 0.5), (1, -0.5), (2, 0.5)]
    dataset = drawn("moons", 6, 0.0)
    assert dataset.ys == [-1, 1] * 3
    for points, expected in ((dataset.xs[0::2], upper), (dataset.xs[1::2], lower)):
        for point, place in zip(points, expected, strict=True):
            assert point == pytest.approx(place, abs=1e-12)


def test_circles_lie_in_each_other():
    dataset = drawn("circles", 50, 0.0)
    for x, y in zip(dataset.xs, dataset.ys, strict=True):
        assert math.hypot(*x) == pytest.approx(0.5 if y > 0 else 1.0)
    assert len({tuple(x) for x in dataset.xs}) == 50


def test_spirals_are_half_a_turn_apart():
    dataset = drawn("spirals", 40, 0.0)
    for one, other in zip(dataset.xs[0::2], dataset.xs[1::2], strict=True):
        assert one == pytest.approx([-x for x in other])
    assert max(math.hypot(*x) for x in dataset.xs) == pytest.approx(1.0)
    assert len({tuple(x) for x in dataset.xs}) == 40


def test_a_checkerboard_changes_colour_from_square_to_square():
    dataset = drawn("checkerboard", 300, 0.0)
    for (x1, x2), y in zip(dataset.xs, dataset.ys, strict=True):
        square = math.floor(2 * (x1 + 1)) + math.floor(2 * (x2 + 1))
        assert y == (1 if square % 2 else -1)


def test_two_gaussians_lie_opposite_each_other():
    dataset = drawn("two-gaussians", 2000)
    for y in (-1, 1):
        points = [x for x, target in zip(dataset.xs, dataset.ys, strict=True) if target == y]
        for column in zip(*points, strict=True):
            assert sum(column) / len(column) == pytest.approx(0.75 * y, abs=0.05)


def test_blobs_have_a_target_for_each_class():
    dataset = drawn("blobs", 6, 0.0)
    assert dataset.targets[:3] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert all(math.hypot(*x) == pytest.approx(1) for x in dataset.xs)


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_there_are_as_many_blobs_as_asked_for(classes):
    dataset = GENERATORS["blobs"].dataset(70, 0.0, classes=classes)
    assert task_of(dataset.targets) == Task(classes, classes)
    assert len({tuple(x) for x in dataset.xs}) == classes
    assert dataset.name == f"blobs, {classes} classes, 70 samples, noise 0, seed 0"


@pytest.mark.parametrize("name", list(CURVES))
def test_a_curve_is_its_formula(name):
    dataset = drawn(name, 31, 0.0)
    inputs = [x for (x,) in dataset.xs]
    assert inputs == sorted(inputs)
    assert (inputs[0], inputs[-1]) == (-1.5, 1.5)
    assert dataset.ys == [CURVES[name](x) for x in inputs]


def test_a_ripple_goes_around_the_middle():
    dataset = drawn("ripple")
    for x, y in zip(dataset.xs, dataset.ys, strict=True):
        assert y == math.cos(2 * math.pi * math.hypot(*x))
