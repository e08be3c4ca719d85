"""Every page and panel of the window in one table.

The window, its menus and shortcuts, the options --page and --view, the list of pictures and what
is remembered follow from it. A view is added by a row here and the file that the row names.
"""

from pkgutil import resolve_name
from typing import Any, Literal, NamedTuple

from app.export.options import MAP_VIEW

Area = Literal["stage", "panel"]


class ViewSpec(NamedTuple):
    """One row.

    made_by: module and class, imported when the view is made; it fulfils `app.views.contract`.
    title: its name in lists of views; an ampersand stands before the letter that chooses it.
    tooltip: of the action that turns to a page. area: of the stage are pages; the
    places of panels are in `app.window.panels.arrangements`.
    needs: the attributes of the window that the class is called with.
    is_drawn: whether a picture or film can be made of it.
    needs_graph: of what the page needs the graph; where it is too large a notice replaces the page.
    needs_room: the panels with `gives_way` are hidden while the page is shown.
    width: of a page that is not about the current run, in pixels: where the panels beside the stage
    would leave it less, they are hidden while it is shown.
    shows_step: the page shows the step of the timeline; a timeline without a panel stands below it.
    has_walk: the page has a graph, as its `view`, whose operations are walked through.
    gives_way: the panel is hidden while a page that needs room is shown.
    """

    name: str
    made_by: str
    title: str
    tooltip: str = ""
    area: Area = "stage"
    needs: tuple[str, ...] = ("session", "appearance")
    is_drawn: bool = True
    needs_graph: Literal["", "sample", "loss"] = ""
    needs_room: bool = False
    width: int = 0
    shows_step: bool = False
    has_walk: bool = False
    gives_way: bool = False

    @property
    def plain_title(self) -> str:
        """The title without its ampersand."""
        return self.title.replace("&", "")


# Pages from left to right, then the panels.
VIEWS = (
    ViewSpec(
        "network",
        "app.views.pages.network.page:DiagramPanel",
        "&Network",
        "The network drawn live: values in the nodes, weights on the edges",
    ),
    ViewSpec(
        "surface",
        "app.views.pages.surface.page:SurfacePage",
        "&Surface",
        "What the network answers over its inputs, with samples and neurons to drag",
        needs_room=True,
        shows_step=True,
    ),
    ViewSpec(
        "representation",
        "app.views.pages.representation.page:RepresentationPage",
        "Representati&on",
        "How each layer moves the samples and the plane of the inputs",
        needs_room=True,
        shows_step=True,
    ),
    ViewSpec(
        "graph",
        "app.views.pages.graph:GraphPage",
        "&Graph",
        "The computation graph, and its passes one operation at a time",
        needs_graph="sample",
        needs_room=True,
        shows_step=True,
        has_walk=True,
    ),
    ViewSpec(
        "gradient",
        "app.views.pages.gradient.page:GradientPage",
        "Gr&adient",
        "What the gradient of the chosen parameter means: slope, sources, check",
        needs_graph="loss",
        needs_room=True,
        shows_step=True,
    ),
    ViewSpec(
        "landscape",
        "app.views.pages.landscape.page:LandscapePage",
        "&Landscape",
        "The loss around the parameters, the path through it, and how far each step went",
        needs_room=True,
        shows_step=True,
    ),
    ViewSpec(
        "expression",
        "app.views.pages.expression.page:ExpressionPage",
        "&Expression",
        "A playground for Value alone: type an expression, see its graph",
        needs=("appearance",),
        needs_room=True,
        has_walk=True,
    ),
    ViewSpec(
        "sweep",
        "app.views.pages.sweep.page:SweepPage",
        "S&weep",
        "Many runs at once: learning rates, seeds and layer sizes, compared",
        needs=("session", "appearance", "compiled_loop", "run_loop"),
        is_drawn=False,
        needs_room=True,
    ),
    ViewSpec(
        "compare",
        "app.views.pages.compare.page:ComparePage",
        "&Compare",
        "Losses, scores, settings and surfaces of runs side by side, and how they differ",
        needs_room=True,
    ),
    ViewSpec(
        "map",
        "app.views.pages.map.page:MapPage",
        "Ma&p",
        "Every pixel is a training run: what can be trained at all, to be zoomed into",
        needs=("session", "appearance", "run_loop", "actions_by_name"),
        is_drawn=False,
        needs_room=True,
        width=900,
    ),
    ViewSpec(
        "layers",
        "app.views.panels.network:NetworkPanel",
        "Layers",
        area="panel",
        needs=("session", "appearance", "actions_by_name"),
        is_drawn=False,
    ),
    ViewSpec(
        "dataset",
        "app.views.panels.dataset.panel:DatasetPanel",
        "Dataset",
        area="panel",
        needs=("session", "appearance", "actions_by_name"),
    ),
    ViewSpec(
        "training",
        "app.views.panels.training:TrainingPanel",
        "Training",
        area="panel",
        is_drawn=False,
    ),
    ViewSpec(
        "training_loop",
        "app.views.panels.training_loop:TrainingLoopPanel",
        "Training loop",
        area="panel",
        is_drawn=False,
    ),
    ViewSpec(
        "loss",
        "app.views.panels.loss.panel:LossPanel",
        "Loss",
        area="panel",
        gives_way=True,
    ),
    ViewSpec("runs", "app.views.panels.runs.panel:RunsPanel", "Runs", area="panel", gives_way=True),
    ViewSpec(
        "parameters",
        "app.views.panels.parameters.panel:ParameterPanel",
        "Parameters",
        area="panel",
        needs=("session", "appearance", "actions_by_name"),
    ),
    ViewSpec(
        "history",
        "app.views.panels.parameter_history:ParameterHistoryPanel",
        "History",
        area="panel",
    ),
    ViewSpec("health", "app.views.panels.health.panel:HealthPanel", "Health", area="panel"),
)
PAGES = {spec.name: spec for spec in VIEWS if spec.area == "stage"}
# Ctrl and a digit turn to a page: 1 is the leftmost. There are no more than nine: 0 is for text.
_DIGITS = (f"Ctrl+{digit}" for digit in range(1, 10))
PAGE_SHORTCUTS = dict(zip(PAGES, (*_DIGITS, "Ctrl+M"), strict=True))
PANELS = {spec.name: spec for spec in VIEWS if spec.area != "stage"}
# What a picture or film can show, by name, with the words for it.
PICTURES = {
    "window": "Whole window",
    **{spec.name: spec.plain_title for spec in VIEWS if spec.is_drawn},
}
# What an export can show: beside these the map, which is computed anew, a run for each pixel.
EXPORTED = {**PICTURES, MAP_VIEW: PAGES[MAP_VIEW].plain_title}


def class_of(spec: ViewSpec) -> Any:
    """The class of a view, imported now."""
    return resolve_name(spec.made_by)
