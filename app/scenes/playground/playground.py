"""Playground: the window as scripts see it: its session, actions, controls, pages and views."""

from collections.abc import Mapping
from re import fullmatch
from typing import Any

from PySide6.QtWidgets import QWidget

from app.kit.permission import may_trigger
from app.scenes.parts.begin import Begin, experiment_of
from app.scenes.parts.form import ScriptError, try_edit
from app.scenes.parts.targets import StoredTarget
from app.scenes.playground.controls import use_of
from app.scenes.playground.field_texts import FieldTexts
from app.scenes.playground.opened_run import OpenedRun
from app.scenes.playground.scrolling import Scrolling
from app.scenes.playground.sight import Sight
from app.scenes.playground.training_on import begin_step, train_on
from app.scenes.playground.view_choices import FOUND, PLANE, SWEEP, choose_in_view, choose_plane
from app.scenes.playground.walking_on import ManyOperations
from app.scenes.playground.window_panels import WindowPanels
from app.session.session import Session
from app.session.undo import new_gesture
from app.walking.walk import Walk
from micrograd.engine import Value
from micrograd.recipe.parts import parameter_names
from micrograd.runs.experiment import Experiment
from micrograd.runs.kept_map import KeptMap
from micrograd.runs.run import Run

# Any other text after it is a graph of its own, with both passes done.
NOTHING_TYPED = "0"


