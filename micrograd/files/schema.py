"""The format of an experiment file: these types are its schema and its documentation.

No object of a running program has these types: loading msgspec would delay the first window.
"""

import types
from math import isfinite
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import Meta

from micrograd.files.map_schema import StoredMap
from micrograd.files.table_schema import LONGEST_TEXT, Index, Numbers, Part, SampleTable, Text
from micrograd.recipe.kinds import Choice, EachLayer, Kind, Number, Whole
from micrograd.recipe.parts import Parts
from micrograd.recipe.samples import Samples
from micrograd.recipe.settings import CHANGEABLE, MAX_STEPS, SETTINGS

FORMAT = "micrograd-playground experiment"
VERSION = 7

# Settings that every recipe in a file has. Later ones may be missing: old files stay readable.
IN_EVERY_FILE = {"layers", "activations", "seed", "dataset", "learning_rate"}
MOST_RUNS = 10_000
# The most fields of a sweep, and the longest text in one.
MOST_FIELDS, LONGEST_FIELD = 16, 8000
# The most stretches of a loss curve in a file, and checkpoints that are spread over a run.
MOST_STRETCHES, SPREAD_CHECKPOINTS = 64, 64
# Four more checkpoints: before the place, before the current place, before the end, at the end.
MOST_CHECKPOINTS = SPREAD_CHECKPOINTS + 4

Step = Annotated[int, Meta(ge=0, le=MAX_STEPS)]
RunNumber = Annotated[int, Meta(ge=1, le=10**9)]
Note = Annotated[Text, Meta(description="What was done, in a few words; may be empty.")]
Slots = Annotated[
    Numbers,
    Meta(
        description="The optimizer's first number of each parameter, then its second, …; at the "
        "end the number of updates, where it counts them."
    ),
]


def stored_type(kind: Kind) -> Any:
    """The type of a setting's values in a file. Raises TypeError for an unknown kind."""
    match kind:
        case Number():
            return Annotated[float, Meta(**_bounds(kind))]
        case Whole(low=low, high=high):
            return Annotated[int, Meta(ge=low, le=high)]
        case Choice(names=names):
            return Literal[tuple(names)]
        case EachLayer(item=item, most=most):
            values = types.GenericAlias(tuple, (stored_type(item), ...))
            return Annotated[values, Meta(min_length=1, max_length=most)]
        case Parts(form=form):
            name = Annotated[str, Meta(pattern=f"^({form})$", max_length=LONGEST_TEXT)]
            return types.GenericAlias(tuple, (name, ...))
        case Samples():
            return Index
    raise TypeError(f"a file has no {kind}")


def _bounds(kind: Number) -> dict[str, Any]:
    bounds = {"gt": kind.above, "ge": kind.low, "lt": kind.below}
    return {name: bound for name, bound in bounds.items() if isfinite(bound)}


def _described(name: str) -> Any:
    kind, help_ = SETTINGS[name].kind, SETTINGS[name].help
    where = ": an index of `datasets`, counted from 0" if isinstance(kind, Samples) else ""
    return Annotated[stored_type(kind), Meta(description=f"{help_}{where}.")]


StoredRecipe = msgspec.defstruct(
    "Recipe",
    [
        (name, _described(name), *([] if name in IN_EVERY_FILE else [row.default]))
        for name, row in SETTINGS.items()
    ],
    bases=(Part,),
    namespace={"__doc__": "The recipe of a run. A setting that is missing has its default."},
    kw_only=True,
)


class StartingPoint(Part, omit_defaults=True):
    """The start of a run."""

    step: Annotated[Step, Meta(description="0, or the step where it branched off its parent.")]
    recipe: StoredRecipe  # type: ignore[valid-type]
    parameters: Annotated[
        tuple[float, ...],
        Meta(description="By layer, by neuron: the weights in the order of the inputs, the bias."),
    ]
    gradients: Annotated[
        tuple[float | Literal["nan", "inf", "-inf"], ...],
        Meta(description="The gradient of every parameter, in the same order."),
    ]
    slots: Slots = msgspec.field(default_factory=list)


def _setting_change(name: str) -> Any:
    """The type of a change of one setting."""
    return msgspec.defstruct(
        f"{name.title().replace('_', '')}Change",
        [("step", Step), ("value", _described(name)), ("note", Note)],
        bases=(Part,),
        namespace={"__doc__": f"From this step on another {SETTINGS[name].caption}."},
        tag_field="kind",
        tag=name,
    )


SETTING_CHANGES = {name: _setting_change(name) for name in CHANGEABLE}


