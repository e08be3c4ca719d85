"""The real program is killed at random instants: nothing older than two seconds is lost."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.documents.recovery import find
from micrograd.files.reading import read_experiment
from micrograd.runs.experiment import Experiment
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from tests.app.kill_driver import digest

pytestmark = pytest.mark.kill

ROOT = Path(__file__).parents[2]
KILLS, AT_ONCE, AT_RISK_S = 50, 2, 2.0
# So many lines a witness has from before what is at risk, however busy the computer is.
FEWEST_LINES = 6
# Of so many killed programs one has all of its runs trained again from their starts.
ONE_IS_REPLAYED_OF = 10


class Killed(NamedTuple):
    """A program that was killed. witness: what it had logged until then."""

    number: int
    time: float
    root: Path
    witness: list[dict[str, Any]]


@pytest.fixture
def cache(request: pytest.FixtureRequest, compiled_loop: object) -> str:
    """Where the compiled loop is, so that the program has it at once."""
    return str(request.config.cache.mkdir("compiled-loop"))


def start_and_kill(number: int, folder: Path, cache: str) -> Killed:
    """Start the program, and kill it at a random instant some seconds later."""
    folder.mkdir()
    witness = folder / "witness"
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": cache,
    }
    driver = str(Path(__file__).with_name("kill_driver.py"))
    with open(folder / "output", "wb") as output:
        program = subprocess.Popen(
            [sys.executable, driver, str(witness), str(number)],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
        )
        try:
            until = time.monotonic() + 60
            while not witness.exists() or not witness.stat().st_size:
                assert program.poll() is None, (folder / "output").read_text()
                assert time.monotonic() < until, "the program does not begin"
                time.sleep(0.01)
            time.sleep(random.Random(number).uniform(AT_RISK_S, 2 * AT_RISK_S))
            while not has_seen_enough(witness):
                assert program.poll() is None, (folder / "output").read_text()
                assert time.monotonic() < until, "the program does too little"
                time.sleep(0.01)
            assert program.poll() is None, (folder / "output").read_text()
        finally:
            program.kill()
            killed_at = time.monotonic()
            program.wait()
    said = (folder / "output").read_text()
    assert "Traceback" not in said, said
    lines = [json.loads(line) for line in witness.read_text().splitlines()]
    return Killed(number, killed_at, folder / "micrograd-playground" / "recovery", lines)


def has_seen_enough(witness: Path) -> bool:
    """True where what it saw in the beginning is no longer at risk."""
    # The last line may be half written.
    whole = witness.read_text().split("\n")[:-1]
    times = [json.loads(line)["time"] for line in whole[:FEWEST_LINES]]
    return len(times) == FEWEST_LINES and times[-1] < time.monotonic() - AT_RISK_S


def killed_programs(folder: Path, cache: str) -> Iterator[Killed]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda i: start_and_kill(i, folder / str(i), cache), range(KILLS))


def recovered(killed: Killed) -> Experiment:
    """What the next start of the program offers."""
    (found,) = find(killed.root)
    assert found.problem == "", f"kill {killed.number}: {found.problem}"
    return read_experiment(found.file)


def trained_to(run: Run, steps: int, from_its_start: bool) -> list[float]:
    """The parameters after a step of a run, before anything was changed there."""
    start, events = run.start, run.events
    trainer = start.trainer()
    run.events = [event for event in events if event.step < steps]
    if from_its_start:
        trainer.resume(start.step, start.state, start.grads)
        for event in run.events:
            trainer.run(event.step - trainer.steps)
            event.apply(trainer)
        trainer.run(steps - trainer.steps)
    else:
        restore(trainer, run, steps)
    run.events = events
    return [parameter.data for parameter in trainer.parameters]


def check(killed: Killed, experiment: Experiment) -> int:
    """Everything that was logged two seconds before the kill is there; counts these lines."""
    runs = {run.number: run for run in experiment.all_runs()}
    old = [line for line in killed.witness if line["time"] < killed.time - AT_RISK_S]
    for line in old:
        for number, steps, events in line["runs"]:
            assert number in runs, f"kill {killed.number}: run {number} is lost"
            assert runs[number].steps >= steps, f"kill {killed.number}: steps of run {number}"
            assert len(runs[number].events) >= events, f"kill {killed.number}: events"
    if old and old[-1]["digest"]:
        run, steps = runs[old[-1]["current"]], old[-1]["steps"]
        assert digest(trained_to(run, steps, False)) == old[-1]["digest"]
    return len(old)


def age_of(killed: Killed, experiment: Experiment) -> float:
    """How old what was kept is at the kill: that much work was lost, in seconds."""
    runs = {run.number: run.steps for run in experiment.all_runs()}
    for line in reversed(killed.witness):
        if all(runs.get(number, -1) >= steps for number, steps, _ in line["runs"]):
            return killed.time - line["time"]
    return killed.time - killed.witness[0]["time"]


def test_a_program_killed_fifty_times_loses_nothing_older_than_two_seconds(
    tmp_path: Path, cache: str
) -> None:
    checked, steps, ages = 0, 0, []
    for killed in killed_programs(tmp_path, cache):
        experiment = recovered(killed)
        checked += check(killed, experiment)
        ages.append(age_of(killed, experiment))
        for run in experiment.all_runs():
            steps += run.steps - run.start.step
            if killed.number % ONE_IS_REPLAYED_OF == 0 and not run.is_untrained:
                assert trained_to(run, run.steps, True) == run.history.last
    print(f"{checked} lines, {steps:,} steps; lost at most {max(ages):.2f} s of work")
    # The witness saw much more than what is at risk, and the programs did train.
    assert checked >= FEWEST_LINES * KILLS
    assert steps > 1_000 * KILLS
