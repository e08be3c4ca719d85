"""What the views show, as far as the command line can choose it for windows, pictures and films."""

from collections.abc import Callable
from typing import NamedTuple

from app.export.readers import number
from micrograd.data.typed import shortest
from micrograd.recipe.settings import MAX_LAYERS


class ShownChoice(NamedTuple):
    """One row. name: of the choice in a view, see `View.choices`.

    help, example, flag: of the command line. answers: all texts, where there are few. read: what
    was typed as the text of the choice; raises ValueError that says what is expected.
    """

    name: str
    flag: str
    help: str
    answers: tuple[str, ...] = ()
    example: str = ""
    read: Callable[[str], str] = str


def _place(text: str) -> str:
    return shortest(number(0, MAX_LAYERS)(text))


_ROWS = (
    ShownChoice(
        "nodes",
        "--nodes",
        "what stands in the nodes of the network (numbers)",
        ("numbers", "maps"),
    ),
    ShownChoice("edges", "--edges", "what the edges of the network show (data)", ("data", "grad")),
    ShownChoice(
        "small_surface",
        "--small-surface",
        "the small surface beside the network (shown)",
        ("shown", "hidden"),
    ),
    ShownChoice(
        "graph_shows",
        "--graph",
        "all of the graph, or the neuron of the chosen parameter with its chain (whole)",
        ("whole", "neuron"),
    ),
    ShownChoice(
        "surface_lines",
        "--neuron-lines",
        "the lines of the neurons on the surface (shown)",
        ("shown", "hidden"),
    ),
    ShownChoice(
        "representation_place",
        "--place",
        "where the representation stands: 0 at the inputs, 1 behind the first layer, 1.5 halfway "
        "through the second (behind the last hidden one)",
        example="1.5",
        read=_place,
    ),
    ShownChoice(
        "landscape_scale",
        "--landscape-scale",
        "how the landscape colours losses (log)",
        ("log", "linear"),
    ),
)
SHOWN_CHOICES = {row.name: row for row in _ROWS}
