"""What training did: changes are marked at their steps, and another network goes on from there."""

import numpy as np

from micrograd.runs.history import History, Mark


def test_marks_are_kept_in_their_order() -> None:
    history = History(1)
    history.mark(3, "rate", "rate 0.2")
    history.mark(5, "data", "data")
    assert history.marks == [Mark(3, "rate", "rate 0.2"), Mark(5, "data", "data")]


def test_a_second_mark_of_a_kind_at_a_step_replaces_the_first() -> None:
    history = History(1)
    history.mark(3, "rate", "rate 0.2")
    history.mark(3, "data", "data")
    history.mark(3, "rate", "rate 0.3")
    assert history.marks == [Mark(3, "data", "data"), Mark(3, "rate", "rate 0.3")]


def test_a_history_that_continues_takes_losses_and_marks_over() -> None:
    old = History(2)
    for loss in (3.0, 2.0, 1.0):
        old.losses.append(loss)
    old.mark(1, "rate", "rate 0.2")
    new = History(5)
    new.continue_from(old, 3)
    new.mark(3, "network", "add a layer")
    new.losses.append(0.5)
    new.parameters.record([0.0] * 5, [0.0] * 5)
    assert new.losses.values.tolist() == [3.0, 2.0, 1.0, 0.5]
    assert new.parameters.steps.tolist() == [3]
    assert [mark.step for mark in new.marks] == [1, 3]
    assert old.losses.values.tolist() == [3.0, 2.0, 1.0]
    assert [mark.step for mark in old.marks] == [1]


def test_a_history_that_continues_keeps_the_spikes_of_a_long_run() -> None:
    old = History(2)
    losses = np.ones(2_000_000)
    losses[5] = 100.0
    old.losses.extend(losses)
    new = History(5)
    new.continue_from(old, 1_500_000)
    assert (len(new.losses), len(old.losses)) == (1_500_000, 2_000_000)
    assert new.losses.at(5).high == 100.0


def test_a_step_back_is_forgotten_by_losses_and_parameters() -> None:
    history = History(1)
    for number in (3.0, 2.0, 1.0):
        history.losses.append(number)
        history.parameters.record([number], [number])
    history.mark(3, "rate", "rate 0.2")
    history.rewind(2)
    assert history.losses.values.tolist() == [3.0, 2.0]
    assert history.parameters.steps.tolist() == [0, 1]
    assert history.marks == [Mark(2, "rate", "rate 0.2")]
