"""The real program is killed at random instants: nothing older than two seconds is lost."""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any, NamedTuple

import pytest

from app.documents.recovery import EXPERIMENT, find
from micrograd.files.reading import read_experiment
from micrograd.runs.experiment import Experiment
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from tests.app.kill_driver import digest

pytestmark = pytest.mark.kill

ROOT = Path(__file__).parents[2]
KILLS, EARLY_KILLS, AT_ONCE, AT_RISK_S = 50, 20, 2, 2.0
# The early ones come at equal distances from the program's start on, until so many times as long
# after it as the program needs to keep its first work.
EARLY_SHARE = 2.0
# A witness has at least this many lines from before the risk, however busy the computer is.
FEWEST_LINES = 6
# One killed program of this many has all of its runs trained again from their starts.
ONE_IS_REPLAYED_OF = 10


class Killed(NamedTuple):
    """A program that was killed. witness: what it had logged until then."""

    number: int
    time: float
    root: Path
    witness: list[dict[str, Any]]


# An act on a program, by its number, its folder and the cache.
Act = Callable[[int, Path, str], Any]


@pytest.fixture
def cache(request: pytest.FixtureRequest, compiled_loop: object) -> str:
    """The folder of the compiled loop, so that the program has it at once."""
    return str(request.config.cache.mkdir("compiled-loop"))


@contextmanager
def started(number: int, folder: Path, cache: str, witness: str) -> Iterator[Popen[bytes]]:
    """The program while it runs; killed at the end, and held to have told of no mistake."""
    folder.mkdir(exist_ok=True)
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": cache,
    }
    driver = str(Path(__file__).with_name("kill_driver.py"))
    with open(folder / "output", "wb") as output:
        program = Popen(
            [sys.executable, driver, str(folder / witness), str(number)],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
        )
        try:
            yield program
            assert program.poll() is None, (folder / "output").read_text()
        finally:
            program.kill()
            program.wait()
    said = (folder / "output").read_text()
    assert "Traceback" not in said, said


def wait_until(condition: Callable[[], bool], program: Popen[bytes]) -> None:
    """Wait for something that the program does, at most a minute."""
    until = time.monotonic() + 60
    while not condition():
        assert program.poll() is None, "the program has ended"
        assert time.monotonic() < until, "the program does too little"
        time.sleep(0.01)


def lines_of(witness: Path) -> list[dict[str, Any]]:
    """What the program has logged; its last line may be half written, and is left out."""
    whole = witness.read_text().split("\n")[:-1] if witness.exists() else []
    return [json.loads(line) for line in whole]


def start_and_kill(number: int, folder: Path, cache: str) -> Killed:
    """Start the program, and kill it at a random instant some seconds later."""
    witness = folder / "witness"
    with started(number, folder, cache, witness.name) as program:
        wait_until(lambda: bool(lines_of(witness)), program)
        time.sleep(random.Random(number).uniform(AT_RISK_S, 2 * AT_RISK_S))
        wait_until(lambda: has_seen_enough(witness), program)
        killed_at = time.monotonic()
    return Killed(number, killed_at, recovery_of(folder), lines_of(witness))


def start_and_kill_after(seconds: float, number: int, folder: Path, cache: str) -> Killed:
    """Start the program, and kill it so soon after that, whatever it is about to do."""
    witness = folder / "witness"
    with started(number, folder, cache, witness.name):
        time.sleep(seconds)
        killed_at = time.monotonic()
    return Killed(number, killed_at, recovery_of(folder), lines_of(witness))


def seconds_to_first_work(number: int, folder: Path, cache: str) -> float:
    """How long the program needs until there is something that the next start could offer."""
    began = time.monotonic()
    with started(number, folder, cache, "witness") as program:
        wait_until(lambda: any(recovery_of(folder).glob(f"*/{EXPERIMENT}")), program)
        return time.monotonic() - began


def recovery_of(folder: Path) -> Path:
    return folder / "micrograd-playground" / "recovery"


def has_seen_enough(witness: Path) -> bool:
    """True where what it saw in the beginning is no longer at risk."""
    times = [line["time"] for line in lines_of(witness)[:FEWEST_LINES]]
    return len(times) == FEWEST_LINES and times[-1] < time.monotonic() - AT_RISK_S


def at_once(act: Act, count: int, folder: Path, cache: str) -> Iterator[Any]:
    """What comes of so many programs, a few of them at a time; each has a folder of its own."""
    folder.mkdir()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda i: act(i, folder / str(i), cache), range(count))


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
    for killed in at_once(start_and_kill, KILLS, tmp_path / "late", cache):
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


def test_a_program_killed_right_after_its_start_starts_again_and_loses_no_more(
    tmp_path: Path, cache: str
) -> None:
    needed_s = max(at_once(seconds_to_first_work, AT_ONCE, tmp_path / "measured", cache))

    def kill(number: int, folder: Path, cache: str) -> Killed:
        seconds = EARLY_SHARE * needed_s * number / EARLY_KILLS
        return start_and_kill_after(seconds, number, folder, cache)

    kept = 0
    for killed in at_once(kill, EARLY_KILLS, tmp_path / "early", cache):
        found = find(killed.root)
        if found:
            check(killed, recovered(killed))
            kept += 1
        else:
            assert not [line for line in killed.witness if line["time"] < killed.time - AT_RISK_S]
        starts_again(killed, tmp_path / "early" / str(killed.number), cache)
        left = find(killed.root)
        assert [each.problem for each in left] == [""] * len(left)
        assert {each.folder for each in found} <= {each.folder for each in left}
    # Some were killed before there was anything to keep, some after.
    assert 0 < kept < EARLY_KILLS


def starts_again(killed: Killed, folder: Path, cache: str) -> None:
    witness = folder / "second witness"
    with started(killed.number, folder, cache, witness.name) as program:
        wait_until(lambda: bool(lines_of(witness)), program)
