"""The map of an experiment file: these types are its part of the schema, see `schema`."""

from typing import Annotated, Literal

from msgspec import Meta

from micrograd.files.table_schema import LONGEST_TEXT, Index, Part
from micrograd.runs.kept_map import MOST_VIEWS
from micrograd.runs.plan import MOST_STEPS
from micrograd.training.measures import MEASURES

# The most numbers that say how the runs of one side are coloured.
MOST_RANKS = 4096

Axis = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Ranks = Annotated[list[float | Literal["inf"]], Meta(max_length=MOST_RANKS)]


class StoredView(Part):
    """A view of the map. An axis is `NAME:FIRST:LAST`; `:log` behind it makes equal factors.

    NAME is the flag of a setting, a parameter such as `1.2.w3`, or a number such as `data.2.x1`.
    """

    x: Annotated[Axis, Meta(description="What changes from left to right.")]
    y: Annotated[Axis, Meta(description="What changes from below.")]
    measure: Annotated[
        Literal[tuple(MEASURES)],  # type: ignore[valid-type]
        Meta(description="What a pixel shows."),
    ]
    steps: Annotated[int, Meta(ge=1, le=MOST_STEPS, description="The steps of each run.")]
    target_loss: Annotated[float, Meta(gt=0, description="What `steps-to-loss` waits for.")]


class StoredColors(Part):
    """The colours of the map, where they are locked."""

    learned: Annotated[
        Ranks,
        Meta(
            description="Measures of the runs that learned, from the boundary on, at equal "
            "distances of rank; their signs make them grow."
        ),
    ]
    others: Annotated[Ranks, Meta(description="The same of the other runs.")]
    share: Annotated[float, Meta(ge=0, le=1, description="The part of the runs that learned.")]


class StoredMap(Part):
    """What was looked at on the map; its pixels are trained again."""

    views: Annotated[
        list[StoredView],
        Meta(min_length=1, max_length=MOST_VIEWS, description="The first one was seen first."),
    ]
    place: Annotated[Index, Meta(description="The view that is shown, counted from 0.")]
    colors: Annotated[
        StoredColors | None, Meta(description="null where they follow what is in view.")
    ]
