"""Marks what is frozen in the picture of the network."""

from collections.abc import Collection

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QRegion

from app.kit.text_size import px
from app.kit.theme import Theme
from app.kit.widgets.marks import draw_snowflake
from app.views.pages.network.layout import DiagramLayout

# The radius of the mark of a frozen parameter in pixels; where along an edge it stands, without and
# with the number of the weight on it.
SNOWFLAKE, FROZEN_AT = 5.0, (0.3, 0.16)
# The most of them in a picture without room for numbers.
MOST_MARKED = 24


def draw_frozen(
    painter: QPainter,
    layout: DiagramLayout,
    frozen: Collection[int],
    theme: Theme,
    dirty: QRegion,
) -> None:
    """Mark frozen weights on their edges, frozen biases at their neurons.

    frozen: indices of parameters. A mark on each of very many edges would hide them.
    """
    share, radius = FROZEN_AT[layout.is_small], layout.radius
    size = min(px(SNOWFLAKE * layout.zoom), max(2, round(radius / 3)))
    is_roomy = layout.has_numbers or len(frozen) <= MOST_MARKED
    places = [
        layout.paths[i].pointAtPercent(share)
        for i, edge in enumerate(layout.edges if is_roomy else [])
        if edge.weight in frozen and dirty.intersects(layout.path_boxes[i])
    ]
    nodes = (node for column in layout.columns[1:] for node in column)
    # In the other corner of a picture stands the number of its neuron.
    corner = QPointF(0.72 if layout.shape.is_square else -0.72, -0.72)
    places += [node.center + corner * node.radius for node in nodes if node.bias in frozen]
    for place in places:
        draw_snowflake(painter, place, size, theme.color("frozen"), theme.color("surface"))
