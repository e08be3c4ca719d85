"""How long losses withstand other rounding is found out by training once more."""

from collections.abc import Callable, Generator

import pytest

from micrograd.data.generators import GENERATORS
from micrograd.export import rounding
from micrograd.export.changes import changes
from micrograd.export.rounding import Agreement, agreement
from micrograd.training.divergence import DivergenceError
from tests.micrograd.export.conftest import Lab


def found(lab: Lab) -> Agreement:
    """The agreement found over a whole run."""
    shares: list[float] = []

    def work() -> Generator[float, None, Agreement]:
        result = yield from agreement(list(changes(lab.run, lab.run.steps)), lab.run.steps)
        results.append(result)
        return result

    results: list[Agreement] = []
    shares.extend(work())
    assert shares == sorted(shares)
    assert all(0 <= share < 1 for share in shares)
    return results[0]


def test_a_calm_run_agrees_to_its_end(lab: Callable[..., Lab]) -> None:
    assert found(lab().train(300)) == Agreement(300, False)


def test_a_run_that_jumps_about_agrees_until_rounding_has_grown(
    lab: Callable[..., Lab], script_of: Callable[..., str], compiled_loop: None
) -> None:
    moons = lab(GENERATORS["moons"].dataset(100), {"seed": 2}, 0.01).train(300)
    end, grows = found(moons)
    assert grows
    assert 5 < end < 100
    text = " ".join(script_of(moons.experiment, library="torch").split())
    assert f"The losses are the window's within 1e-9 before step {end}. This training" in text


def test_only_the_first_thousand_steps_are_tried(
    lab: Callable[..., Lab], script_of: Callable[..., str], compiled_loop: None
) -> None:
    long = lab().train(1100)
    assert found(long) == Agreement(1000, False)
    text = " ".join(script_of(long.experiment, library="torch").split())
    assert "within 1e-9 before step 1,000; later ones were not tried." in text


def test_a_run_of_few_steps_promises_all_of_them(
    lab: Callable[..., Lab], script_of: Callable[..., str]
) -> None:
    text = " ".join(script_of(lab().train(10).experiment, library="torch").split())
    assert "The losses are the window's within 1e-9." in text


def test_trying_takes_some_seconds_at_most(
    lab: Callable[..., Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = lab().train(200)
    monkeypatch.setattr(rounding, "MOST_S", 50 * 2 * long.trainer.expected_step_s)
    end, grows = found(long)
    assert not grows
    assert 40 <= end <= 60


def test_every_change_is_made_in_both(lab: Callable[..., Lab]) -> None:
    edited = lab().train(10).rate(0.02).parameter(1, 0.25).set("penalty", "l2").train(10)
    edited = edited.branch(15).cell(0, 0, 0.5).train(5)
    edited = edited.network({"optimizer": "adam"}).train(5)
    assert found(edited) == Agreement(25, False)


def test_a_step_that_only_one_of_them_can_do_is_where_they_part(
    lab: Callable[..., Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(self: object, trainer: object) -> None:
        raise DivergenceError(0, "loss", float("inf"))

    calm = lab().train(10)
    monkeypatch.setattr(rounding._Pair, "_nudge", diverge)
    assert found(calm) == Agreement(0, True)
