"""Begin: what a script starts from."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.scenes.parts.form import Part
from app.scenes.parts.layout import Layout, Presented
from app.scenes.parts.reading_experiment import experiment_in
from app.scenes.parts.samples import StoredSamples
from app.scenes.parts.scrolled import Scrolled
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.experiment import Experiment, new_experiment

MOST_BEGUN = 10**8
# `show` has these names, too: the page and the selection are no choices of a view.
CHOSEN = ("page", "parameters", "sample")


class Begin(Part):
    """What the script starts from: an experiment, or settings of a new one."""

    settings: Annotated[
        dict[str, str],
        Meta(description="By name, as a person types them; the others are as usual."),
    ] = msgspec.field(default_factory=dict)
    data: Annotated[StoredSamples | None, Meta(description="null for the four samples.")] = None
    experiment: Annotated[
        dict[str, Any] | None,
        Meta(description="The content of an experiment file, in their place."),
    ] = None
    operations: Annotated[
        int, Meta(ge=0, le=MOST_BEGUN, description="That are done of the step under way.")
    ] = 0
    presented: Presented = ""
    panels: Annotated[
        tuple[str, ...] | None,
        Meta(description="The panels that are shown, by name; null for those of a first start."),
    ] = None
    layout: Annotated[
        Layout | None,
        Meta(description="Where those are and how large; null for where they are at first."),
    ] = None
    show: Annotated[
        dict[str, str], Meta(description="Choices in the views, such as `nodes`: `maps`.")
    ] = msgspec.field(default_factory=dict)
    scrolled: Annotated[
        tuple[Scrolled, ...],
        Meta(description="What is scrolled; all else is at its beginning."),
    ] = ()


def experiment_of(begin: Begin) -> Experiment:
    """A new copy of what a script starts from. Raises FileError."""
    if begin.experiment is not None:
        return experiment_in(begin.experiment)
    read = {name: SETTINGS[name].read(text) for name, text in begin.settings.items()}
    if begin.data:
        read["dataset"] = begin.data.dataset()
    return new_experiment(Recipe(**read))
