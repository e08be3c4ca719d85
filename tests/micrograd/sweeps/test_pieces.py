"""Pieces of a sweep: all trials in their order, enough for every thread."""

import pytest

from micrograd.compiled.opcodes import LANES
from micrograd.data.dataset import four_samples
from micrograd.sweeps import pieces
from tests.sweep_plans import sweep_plan


@pytest.mark.parametrize(("threads", "lengths"), [(1, [504, 496]), (2, [256] * 3 + [232])])
def test_each_thread_has_two_pieces_of_whole_lanes(
    threads: int, lengths: list[int], monkeypatch: pytest.MonkeyPatch, compiled_loop: object
) -> None:
    monkeypatch.setattr(pieces, "usual_threads", lambda: threads)
    plan = sweep_plan(four_samples(), (0.1,), range(1000), ((3, 1),), steps=2)
    found = [*pieces.pieces_of(plan.trials)]
    assert [len(piece) for piece in found] == lengths
    assert [index for piece in found for index in piece] == [*range(1000)]


def test_long_trials_come_in_pieces_of_the_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = sweep_plan(four_samples(), (0.1,), range(20), ((3, 1),), steps=1_000_000)
    monkeypatch.setattr(pieces, "usual_threads", lambda: 1)
    assert [len(piece) for piece in pieces.pieces_of(plan.trials)] == [LANES, LANES, 4]
