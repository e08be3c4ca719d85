"""Training and exports without a window: when the compiled loop is worth its while."""

import pytest

from app.export.batch import WORTH_BUILDING_S, have_compiled_loop, train_on
from micrograd.compiled import UnavailableError
from micrograd.runs.experiment import new_experiment


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the compiled loop, which was never built before."""
    calls: list[str] = []

    def load_from_cache() -> bool:
        calls.append("load")
        return False

    monkeypatch.setattr("micrograd.compiled.library.load_from_cache", load_from_cache)
    monkeypatch.setattr("micrograd.compiled.library.load", lambda: calls.append("build"))
    return calls


def test_for_a_few_steps_it_is_not_built(calls: list[str]) -> None:
    have_compiled_loop(WORTH_BUILDING_S / 2)
    assert calls == ["load"]


def test_for_many_steps_it_is_built(calls: list[str]) -> None:
    have_compiled_loop(2 * WORTH_BUILDING_S)
    assert calls == ["load", "build"]


def test_where_it_can_not_be_used_the_engine_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise UnavailableError("not here")

    monkeypatch.setattr("micrograd.compiled.library.load_from_cache", fail)
    experiment = new_experiment()
    assert train_on(experiment, 3) is None
    assert (experiment.current.steps, experiment.current.place) == (3, 3)


def test_without_steps_nothing_is_trained(calls: list[str]) -> None:
    experiment = new_experiment()
    assert train_on(experiment, 0) is None
    assert experiment.current.is_untrained
    assert calls == []
