"""Experiment: all runs, and the one that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from micrograd.recipe.recipe import Recipe
from micrograd.runs.kept_map import KeptMap
from micrograd.runs.run import Run, Start, drawn_start


@dataclass(frozen=True)
class Chosen:
    """What was chosen in the views: parameters, by their index, the last one leading; a sample."""

    parameters: tuple[int, ...]
    sample: int


@dataclass(eq=False)
class Experiment:
    """The runs in the list, and the ancestors of these.

    runs: those in the list. current: one of them. next_number: the number of the next new run.
    chosen: None where nobody has chosen yet. sweep: what is typed in the fields of a sweep, by
    their names; a field that is missing is as at first. map: what was seen of the map, None for
    nothing.
    """

    runs: list[Run]
    current: Run
    next_number: int
    chosen: Chosen | None = None
    sweep: Mapping[str, str] = field(default_factory=dict)
    map: KeptMap | None = None

    def new_run(
        self, start: Start, parent: Run | None = None, instead_of: Run | None = None
    ) -> Run:
        """A run that is not in the list yet. It takes the name and number of `instead_of`."""
        run = Run(instead_of.number if instead_of else self.next_number, start, parent)
        if instead_of:
            run.name = instead_of.name
        else:
            self.next_number += 1
        # A search for a fault goes on in a run that begins with the same one.
        now = self.current
        run.hides_fault |= now.hides_fault and now.recipe.fault == start.recipe.fault
        return run

    def has_branch(self, run: Run, step: int) -> bool:
        """True where another run begins at a step of a run."""
        return any(each.parent is run and each.start.step == step for each in self.all_runs())

    def add(self, run: Run, index: int | None = None) -> None:
        """Put a run in the list, at an index or the end; a number that is taken is changed.

        A parent that ends before the run begins, as after a divergence, is taken from the run.
        """
        if run.parent and run.parent.steps < run.start.step:
            run.parent = None
        if run.number in {each.number for each in self.runs}:
            has_default_name = run.name == f"run {run.number}"
            run.number, self.next_number = self.next_number, self.next_number + 1
            if has_default_name:
                run.name = f"run {run.number}"
        self.next_number = max(self.next_number, run.number + 1)
        self.runs = [*self.runs]
        self.runs.insert(len(self.runs) if index is None else index, run)

    def remove(self, run: Run) -> None:
        """Take a run out of the list; its branches keep it as their past."""
        self.runs = [each for each in self.runs if each is not run]

    def all_runs(self) -> list[Run]:
        """The runs in the list and their ancestors, parents before their branches."""
        known: dict[Run, None] = {}
        for run in self.runs:
            line: list[Run] = []
            each: Run | None = run
            while each is not None and each not in known:
                line.append(each)
                each = each.parent
            known.update(dict.fromkeys(reversed(line)))
        return list(known)


def new_experiment(recipe: Recipe | None = None) -> Experiment:
    """One untrained run with the weights of its seed."""
    run = Run(1, drawn_start(recipe or Recipe()))
    return Experiment([run], run, next_number=2)
