"""Makes a sweep and its file: what was done before an interruption is not done again."""

import csv
import io
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from micrograd.parallel.engine_identity import engine_identity
from micrograd.parallel.part_file import PartFile, PieceKind, digest_of
from micrograd.parallel.workplace import Workplace
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.pieces import Indices, SweepTraining, pieces_of
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.records import Floats, result_from
from micrograd.sweeps.result import TrialResult
from micrograd.system.saving import write_file

RUNS = PieceKind("runs", "sweep")
TABLE = ".csv"
# The column of the table that says which sweep it is of.
SWEEP = "sweep"


def make_sweep(
    plan: SweepPlan, place: Workplace, path: Path | None, resume: bool
) -> Generator[TrialResult]:
    """Train what is missing of a sweep, and write its table; yields all results in their order.

    path: of the table; None for no file. Records are kept beside
    it until it is written; where the workers end early, as they are cancelled, it is not written.
    Raises PartFileError and SaveError.
    """
    results: list[TrialResult | None] = [None] * plan.count
    told = 0
    with _part_file(plan, path, resume) as kept:
        for index, record in (kept.done if kept else {}).items():
            results[index] = result_from(plan.trials[index], record)
        missing = [trial for trial in plan.trials if results[trial.index] is None]
        with closing(place.workers(SweepTraining(plan)).hand_out(pieces_of(missing))) as handed_out:
            for piece, records in _begun(handed_out):
                for index, record in zip(piece, records, strict=True):
                    results[index] = result_from(plan.trials[index], record)
                    if kept:
                        kept.add(index, record)
                while told < plan.count and (result := results[told]) is not None:
                    told += 1
                    yield result
        if path and kept and told == plan.count:
            write_file(path, table_of(plan, [each for each in results if each]).encode())
            kept.remove()


def _begun(handed_out: Iterator[tuple[Indices, Floats]]) -> Iterator[tuple[Indices, Floats]]:
    """The same, after an empty piece: what was found in a file is told before anything else."""
    yield (), np.empty((0, 0))
    yield from handed_out


def _part_file(plan: SweepPlan, path: Path | None, resume: bool) -> Any:
    if path is None:
        return nullcontext()
    return PartFile(path, RUNS, identity_of_runs(plan), resume)


def identity_of_runs(plan: SweepPlan) -> dict[str, Any]:
    """All that the runs of a sweep follow from."""
    return {**plan.identity(), "engine": engine_identity()}


def table_rows(plan: SweepPlan, results: Iterable[TrialResult]) -> Iterator[list[Any]]:
    """The head of the table of a sweep, and a row for each run, whose numbers are rounded nowhere.

    A loss is empty after a divergence, as is a score that is not defined or not there.
    """
    axes = [SETTINGS[name].flag.removeprefix("--") or name for name in plan.axes]
    fault = plan.recipe.sabotage
    is_told = fault.is_any and "fault" not in plan.axes
    loss = f"loss (one line wrong: {fault.title})" if is_told else "loss"
    yield [*axes, "outcome", loss, "diverged-at", "score", "test-score"]
    for result in results:
        values = zip(plan.axes, result.trial.values, strict=True)
        has_diverged = result.diverged_at is not None
        yield [
            *(SETTINGS[name].text(value) for name, value in values),
            result.outcome.name,
            None if has_diverged else result.loss,
            result.diverged_at,
            None if has_diverged else result.score.value,
            result.test_score and result.test_score.value,
        ]


def table_of(plan: SweepPlan, results: Iterable[TrialResult]) -> str:
    """A sweep as CSV; its last column says in each row which sweep it is of."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    head, *rows = table_rows(plan, results)
    digest = digest_of(identity_of_runs(plan))
    writer.writerows([[*head, SWEEP], *([*row, digest] for row in rows)])
    return text.getvalue()


def is_made(plan: SweepPlan, path: Path) -> bool:
    """True where the file is the whole table of this very sweep."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            found = [row.get(SWEEP) for row in csv.DictReader(file)]
    except (OSError, ValueError, csv.Error):
        return False
    return found == [digest_of(identity_of_runs(plan))] * plan.count
