"""Sampling: which samples a step trains on, and which are held out."""

import pytest

from micrograd.data import sampling as sampling_module
from micrograd.data.dataset import Dataset
from micrograd.data.sampling import Samples, Sampling
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.trainer import trainer_for


def ten() -> Dataset:
    return Dataset.from_rows([[float(i), float(-i)] for i in range(10)], name="ten")


def test_as_usual_every_step_trains_on_the_dataset_as_it_is() -> None:
    dataset = ten()
    samples = Samples(dataset)
    assert samples.taken(samples.rows_of(17)) is dataset
    assert (samples.held_out, samples.steps_per_epoch) == ([], 1)
    assert samples.epoch_of(17) == 17


def test_the_batches_of_an_epoch_have_every_sample_once_and_the_last_one_what_is_left() -> None:
    samples = Samples(ten(), Sampling(batch_size=4, seed=3))
    batches = [samples.rows_of(step) for step in (3, 4, 5)]
    assert list(map(len, batches)) == [4, 4, 2]
    assert sorted(row for batch in batches for row in batch) == list(range(10))
    assert list(map(samples.epoch_of, (2, 3, 5, 6))) == [0, 1, 1, 2]


def test_the_batch_of_a_step_does_not_depend_on_what_was_asked_before() -> None:
    sampling = Sampling(batch_size=3, seed=1)
    forwards, backwards = Samples(ten(), sampling), Samples(ten(), sampling)
    steps = range(20)
    expected = [forwards.rows_of(step) for step in steps]
    assert [backwards.rows_of(step) for step in reversed(steps)] == expected[::-1]
    assert len(set(map(tuple, expected))) > 15


def test_a_batch_has_the_numbers_of_its_rows_in_their_order() -> None:
    samples = Samples(ten(), Sampling(batch_size=4, seed=3))
    rows = samples.rows_of(1)
    batch = samples.taken(rows)
    assert batch.xs == [[float(row)] for row in rows]
    assert batch.ys == [float(-row) for row in rows]


def test_what_is_held_out_is_in_no_batch() -> None:
    samples = Samples(ten(), Sampling(batch_size=2, test_share=0.4, seed=2))
    seen = {row for step in range(30) for row in samples.rows_of(step)}
    assert len(samples.held_out) == 4
    assert seen == set(range(10)) - set(samples.held_out) == set(samples.training)


def test_a_batch_that_is_larger_than_the_dataset_is_all_of_it() -> None:
    samples = Samples(ten(), Sampling(batch_size=100))
    assert not samples.has_batches
    assert samples.rows_of(5) == list(range(10))


def test_inputs_and_targets_are_normalised_by_the_samples_trained_on_alone() -> None:
    sampling = Sampling(test_share=0.3, normalise="inputs-and-targets")
    samples = Samples(Dataset.from_rows([[i, 7.0, 2.0 * i + 1] for i in range(10)]), sampling)
    trained = [samples.scaled.xs[row] for row in samples.training]
    first, constant = zip(*trained, strict=True)
    assert sum(first) == pytest.approx(0.0, abs=1e-12)
    assert sum(x * x for x in first) / len(first) == pytest.approx(1.0)
    assert set(constant) == {0.0}
    y = samples.scaled.targets[4]
    assert samples.in_units(y) == pytest.approx(samples.dataset.targets[4])
    assert isinstance(samples.scaled.ys[0], float)


def test_nothing_is_normalised_before_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    find = sampling_module.scales_of
    monkeypatch.setattr(
        sampling_module, "scales_of", lambda name, *rows: found.append(name) or find(name, *rows)
    )
    recipe = Recipe(dataset=ten(), layers=(1,), test_share=0.3, seed=4, normalise="inputs")
    trainer = trainer_for(recipe, draw_network(recipe))
    trainer.change("batch_size", 2)
    assert found == []
    trainer.run(2)
    assert found == ["inputs"]


def test_classes_are_never_normalised() -> None:
    dataset = Dataset([[1.0], [2.0], [4.0]], [0.0, 1.0, 1.0])
    samples = Samples(dataset, Sampling(normalise="inputs-and-targets"))
    assert samples.scaled.ys == dataset.ys
    assert samples.in_units([0.25]) == [0.25]


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(3, 0.3, 5, "inputs"), Sampling(2, 0.3)])
@pytest.mark.parametrize("before", [Sampling(), Sampling(4, 0.3, 5, "inputs"), Sampling(2, 0.3, 5)])
def test_what_is_taken_over_from_other_samples_is_what_would_be_found(
    sampling: Sampling, before: Sampling
) -> None:
    dataset = Dataset.from_rows([[float(i * i), float(-i)] for i in range(10)])
    copies = [Dataset(dataset.xs, dataset.ys) for _ in range(2)]
    in_use = [Samples(ten(), before), Samples(copies[0], before), Samples(copies[1], sampling)]
    fresh = Samples(dataset, sampling)
    for other in [Samples(each, sampling) for each in copies]:
        assert other.scaled == fresh.scaled
        assert (other.training, other.held_out) == (fresh.training, fresh.held_out)
        assert [other.rows_of(step) for step in range(9)] == [fresh.rows_of(s) for s in range(9)]
    assert other.scaled is in_use[-1].scaled


def test_classes_are_known_from_samples_held_out_too() -> None:
    sampling = Sampling(test_share=0.25, seed=3, normalise="inputs-and-targets")
    samples = Samples(Dataset([[1.0], [2.0], [3.0], [4.0]], [1.0, 1.0, 1.0, 0.0]), sampling)
    assert samples.scaled.ys == [1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    "rows",
    [
        [[1.7e308, 1.0], [-1.7e308, 2.0], [-1.7e308, 3.0], [1.0, 4.0]],
        [[1e-300, 1.0], [2e-300, 2.0], [3e-300, 3.0], [1e20, 4.0]],
    ],
)
def test_numbers_of_any_size_are_normalised_to_finite_ones(rows: list[list[float]]) -> None:
    sampling = Sampling(test_share=0.25, seed=3, normalise="inputs")
    scaled = Samples(Dataset.from_rows(rows), sampling).scaled
    assert all(abs(x) < float("inf") for row in scaled.xs for x in row)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9, 0.99])
@pytest.mark.parametrize("batch_size", [0, 1, 7, 10, 50])
@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_the_samples_of_a_step_are_counted_without_taking_them(
    count: int, batch_size: int, share: float
) -> None:
    sampling = Sampling(batch_size, share, 5)
    dataset = Dataset([[float(i)] for i in range(count)], [1.0] * count)
    assert sampling.samples_of_step(count) == len(Samples(dataset, sampling).rows_of(0))
