"""Training loop panel: the loop as code, with the lines of the last phase lit."""

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy

from app.kit.numbers import shortest
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.throttle import READING_MS, Throttle
from app.kit.widgets.code_view import CodeView
from app.kit.widgets.fields import describe
from app.kit.widgets.held_label import LabelHolder
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import dressed
from app.session.session import Session
from app.views.contract import View, ViewPlace
from app.views.panels.phase_words import meaning_of
from app.walking.wrong_lines import is_in_engine, with_wrong_lines
from micrograd.recipe.optimizers import Optimizer
from micrograd.training.phases import Phase
from micrograd.training.trainer import Trainer

# The length of the loop of the specification; others scroll.
USUAL_LINES = 12
# The lines that are seen where the window is low, and in a low and wide panel; the code scrolls to
# those that are lit.
FEWEST_LINES, FEW_LINES = 6, 4


def loop_of(trainer: Trainer) -> list[tuple[str, Phase | None]]:
    """The training loop of a trainer as code, each line with the phase that executes it."""
    objective, settings, samples = trainer.objective, trainer.settings, trainer.samples
    added = "mean" if objective.loss.is_mean else "sum"
    xs, ys = "xs", "ys"
    forward: list[str] = []
    if samples.has_batches:
        xs, ys = "some_xs", "some_ys"
        forward = [f"  {xs}, {ys} = batch({samples.batch_size}, k)"]
    forward += [
        f"  ypred = [model(x) for x in {xs}]",
        f"  loss = {added}({objective.loss.code} for yp, y",
        f"          {' ' * len(added)}in zip(ypred, {ys}))",
    ]
    if objective.penalty.operation:
        form = objective.penalty.code.format("w")
        forward.append(f"  loss += {shortest(objective.strength)} * sum({form} for w in weights)")
    pairs = zip(("xs", "ys"), samples.scales, strict=True)
    scaled = [name for name, scale in pairs if scale]
    return [
        *((f"{name} = ({name} - mean) / deviation", None) for name in scaled),
        ("for k in range(steps):", None),
        ("  # forward pass", None),
        *((line, Phase.FORWARD) for line in forward),
        ("  # backward pass", None),
        ("  for p in model.parameters():", Phase.ZERO_GRAD),
        ("    p.grad = 0.0", Phase.ZERO_GRAD),
        ("  loss.backward()", Phase.BACKWARD),
        ("  # update", None),
        *((line, Phase.UPDATE) for line in _update(trainer.optimizer, settings)),
    ]


def _update(optimizer: Optimizer, settings: Mapping[str, Any]) -> list[str]:
    rate, each = shortest(settings["learning_rate"]), "  for p in model.parameters():"
    is_scheduled = settings["schedule"] != "constant" or settings["warm_up"]
    factor = f" * {settings['schedule']}(k)" if is_scheduled else ""
    first, own = [f"  rate = {rate}{factor}"] if is_scheduled else [], []
    if settings["output_rate"]:
        of_last = f"{shortest(settings['output_rate'])} if p in last_layer else {rate}"
        first, own = [], [f"    rate = {f'({of_last}){factor}' if factor else of_last}"]
    rate = "rate" if first or own else rate
    lines = [f"    {_as_code(line, optimizer)}" for line in optimizer.formulas]
    lines = lines if optimizer.slots else [f"    p.data += -{rate} * p.grad"]
    if settings["frozen"]:
        lines = ["    if p not in frozen:", *(f"  {line}" for line in lines)]
    return [*first, each, *own, *lines]


def _as_code(formula: str, optimizer: Optimizer) -> str:
    """A formula of the table as Python: `data = data − rate × grad` as `p.data = p.data - …`."""
    own = "|".join((*optimizer.slots, "data", "grad"))
    code = formula.replace("rate*", "corrected_rate").replace("²", "**2")
    code = re.sub(rf"√({own})", r"sqrt(\1)", code)
    code = re.sub(rf"\b({own})\b", r"p.\1", code)
    return code.replace("×", "*").replace("−", "-")


class TrainingLoopPanel(Panel, View):
    """The training loop with the present loss, optimizer and settings in it."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("training_loop_panel", "Training loop", appearance)
        self._session = session
        self.code = CodeView(appearance, USUAL_LINES, least=FEWEST_LINES)
        self.code.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        about = "What one step does; the phase that was executed last is lit"
        describe(self.code, "training_loop", "Training loop as code", about)
        code = self.code
        self.places = {"line": ViewPlace(code.viewport(), code.where_text, code.bring_text)}
        top = Qt.AlignmentFlag.AlignTop
        # Other words with every step lay nothing out.
        self._holder = LabelHolder()
        self.meaning = dressed(self._holder.label, "phase_meaning", "quiet", align=top)
        self.meaning.setWordWrap(True)
        # The card behind it has this colour.
        self.meaning.setBackgroundRole(QPalette.ColorRole.Base)
        self.lay_out(self.code, (self._holder, 1), None)
        self._shown: object = None
        cursor = session.cursor
        connect_all(self.show_phase, cursor.step_taken, cursor.edited, appearance.changed)
        session.runs.changed.connect(self.show_phase)
        self._say_now_and_then = Throttle(READING_MS, self.show_meaning, self)
        connect_all(self._say, cursor.step_taken, cursor.edited)
        self.show_phase()
        self.show_meaning()

    def fit_strip(self) -> None:
        self.code.show_lines(USUAL_LINES, FEW_LINES if self.is_strip else FEWEST_LINES)
        # The code comes first where the window is low.
        room = self.height() - self.header.height() - self.code.sizeHint().height()
        self._holder.setVisible(room > 4 * self.fontMetrics().lineSpacing())
        self._say()

    def show_phase(self) -> None:
        """Light the lines of the phase that was executed last."""
        trainer, phase = self._session.cursor.trainer, self._session.cursor.phase
        sabotage = self._session.sabotage
        made_of = trainer.objective, trainer.optimizer, trainer.settings, trainer.samples
        shown = *made_of, phase, sabotage.is_secret, self.appearance.theme.name
        if shown == self._shown:
            return
        self._shown = shown
        loop = loop_of(trainer)
        # While a line is to be found, those that the loop only calls are not shown in it.
        is_told = not (sabotage.is_secret and is_in_engine(sabotage.fault))
        lines, origins, wrong = with_wrong_lines(
            [text for text, _ in loop],
            sabotage.fault.loop if is_told else (),
            is_marked=not sabotage.is_secret,
        )
        lit = {i for i, origin in enumerate(origins) if phase and loop[origin][1] is phase}
        self.code.show_code(lines, lit, wrong)

    def _say(self) -> None:
        """Say at once what a single phase did; of many steps a second only some."""
        if self._session.is_running:
            self._say_now_and_then.request()
        else:
            self.show_meaning()

    def show_meaning(self) -> None:
        """Say what the phase that was executed last has done, where there is room for it."""
        if not self._holder.isHidden():
            self.meaning.setText(meaning_of(self._session))