class ParameterChange(Part, tag_field="kind", tag="parameter"):
    """Another number for one parameter."""

    step: Step
    index: Annotated[Index, Meta(description="An index of `parameters`, counted from 0.")]
    data: float


class ParametersChange(Part, tag_field="kind", tag="parameters"):
    """Other numbers for several parameters at once, such as a block that was pasted."""

    step: Step
    indices: Annotated[
        list[Index], Meta(min_length=2, description="Indices of `parameters`, counted from 0.")
    ]
    data: Annotated[Numbers, Meta(description="The new number of each of them.")]


class NetworkChange(Part, tag_field="kind", tag="network"):
    """A note that the run began because the network was changed; its start has the new one."""

    step: Step
    note: Note


Change: Any = Union[*SETTING_CHANGES.values(), ParameterChange, ParametersChange, NetworkChange]


class Outline(Part):
    """A few bounds of a run's losses, to show the curve before they are computed again."""

    width: Annotated[int, Meta(ge=1, le=2**50, description="Steps per stretch: a power of two.")]
    bounds: Annotated[
        list[Annotated[list[float], Meta(min_length=2, max_length=2)]],
        Meta(
            max_length=MOST_STRETCHES,
            description="The smallest and the largest loss of each stretch; the last may be short.",
        ),
    ]


class StoredCheckpoint(Part, omit_defaults=True):
    """The state after a step, before anything was changed there by hand."""

    step: Step
    parameters: Numbers
    slots: Slots = msgspec.field(default_factory=list)
    gradients: Annotated[
        Numbers,
        Meta(description="Of every parameter, where a fault lets the next step add to them."),
    ] = msgspec.field(default_factory=list)


class StoredRun(Part, omit_defaults=True):
    """A run. Its steps are counted from the beginning of its oldest ancestor.

    What is not stored is computed again: the same steps give the same bits.
    """

    number: Annotated[RunNumber, Meta(description="No other run has it.")]
    name: Text
    is_listed: Annotated[bool, Meta(description="False for a deleted run that others branch off.")]
    is_hidden: Annotated[bool, Meta(description="True where its curve is not drawn.")]
    parent: Annotated[RunNumber | None, Meta(description="The run that it branched off.")]
    start: StartingPoint
    events: Annotated[
        list[Change], Meta(description="What was changed between two steps, in this order.")
    ]
    steps: Annotated[Step, Meta(description="Its last step.")]
    place: Annotated[Step, Meta(description="The step that was looked at last.")]
    outline: Annotated[
        Outline | None, Meta(description="null where the run is to be computed again at once.")
    ]
    checkpoints: Annotated[
        list[StoredCheckpoint],
        Meta(
            max_length=MOST_CHECKPOINTS,
            description="Some of its states, in the order of their steps, the last one of its end.",
        ),
    ]
    hides_fault: Annotated[
        bool, Meta(description="True while somebody is to find the line that is wrong in it.")
    ] = False


class StoredChoice(Part):
    """What was chosen in the views. What the network or the samples do not have is left out."""

    parameters: Annotated[
        list[Index], Meta(description="The chosen parameters, counted from 0; the last one leads.")
    ]
    sample: Annotated[Index, Meta(description="The chosen sample, counted from 0.")]


class ExperimentFile(Part):
    """A whole experiment of Micrograd Playground: data, networks, runs and their events.

    Numbers have all of their digits: a run that is opened again goes on with the same bits.
    """

    format: Literal["micrograd-playground experiment"]
    version: Literal[7]
    current: Annotated[RunNumber, Meta(description="The number of the run that is shown.")]
    next_number: Annotated[RunNumber, Meta(description="The number of the next new run.")]
    datasets: list[SampleTable]
    runs: Annotated[
        list[StoredRun],
        Meta(min_length=1, max_length=MOST_RUNS, description="Those in the list come first."),
    ]
    chosen: Annotated[
        StoredChoice | None, Meta(description="null where nothing is known of the views.")
    ]
    sweep: Annotated[
        dict[str, Annotated[str, Meta(max_length=LONGEST_FIELD)]],
        Meta(
            max_length=MOST_FIELDS,
            description="What is typed in the fields of a sweep, by their names; a field that is "
            "missing is as at first.",
        ),
    ]
    map: Annotated[
        StoredMap | None, Meta(description="null where nothing was looked at on the map.")
    ]


def schema() -> dict[str, Any]:
    """The JSON Schema of the newest version."""
    return schema_of(ExperimentFile)


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a file whose content has this type."""
    content = msgspec.json.schema(kind)
    for part in content["$defs"].values():
        part["description"] = " ".join(part["description"].split())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **content}
