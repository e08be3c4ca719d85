"""Pixels of different makers are not mixed: whatever makes other bits has another identity."""

import math

import pytest

from micrograd.compiled import library, run_library
from micrograd.compiled.libraries import Library
from micrograd.parallel import engine_identity as module
from micrograd.parallel.engine_identity import (
    FUNCTIONS,
    engine_identity,
    parts_of_engine,
    told_difference,
)


@pytest.fixture(autouse=True)
def asked_anew() -> None:
    engine_identity.cache_clear()


def test_it_is_the_same_each_time() -> None:
    first = engine_identity()
    engine_identity.cache_clear()
    assert engine_identity() == first


@pytest.mark.parametrize(
    ("changed", "module"),
    [(library, "micrograd.compiled.kernel"), (run_library, "micrograd.compiled.run_kernel")],
    ids=["of one run", "of many runs"],
)
def test_another_source_of_either_loop_is_another_engine(
    changed: Library, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, sources = engine_identity(), changed.sources()
    monkeypatch.setattr(changed, "sources", lambda: {**sources, module: sources[module] + "\n"})
    engine_identity.cache_clear()
    assert engine_identity() != first


def test_another_function_of_the_c_library_is_another_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = engine_identity()
    (_, low, high), *others = FUNCTIONS
    rounded = (lambda number: math.nextafter(math.tanh(number), 1.0), low, high)
    monkeypatch.setattr(module, "FUNCTIONS", (rounded, *others))
    engine_identity.cache_clear()
    assert engine_identity() != first


# Two machines.


def differing(*names: str) -> dict[str, str]:
    return parts_of_engine() | dict.fromkeys(names, "another")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], ""),
        (["tanh"], "its tanh rounds differently"),
        (["exp", "tanh"], "its tanh and exp round differently"),
        (["micrograd"], "it has another version of micrograd"),
        (["micrograd", "tanh"], "it has another version of micrograd"),
    ],
)
def test_the_difference_is_told_in_words(names: list[str], told: str) -> None:
    assert told_difference(differing(*names)) == told


def test_what_an_older_version_does_not_know_is_a_difference() -> None:
    assert told_difference({}) == "it has another version of micrograd"
