"""What training did: losses, parameters and checkpoints grow together, and go back together."""

from micrograd.runs.history import History


def grown(steps: int, first_step: int = 0) -> History:
    history = History(1, first_step)
    for step in range(first_step, first_step + steps):
        number = float(step)
        history.record_step(number, [number], [-number], [number + 1])
    return history


def test_every_step_is_kept() -> None:
    history = grown(3)
    assert history.losses.values.tolist() == [0.0, 1.0, 2.0]
    assert history.parameters.steps.tolist() == [0, 1, 2]
    assert (history.steps, history.last) == (3, [3.0])


def test_a_branch_counts_its_steps_from_where_it_begins() -> None:
    history = grown(2, first_step=7)
    assert history.losses.values.tolist() == [7.0, 8.0]
    assert history.parameters.steps.tolist() == [7, 8]
    assert history.steps == 9


def test_a_step_back_is_forgotten_by_all_of_them() -> None:
    history = grown(200)
    assert history.checkpoints.steps[-1] > 100
    history.rewind(100, [100.0])
    assert len(history.losses) == history.steps == 100
    assert history.parameters.steps.tolist() == list(range(100))
    assert history.checkpoints.steps[-1] <= 100
    assert history.last == [100.0]


def test_before_its_first_step_there_is_no_last_one() -> None:
    history = grown(2)
    history.rewind(0, [5.0])
    assert history.last is None
