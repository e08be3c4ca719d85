"""Groups of samples in a graph, also where a step has a batch of them."""

from app.walking.sample_groups import MOST_SIDE_BY_SIDE, SampleGroups


def test_few_samples_have_a_group_each() -> None:
    groups = SampleGroups([125, 7, 30])
    assert groups.path(7) == ("sample 8",)


def test_many_samples_are_grouped_in_their_order() -> None:
    groups = SampleGroups(range(100))
    assert groups.path(0) == ("samples 1–5", "sample 1")
    assert groups.path(99) == ("samples 96–100", "sample 100")


def test_a_group_names_the_samples_of_a_batch_that_it_has() -> None:
    rows = [5 * i % 64 for i in range(64)]
    groups = SampleGroups(rows)
    paths = [groups.path(row) for row in rows]
    assert paths[0] == ("samples 1, 6, …", "sample 1")
    assert len({path[0] for path in paths}) <= MOST_SIDE_BY_SIDE
    assert {path[1] for path in paths} == {f"sample {row + 1}" for row in range(64)}
