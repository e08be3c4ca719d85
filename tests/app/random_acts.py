"""A person who does anything to the runs of an experiment; for test_any_history."""

import math
import random
from concurrent.futures import ThreadPoolExecutor

from app.session.session import Session
from app.session.undo import new_gesture
from micrograd.data.dataset import Dataset
from micrograd.data.normalising import NORMALISERS
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.initialisers import INITIALISERS
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.parts import neuron_names, parameter_names
from micrograd.recipe.penalties import PENALTIES
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.schedules import SCHEDULES
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.experiment import new_experiment
from micrograd.runs.recompute import Recomputation
from micrograd.runs.run import Run

ALL_OPERATIONS = 10**6
# Acts, and how often each is done.
ACTS = {
    "train": 10, "begin_step": 4, "step_phase": 2, "take_back": 7, "walk_over_start": 4, "seek": 2,
    "go_to": 6, "edit": 7, "change_mind": 5, "explode": 3, "try_network": 3, "undo": 6, "redo": 4,
    "turn": 4, "duplicate": 1, "delete": 2, "rename": 1, "reopen": 1,
}  # fmt: skip


class AnyPerson:
    """Does things by chance: the same ones for a seed.

    acts: what was done so far. may_go: up to which step a run may have come that leaves the list.
    read: the run that was read of each one when the experiment was opened anew.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        activation = self.chance.choice(["tanh", "linear", "relu"])
        config = Recipe(layers=(2, 1), activations=(activation, "linear"), seed=seed)
        self.session = Session(new_experiment(config))
        self.acts: list[str] = []
        self.may_go: dict[Run, float] = {}
        self.read: dict[Run, Run] = {}

    def act(self) -> str:
        """Do one of `ACTS`."""
        act = self.chance.choices([*ACTS], [*ACTS.values()])[0]
        self.acts.append(act)
        getattr(self, act)()
        return act

    def train(self) -> None:
        """At once, in the compiled loop where that is possible; or none at all: Run and Pause."""
        session, steps = self.session, self.chance.choice([0, 1, 1, 2, 5, 20])
        session.training.train_on()
        if steps and session.training.can_run_beside:
            with ThreadPoolExecutor(1) as executor:
                session.training.begin_run(executor, steps)
            assert session.training.collect_run()
            session.cursor.show_progress()
            return
        for _ in range(steps):
            if not session.cursor.divergence:
                session.training.step()

    def step_phase(self) -> None:
        for _ in range(self.chance.randint(1, 5)):
            self.session.training.step_phase()

    def begin_step(self) -> None:
        """Stand in the middle of a phase of it."""
        for _ in range(self.chance.randint(0, 3)):
            self.session.training.step_phase()
        for _ in range(self.chance.randint(1, 8)):
            self.session.training.step_operation()

    def take_back(self) -> None:
        """Some operations, or a whole step."""
        if self.chance.random() < 0.5:
            self.session.training.take_back(self.chance.randint(1, 30))
        else:
            self._take_step_back()

    def _take_step_back(self) -> None:
        for _ in range(4):
            self.session.training.take_back(ALL_OPERATIONS)

    def walk_over_start(self) -> None:
        """Operation by operation to before the start of the run, and perhaps on again."""
        self.session.cursor.go_to(self.session.cursor.run.start.step)
        if self.chance.random() < 0.5:
            self.session.training.take_back(1)
        else:
            self._take_step_back()
        for _ in range(self.chance.choice([0, 0, 4])):
            self.session.training.step_phase()

    def seek(self) -> None:
        trainer = self.session.cursor.trainer
        self.session.training.seek(
            self.chance.randint(0, len(trainer.last_pass or trainer.next_pass))
        )

    def go_to(self) -> None:
        session, run = self.session, self.session.cursor.run
        anywhere = self.chance.randint(run.first_step, run.steps)
        near = [session.cursor.steps - 1, session.cursor.steps + 1]
        session.cursor.go_to(self.chance.choice([anywhere, run.start.step, run.steps, *near]))

    def edit(self) -> None:
        edits = [
            self._rate,
            self._parameter,
            self._parameter,
            self._drag,
            self._dataset,
            self._columns,
            self._network,
        ]
        self.chance.choice(edits)()

    def change_mind(self) -> None:
        """An edit, and its undo at once."""
        count = self.session.undo_stack.count
        self.edit()
        if self.session.undo_stack.count > count:
            self.session.edits.undo()

    def _rate(self) -> None:
        self.session.edits.set_learning_rate(self.chance.choice([0.001, 0.01, 0.02, 0.05]))

    def explode(self) -> None:
        """Training diverges with this step or the next one; a smaller rate is tried after that."""
        self.session.edits.set_learning_rate(self.chance.choice([10.0, 1e80, 1e160, 1e300]))
        self.session.training.step()
        if self.chance.random() < 0.5:
            self.try_network()
        self._rate()

    def _parameter(self) -> None:
        index = self.chance.randrange(len(self.session.cursor.trainer.parameters))
        self.session.edits.set_parameter(
            index, self.chance.choice([self.chance.uniform(-1, 1), -0.0])
        )

    def _parameters(self) -> None:
        count = len(self.session.cursor.trainer.parameters)
        chosen = self.chance.sample(range(count), self.chance.randint(1, count))
        self.session.edits.set_parameters({i: self.chance.uniform(-1, 1) for i in chosen})

    def _drag(self) -> None:
        gesture = new_gesture()
        for number in (0.3, self.chance.random()):
            self.session.edits.set_learning_rate(number / 10, gesture)

    def _dataset(self) -> None:
        rows, width = self.session.cursor.dataset.rows(), self.session.cursor.dataset.nin
        kinds = {
            "a number": [[self.chance.uniform(-1, 1), *rows[0][1:]], *rows[1:]],
            "one more": [*rows, [0.5] * len(rows[0])],
            "one less": rows[1:] or rows,
            "other inputs": [[0.5, *row] if width < 4 else row[1:] for row in rows],
        }
        text = self.chance.choice([*kinds])
        self.session.edits.set_dataset(
            Dataset.from_rows(kinds[text], self.session.cursor.dataset.nout), text
        )

    def _columns(self) -> None:
        """Another name, another formula, or one input more or less."""
        dataset, chance = self.session.cursor.dataset, self.chance
        computed = [i for i, formula in enumerate(dataset.formulas) if formula]
        if computed:
            last = computed[-1]
            formula = chance.choice(["x1 + 1", "sin(x1)", "x1 > 0"])
            edits = [lambda: dataset.with_formula(last, formula)]
            edits += [lambda: dataset.without_input(last)]
        else:
            edits = [lambda: dataset.with_input("x1**2")]
        edits += [lambda: dataset.renamed(0, chance.choice(["", "hours", "two words"]))]
        self.session.edits.set_dataset(chance.choice(edits)(), "columns")

    def _network(self) -> None:
        session, chance = self.session, self.chance
        chance.choice(
            [
                lambda: session.edits.resize_layer(0, chance.randint(1, 3)),
                lambda: session.edits.set_activation(0, chance.choice([*ACTIVATIONS])),
                lambda: len(session.cursor.recipe.layers) < 3 and session.edits.add_layer(),
                lambda: session.edits.remove_layer(0),
                session.edits.new_weights,
                session.edits.same_weights,
                lambda: session.edits.start_with("init", chance.choice([*INITIALISERS])),
                lambda: session.edits.start_with("init_scale", chance.choice([0.5, 1.0, 2.0])),
            ]
        )()

    def try_network(self) -> None:
        """Another network here, and back to the run before: a branch begins at its place."""
        run = self.session.cursor.run
        self.session.edits.resize_layer(0, self.chance.randint(1, 3))
        if run in self.session.experiment.runs:
            self.session.runs.make_current(run)

    def undo(self) -> None:
        self.session.edits.undo()

    def redo(self) -> None:
        self.session.edits.redo()

    def turn(self) -> None:
        self.session.runs.make_current(self._any_run())

    def duplicate(self) -> None:
        self.session.runs.duplicate(self._any_run())
        self.may_go[self.session.cursor.run] = self.session.cursor.run.steps

    def delete(self) -> None:
        run, run_list = self._any_run(), self.session.runs
        if run_list.can_delete(run):
            self.may_go[run] = math.inf
            run_list.delete(run)

    def rename(self) -> None:
        self.session.runs.rename(self._any_run(), f"run {self.chance.random()}")

    def reopen(self) -> None:
        """Write the experiment, and go on with what is read of it, its steps computed again."""
        session = self.session
        session.cursor.leave_step()
        session.cursor.keep_place()
        experiment = from_bytes(to_bytes(session.experiment))
        for run in experiment.all_runs():
            recomputation = Recomputation(run)
            for _ in recomputation.work():
                pass
            assert recomputation.matches, (run.name, self.acts)
            recomputation.take_over()
        old, new = session.experiment.all_runs(), experiment.all_runs()
        self.read = dict(zip(old, new, strict=True))
        self.may_go = {}
        session.open(experiment)

    def _any_run(self) -> Run:
        return self.chance.choice(self.session.experiment.runs)


class AnyTrainer(AnyPerson):
    """Changes what training is done with as well: losses, optimizers, schedules, samples."""

    def edit(self) -> None:
        own = [self._setting, self._setting, self._parameters, self._optimizer, self._loss]
        self.chance.choice([*own, super().edit])()

    def _setting(self) -> None:
        names = {
            "momentum": [0.0, 0.5, 0.9],
            "beta1": [0.5, 0.9],
            "beta2": [0.9, 0.999],
            "epsilon": [1e-8, 1e-3],
            "weight_decay": [0.0, 0.1],
            "output_rate": [0.0, 0.01, 0.3],
            "penalty": [*PENALTIES],
            "penalty_strength": [0.0, 0.01],
            "schedule": [*SCHEDULES],
            "schedule_steps": [5, 50],
            "warm_up": [0, 7],
            "batch_size": [0, 1, 2, 3],
            "test_share": [0.0, 0.25, 0.5],
            "normalise": [*NORMALISERS],
        }
        widths = self.session.cursor.recipe.widths
        for name, all_names in (("frozen", parameter_names), ("off", neuron_names)):
            own = all_names(widths)
            parts = self.chance.sample(own, self.chance.randint(0, min(2, len(own))))
            names |= {name: [SETTINGS[name].fitted(parts, widths)]}
        name = self.chance.choice([*names, "frozen", "off", "batch_size", "normalise"])
        self.session.edits.change_setting(name, self.chance.choice(names[name]))

    def _optimizer(self) -> None:
        self.session.edits.change_setting("optimizer", self.chance.choice([*OPTIMIZERS]))

    def _loss(self) -> None:
        self.session.edits.change_setting("loss", self.chance.choice([*LOSSES]))
