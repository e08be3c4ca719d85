"""The tables of an experiment file: these types are their part of the schema, see `schema`."""

from typing import Annotated

from msgspec import Meta, Struct

from micrograd.data.columns import LONGEST_NAME
from micrograd.expression.text import LONGEST_TEXT as LONGEST_FORMULA
from micrograd.recipe.settings import MAX_WIDTH

LONGEST_TEXT = 1000
# The most stretches of another table that a table has.
MOST_OF_TABLE = 10_000

Index = Annotated[int, Meta(ge=0, le=10**9)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Numbers = list[float]
Row = Annotated[Numbers, Meta(min_length=2)]


class Part(Struct, forbid_unknown_fields=True):
    """A part of the file: it has all of its fields, and no others."""


class StoredStretch(Part, omit_defaults=True):
    """Samples of an earlier table, then some of this table's own."""

    first: Annotated[Index, Meta(description="The first one of the earlier table, from 0.")]
    count: Annotated[Index, Meta(description="How many of the earlier table these are.")]
    then: Annotated[list[Row], Meta(description="Samples of its own that follow.")] = []


class SampleTable(Part, omit_defaults=True):
    """Samples that runs are trained on. It is stored once, however many runs use it.

    A large table that an edit made of an earlier one has stretches of that instead of samples.
    """

    inputs: Annotated[int, Meta(ge=1, le=10**9, description="How many inputs a sample has.")]
    targets: Annotated[int, Meta(ge=1, le=MAX_WIDTH, description="How many targets a sample has.")]
    samples: Annotated[
        list[Row], Meta(min_length=1, description="The inputs of each sample, then its targets.")
    ] = []
    like: Annotated[
        Index | None, Meta(description="An index of `datasets`, of an earlier table.")
    ] = None
    stretches: Annotated[
        list[StoredStretch],
        Meta(
            max_length=MOST_OF_TABLE,
            description="What the table has of the earlier one, and of its own, in this order.",
        ),
    ] = []
    name: Annotated[Text, Meta(description="Where the samples came from, in a few words.")] = ""
    columns: Annotated[
        list[Annotated[str, Meta(max_length=LONGEST_NAME)]],
        Meta(
            description="The names of inputs and targets. An empty one, or a missing list, stands "
            "for x1, x2, …, y, or y1, y2, … of several targets."
        ),
    ] = []
    formulas: Annotated[
        list[Annotated[str, Meta(max_length=LONGEST_FORMULA)]],
        Meta(
            description="What computes each input from the others, empty where its numbers were "
            "typed; missing where none is computed."
        ),
    ] = []
    classes: Annotated[
        list[Annotated[str, Meta(max_length=LONGEST_NAME)]],
        Meta(
            description="The names of the two classes of a single target, that of the smaller "
            "number first; missing where they have none. Of several targets each class is called "
            "like its column."
        ),
    ] = []
