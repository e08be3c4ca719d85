"""Fixtures that several tests share: reference figures, memory, a fresh interpreter."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import micrograd
from micrograd.engine import Value

REPOSITORY = Path(micrograd.__file__).parent.parent


def bits_of(numbers: Sequence[float]) -> list[str]:
    """Numbers as text that is equal only where every bit is; -0.0 is not 0.0, nan is nan."""
    return [number.hex() for number in numbers]


@pytest.fixture(scope="session")
def bits() -> Callable[[Sequence[float]], list[str]]:
    return bits_of


@pytest.fixture
def no_cyclic_collector() -> Iterator[None]:
    """Without the cyclic collector objects are freed by their reference count alone."""
    # Finalisers of earlier tests' garbage may leave more of it.
    while gc.collect():
        pass
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def count_values() -> Callable[[], int]:
    """Count the `Value`s that are alive."""
    return lambda: sum(type(thing) is Value for thing in gc.get_objects())


@pytest.fixture(scope="session")
def fresh_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `python *arguments` in an interpreter of its own, where the package is found."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-X", "utf8", "-W", "error", *arguments],
            cwd=REPOSITORY,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return run


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`reference_case`: every case of the reference figures, one test each."""
    if "reference_case" in metafunc.fixturenames:
        text = Path(__file__).with_name("training_reference.json").read_text(encoding="utf-8")
        cases = json.loads(text)["cases"]
        names = [f"seed {case['random_seed']}" for case in cases]
        metafunc.parametrize("reference_case", cases, ids=names)