class Playground:
    """One window. All of its methods raise ScriptError where something is not there.

    sight: where things are seen in it. panels: its panels. scrolling: what scrolls in it.
    texts: what is typed into its fields.
    """

    def __init__(self, window: Any) -> None:
        self.window = window
        # What the script began with; None before.
        self.experiment: Experiment | None = None
        # The run that an act is opening; None where none is.
        self.opened_run: OpenedRun | None = None
        self.sight, self.panels = Sight(window, self.control), WindowPanels(window)
        self.scrolling, self.texts = Scrolling(window), FieldTexts(window, self.control)
        remembered = window.remembered
        self._first_choices = {**remembered.view_choices(), **remembered.sights()}
        # Panels that give way to another page are there again when a script begins.
        self._first_choices["page"] = window.stage.names[0]
        self._first_choices |= FOUND
        self._gestures: dict[int, int] = {}
        self._runs_for_script = False

    @property
    def session(self) -> Session:
        """The session of the window."""
        session: Session = self.window.session
        return session

    def open(self, begin: Begin) -> None:
        """Begin with what a script begins with."""
        self._gestures, self.opened_run = {}, None
        self.pause()
        self.scrolling.begin()
        self.texts.begin()
        self.experiment = experiment_of(begin)
        self.session.open(self.experiment)
        if begin.operations:
            begin_step(self.session, begin.operations)
            self.session.cursor.show_progress()
        self.window.document.give_up_changes()
        remembered = self.window.remembered
        remembered.choose({"expression": NOTHING_TYPED})
        if begin.show.get(SWEEP):
            # Its page is made now: later the experiment may have other samples.
            remembered.choice(SWEEP)
        # A page that was made since the first script began here has its own, such as no table.
        choices = {**remembered.at_first, **self._first_choices, **begin.show}
        try_edit(lambda: remembered.look_like(choices), "show")
        self.panels.present(begin.presented)
        panels = begin.panels
        if panels is None and begin.presented:
            panels = self.window.presentation.first_panels
        if panels is not None or begin.layout:
            self.panels.begin(panels, begin.layout)
        for to in begin.scrolled:
            self.scrolling.scroll(to)

    # Edits.

    def gesture(self, number: int) -> int:
        """The gesture of the session for one of the script."""
        return self._gestures.setdefault(number, new_gesture())

    def layer(self, number: int) -> int:
        """The index of a layer that is counted from 1."""
        if number > len(self.session.cursor.recipe.layers):
            raise ScriptError(f"the network has no layer {number}")
        return number - 1

    def sample(self, number: int) -> list[float]:
        """The inputs and targets of a sample that is counted from 1."""
        dataset = self.session.cursor.dataset
        if number > len(dataset):
            raise ScriptError(f"the data have no sample {number}")
        return [*dataset.xs[number - 1], *dataset.targets[number - 1]]

    # Actions and controls.

    def trigger(self, name: str) -> None:
        """Do what an action of the menus does; one that is disabled can't be done."""
        action = self.window.actions_by_name[name]
        if not may_trigger(action):
            raise ScriptError(f"the action {name} is left to people")
        if not action.isEnabled():
            raise ScriptError(f"the action {name} is disabled here")
        action.trigger()
        self._runs_for_script = self.window.runner.is_running

    def keys_of(self, name: str) -> str:
        """The shortcut of an action, for people."""
        text: str = self.window.actions_by_name[name].shortcut().toString()
        return text

    def control(self, name: str) -> QWidget:
        """The control of this object name, the one that is seen where there are several."""
        found: list[QWidget] = self.window.findChildren(QWidget, name)
        found = [each for each in found if each.window() is self.window]
        if not found:
            raise ScriptError(f"there is no control “{name}”")
        # One that was taken away a moment ago is silent, see `discard`; a new one is not seen yet.
        return max(found, key=lambda each: (each.isVisible(), not each.signalsBlocked()))

    def has_control(self, name: str) -> bool:
        """Whether there is a control of this object name."""
        found: list[QWidget] = self.window.findChildren(QWidget, name)
        return any(each.window() is self.window for each in found)

    def use(self, name: str, to: str) -> None:
        """Type or choose a text in a control, or press it."""
        widget = self.texts.usable(name)
        use_of(widget).use(widget, to)
        self._runs_for_script = self.window.runner.is_running

    def is_typed(self, name: str) -> bool:
        """Whether a text is typed into a control, rather than chosen or pressed."""
        return use_of(self.control(name)).is_typed

    def text_of(self, name: str) -> str:
        """What a control shows."""
        widget = self.control(name)
        return use_of(widget).read(widget)

    # Views.

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        name: str = self.window.stage.page
        return name

    def turn_to(self, page: str) -> None:
        """Show a page. The keyboard stays where Enter goes on, and on no control at all."""
        if page == self.page and self.window.docks.turns.has_page_turn:
            return
        focus, window = self.window.focusWidget(), self.window
        window.show_page(page)
        if focus is window or window.captions.isAncestorOf(focus):
            focus.setFocus()

    def show(self, choices: Mapping[str, str]) -> None:
        """Make choices in the views."""
        for name, text in choices.items():
            if name == PLANE:
                choose_plane(self.session.plane, text)
            else:
                choose_in_view(self.window.remembered, name, text)

    # The experiment.

    def parameter(self, name: str) -> int:
        """The index of a parameter such as 1.2.w3."""
        names = parameter_names(self.session.cursor.recipe.widths)
        if name not in names:
            raise ScriptError(f"the network has no parameter {name}")
        return names.index(name)

    def value(self, name: str) -> Value:
        """A parameter such as 1.2.w3, or a node of the expression."""
        if "." in name:
            return self.session.cursor.trainer.parameters[self.parameter(name)]
        walk = self.window.view("expression").walk
        for i, value in enumerate(walk.order):
            if walk.label(i) == name:
                return value
        raise ScriptError(f"the expression has no node {name}")

    def pause(self) -> None:
        """Stop training that was let run."""
        self._runs_for_script = False
        self.window.runner.pause()

    def end_run_of_person(self) -> None:
        """Stop training that the person let run; what the script let run goes on."""
        if not self._runs_for_script:
            self.pause()

    def train(self, steps: int, operations: int = 0) -> None:
        """Train so many steps, and operations of the next one; a divergence ends them."""
        self.pause()
        if steps > 0 or operations > 0:
            # A run that a person begins ends them, too.
            self.window.end_messages()
        train_on(self.session, steps, operations)

    def lead(self, steps_per_s: float) -> None:
        """Look as if the person let it run at a speed, or as usual for 0."""
        self.window.runner.lead(steps_per_s)

    def run(self, name: str) -> Run:
        """The run of a name, or `#2` for the second one of the list."""
        runs = self.session.experiment.runs
        found = [run for run in runs if run.name == name]
        if not found and fullmatch(r"#[1-9]\d{0,5}", name):
            found = runs[int(name[1:]) - 1 :][:1]
        if not found:
            raise ScriptError(f"there is no run {name}")
        return found[0]

    def run_with(self, step: int, name: str) -> Run:
        """The run of this name, or the current one, if it was trained as far as a step."""
        run = self.run(name) if name else self.session.cursor.run
        if not run.first_step <= step <= run.steps:
            steps = f"{run.first_step:,} to {run.steps:,}"
            raise ScriptError(f"{run.name} has no step {step:,}: it has {steps}")
        return run

    def go_to(self, step: int, name: str) -> None:
        """Stand at a step, of the run of this name or of the current one."""
        run = self.run_with(step, name)
        if run is not self.session.cursor.run:
            self.session.runs.make_current(run)
        self.session.cursor.go_to(step)

    @property
    def page_walk(self) -> Walk:
        """The walk on the page that is shown, or on the first page with a graph."""
        walk: Walk = self.window.walks.view.walk
        return walk

    def walk(self, operations: int, of_training: bool = False) -> None:
        """Do operations on the graph of the page that is shown, or take them back.

        of_training: those of training, whatever the page is.
        """
        many = ManyOperations(self.session, None if of_training else self.page_walk)
        many.do(operations)
        many.take_back(-operations)

    def plan_sweep(self, fields: Mapping[str, str]) -> None:
        """Type something for a sweep."""
        self.session.plan_sweep(fields)
        if page := self.window.stage.pages.get("sweep"):
            page.form.show_typed()

    def keep_map(self, kept: KeptMap | None) -> None:
        """See something of the map."""
        if kept is not None:
            self.session.keep_map(kept)
            if page := self.window.stage.pages.get("map"):
                page.take_kept()

    def choose(self, target: StoredTarget) -> None:
        """Choose a parameter, a sample, or a node of the expression."""
        selection = self.session.selection
        if target.parameter:
            selection.choose([self.parameter(target.parameter)])
        elif target.sample:
            self.sample(target.sample)
            selection.choose_sample(target.sample - 1)
        else:
            walk = self.window.view("expression").walk
            walk.choose(walk.order.index(self.value(target.node)))

    def choose_graph_node(self, index: int) -> None:
        """Choose a node of the loss graph that is no parameter, by its index; none for -1."""
        order = self.session.cursor.graph.order if index >= 0 else []
        if index >= len(order):
            raise ScriptError(f"the graph has no node {index + 1}")
        self.session.selection.choose_node(index if index >= 0 else None, len(order))
