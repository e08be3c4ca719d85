"""The format of a script: a lesson, a recording, a film. These types are its schema.

Loaded when a script is opened, since msgspec would delay the first window.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.scenes.acts.acts import Seconds
from app.scenes.acts.any_act import AnyAct
from app.scenes.parts.begin import Begin
from app.scenes.parts.form import Part
from app.scenes.parts.targets import StoredTarget
from micrograd.files.schema import schema_of

FORMAT: Literal["micrograd-playground script"] = "micrograd-playground script"
VERSION: Literal[1] = 1
LONGEST_CAPTION, LONGEST_TITLE = 600, 80
MOST_SCENES, MOST_ACTS, MOST_POINTS = 1000, 1000, 8
Caption = Annotated[str, Meta(max_length=LONGEST_CAPTION)]


class Question(Part):
    """What is to be predicted before the acts of the scene show it."""

    text: Caption
    kind: Literal["number", "sign", "curve"]
    of: Annotated[str, Meta(description="The quantity; of a curve the one that is drawn.")]
    steps: Annotated[
        int, Meta(ge=0, le=100_000, description="Of a curve: the steps to be predicted.")
    ] = 0
    digits: Annotated[int, Meta(ge=1, le=17, description="Shown of the right number.")] = 4
    scale: Annotated[
        Literal["linear", "log"],
        Meta(description="log: a logarithmic axis; of a number, twice is as far as half."),
    ] = "linear"


class Task(Part):
    """What the person does before the script goes on.

    until: the condition. hint: what helps. solution: the acts that do it, in a film or on demand.
    point: where it is done, which is pointed at in place of what the scene points at, until it is
    done; the rest of the window is not dimmed meanwhile. The keyboard goes to the first control.
    """

    until: str
    solution: Annotated[tuple[AnyAct, ...], Meta(min_length=1, max_length=MOST_ACTS)]
    hint: Caption = ""
    point: Annotated[tuple[StoredTarget, ...], Meta(max_length=MOST_POINTS)] = ()


class Wait(Part):
    """How long the scene stays: seconds after its acts, or until the person goes on."""

    seconds: Annotated[
        Seconds | None, Meta(description="null for the time to read the caption.")
    ] = None
    key: Annotated[bool, Meta(description="Until the person goes on; a film takes seconds.")] = (
        False
    )


class Scene(Part):
    """One scene: the page turns, the caption comes, what is pointed at is lit, the acts follow."""

    caption: Caption = ""
    after: Annotated[
        Caption, Meta(description="The caption once the answer is shown, or the acts are done.")
    ] = ""
    page: str = ""
    point: Annotated[tuple[StoredTarget, ...], Meta(max_length=MOST_POINTS)] = ()
    ask: Question | None = None
    do: Annotated[tuple[AnyAct, ...], Meta(max_length=MOST_ACTS)] = ()
    task: Task | None = None
    wait: Wait | None = None


class Script(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A script of Micrograd Playground, with all that it needs."""

    format: Literal["micrograd-playground script"]
    version: Literal[1]
    title: Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE)]
    summary: Caption = ""
    minutes: Annotated[int, Meta(ge=1, le=240)] | None = None
    begin: Begin = msgspec.field(default_factory=Begin)
    scenes: Annotated[tuple[Scene, ...], Meta(min_length=1, max_length=MOST_SCENES)]


def new_script(title: str, begin: Begin, scenes: tuple[Scene, ...]) -> Script:
    """A script of the newest version."""
    return Script(format=FORMAT, version=VERSION, title=title, begin=begin, scenes=scenes)


def schema() -> dict[str, Any]:
    """The JSON Schema of the newest version."""
    return schema_of(Script)
