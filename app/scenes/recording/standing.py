"""What a recording compares: where training stands, what is chosen, what the views show."""

from typing import Any, Literal, NamedTuple

from app.kit.sight_text import LED
from app.scenes.acts.acts import Act, Show, Train, Walk
from app.scenes.acts.choosing import Choose, ChooseNode, ChooseParameters
from app.scenes.acts.names import parameter_name, run_name
from app.scenes.acts.runs import GoTo
from app.scenes.parts.targets import StoredTarget
from app.session.session import Session
from micrograd.runs.run import Run
from micrograd.training.divergence import DivergenceError

# Choices of the views that are recorded otherwise, or that are nobody else's business.
OTHERWISE = {"page", "parameters", "sample", "map_scheduler"}
# What plays on a page stands still before a recording begins, and at its end.
AT_REST = {"representation_plays": "off"}


class Standing(NamedTuple):
    """The place of training: a step of a run, and the operations done of the step after it.

    divergence: why the step after it can't be trained, if that was tried.
    """

    run: Run
    step: int
    operations: int
    divergence: DivergenceError | None

    @classmethod
    def of(cls, session: Session) -> "Standing":
        """The place of a session now."""
        cursor = session.cursor
        return cls(cursor.run, cursor.steps, cursor.trainer.operations_done, cursor.divergence)

    def come_to(self, session: Session) -> "Standing":
        """The place that a session has come to since: after whole steps only, as long as it runs.

        How far a running step had come at some moment is chance, so only whole steps are kept.
        """
        now = Standing.of(session)
        if not session.is_running:
            return now
        return now._replace(operations=self.operations if now.step == self.step else 0)


class Chosen(NamedTuple):
    """The choice: parameters by their index, a node of the graph, a sample."""

    parameters: tuple[int, ...]
    node: int | None
    sample: int

    @classmethod
    def of(cls, session: Session) -> "Chosen":
        """The choice of a session now."""
        selection = session.selection
        return cls(tuple(selection.parameters), selection.node, selection.sample)


def training_between(before: Standing, now: Standing) -> list[Act]:
    """The act that trains from one place to another one, as a run does."""
    steps, divergence = now.step - before.step, now.divergence
    if divergence and divergence is not before.divergence:
        # The step that can't be trained is tried, too.
        steps = max(steps, divergence.step - before.step + 1)
    operations = now.operations - (0 if steps > 0 else before.operations)
    if divergence or operations < 0:
        operations = 0
    has_trained = steps > 0 or operations > 0
    return [Train(steps=max(0, steps), operations=operations)] if has_trained else []


def walked(session: Session, operations: int, of: Literal["page", "training"]) -> Walk:
    """The act that walks so many operations of training, and ends with the sample of now."""
    return Walk(operations=operations, of=of, sample=session.selection.sample + 1)


def move_to(session: Session, before: Standing) -> list[Act]:
    """The act that goes from one place to where the session stands, if it is another one."""
    now = Standing.of(session)
    if now.run is not before.run:
        return [GoTo(step=now.step, run=run_name(session, now.run))]
    return [] if now == before else [GoTo(step=now.step)]


def choice_of_sample(sample: int) -> Choose:
    """The act that chooses a sample, counted from 0."""
    return Choose(target=StoredTarget(sample=sample + 1))


def choices_between(before: Chosen, session: Session) -> list[Act]:
    """The acts that choose what is chosen in the session, where something else was before."""
    now = Chosen.of(session)
    acts: list[Act] = []
    if now.node is not None:
        if now.node != before.node:
            acts.append(ChooseNode(node=now.node + 1))
    elif now.parameters != before.parameters or before.node is not None:
        names = tuple(parameter_name(session, index) for index in now.parameters)
        if before.node is not None and not names:
            acts.append(ChooseNode(node=0))
        elif len(names) == 1:
            acts.append(Choose(target=StoredTarget(parameter=names[0])))
        else:
            acts.append(ChooseParameters(parameters=names))
    if now.sample != before.sample:
        acts.append(choice_of_sample(now.sample))
    return acts


def shown(choices: dict[str, str]) -> dict[str, str]:
    """The choices of the views that a script makes."""
    return {name: text for name, text in choices.items() if name not in OTHERWISE}


def looks_of(remembered: Any) -> dict[str, str]:
    """All that a window shows by choice, and what is in sight of its views."""
    return shown({**remembered.view_choices(), **remembered.sights()})


def shows_between(before: dict[str, str], now: dict[str, str], by: str) -> list[Act]:
    """The acts that make the choices of the views that differ; one without a before is no news.

    Nor is it news where the program leads the camera: it does so again.

    by: the control that was used last.
    """
    return [
        Show(what=name, to=text, by=by)
        for name, text in now.items()
        if before.get(name, text) != text != LED
    ]


def come_to_rest(window: Any) -> None:
    """Let nothing go on in a window by itself beyond a recording."""
    window.runner.pause()
    sights = window.remembered.sights()
    window.remembered.choose({name: AT_REST[name] for name in AT_REST.keys() & sights.keys()})
