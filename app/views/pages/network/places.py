"""Places at which the network diagram shows a neuron, a parameter or a sample."""

from functools import reduce

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from app.kit.text_size import scaled
from app.session.session import Session
from app.views.contract import ViewPlace
from app.views.pages.network.diagram import NetworkDiagram
from app.views.pages.network.faces import NUMBER_RADIUS
from app.views.pages.network.layout import REACH_PX, DiagramLayout, Node, bias_below
from micrograd.recipe.parts import index_of_parameter, place_of_neuron

# Half the side of the place of an edge, in pixels, and the shares of its way that are looked at.
HALF_PX, SHARES = 10.0, np.linspace(0.1, 0.9, 33)
# Width and height in pixels of the number of a parameter, where the diagram is not magnified.
NUMBER_PX = (50, 20)


def places_in(diagram: NetworkDiagram, session: Session) -> dict[str, ViewPlace]:
    """How the diagram shows targets, by their kind."""

    def neuron(name: str) -> QRectF | None:
        place = place_of_neuron(name, session.cursor.recipe.widths)
        if place is None:
            return None
        layout = diagram.layout_now
        return _neuron(layout, layout.columns[place[0] + 1][place[1]])

    def parameter(name: str) -> QRectF | None:
        index = index_of_parameter(name, session.cursor.recipe.widths)
        return None if index is None else _where_parameter(diagram.layout_now, index)

    def sample(number: int) -> QRectF | None:
        """The inputs, which are those of the chosen sample."""
        if number != session.selection.sample + 1:
            return None
        return reduce(QRectF.united, map(_square, diagram.layout_now.columns[0]))

    return {
        "neuron": ViewPlace(diagram, neuron),
        "parameter": ViewPlace(diagram, parameter),
        "sample": ViewPlace(diagram, sample),
    }


def _square(node: Node) -> QRectF:
    return _around(node.center, node.radius)


def _neuron(layout: DiagramLayout, node: Node) -> QRectF:
    """The place of a neuron with the number of its bias, where there is room for one."""
    is_roomy = node.radius >= scaled(NUMBER_RADIUS)
    return _square(node).united(_number(layout, bias_below(node)) if is_roomy else QRectF())


def _number(layout: DiagramLayout, middle: QPointF) -> QRectF:
    width, height = (scaled(pixels * layout.zoom) for pixels in NUMBER_PX)
    return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)


def _around(center: QPointF, half: float) -> QRectF:
    return QRectF(center.x() - half, center.y() - half, 2 * half, 2 * half)


def _where_parameter(layout: DiagramLayout, index: int) -> QRectF:
    """The neuron of a bias; of a weight its number, or a piece of its edge."""
    edge = layout.edge_of(index)
    if edge is None:
        nodes = (node for column in layout.columns for node in column)
        return next(_neuron(layout, node) for node in nodes if node.bias == index)
    if layout.is_small:
        return _number(layout, layout.number_on(edge))
    if edge not in layout.clear_points:
        layout.clear_points[edge] = _clear_point(layout, edge)
    return _around(layout.clear_points[edge], scaled(HALF_PX))


def _clear_point(layout: DiagramLayout, edge: int) -> QPointF:
    """The point of an edge nearest to its middle that a click takes for it, not for another one.

    Where edges lie closer together than a click reaches, the point farthest from all others.
    """
    points = [layout.point_on(edge, share) for share in sorted(SHARES, key=_from_middle)]
    rooms = [_room(layout, edge, point) for point in points]
    clear = (point for point, room in zip(points, rooms, strict=True) if room > REACH_PX)
    return next(clear, points[int(np.argmax(rooms))])


def _from_middle(share: float) -> float:
    return abs(share - 0.5)


def _room(layout: DiagramLayout, edge: int, point: QPointF) -> float:
    """The distance to the nearest other edge."""
    distances = layout.distances(point)
    distances[edge] = np.inf
    return float(distances.min())
