"""Groups of samples in a graph, also of a batch, and of neurons, also of one by itself."""

from app.walking.step_groups import MOST_SIDE_BY_SIDE, SampleGroups, StepGroups


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


def groups_around(scope: str, neuron: tuple[int, int] | None) -> StepGroups:
    """The groups of 3-[4, 4, 1] with the samples 1 to 4, the second one chosen."""
    return StepGroups((4, 4, 1), scope, 1, SampleGroups(range(4)), neuron)


def test_a_neuron_by_itself_is_open_and_its_neighbours_are_one_group() -> None:
    groups = groups_around("sample", (0, 2))
    assert groups.of_neuron(0, 2) == ("layer 1 · neuron 3",)
    assert groups.of_neuron(0, 0) == ("layer 1 · rest", "neuron 1")
    assert groups.of_neuron(1, 0) == ("layer 2", "neuron 1")
    assert groups.opened_at_first() == {("layer 1 · neuron 3",)}


def test_a_layer_of_one_neuron_is_that_neuron() -> None:
    groups = groups_around("sample", (2, 0))
    assert groups.of_neuron(2, 0) == ("output",)
    assert groups.opened_at_first() == {("output",)}


def test_in_the_whole_loss_the_neuron_of_the_chosen_sample_is_open() -> None:
    groups = groups_around("loss", (0, 2))
    own = "layer 1 · neuron 3"
    assert groups.of_neuron(0, 2) == ("sample 2", own)
    opened = {("sample 2",), ("sample 2", own), ("parameters",), ("parameters", own)}
    assert groups.opened_at_first() == opened
