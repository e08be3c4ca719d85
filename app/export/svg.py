"""Writes what is painted as an SVG file: shapes as they are, text as outlines.

QSvgGenerator (6.11) lets a zoomed graph cover what stands beside it, and drops clipped curves and
the capitals of titles; here text looks the same also where its font is not installed.
"""

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from math import sqrt
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QRegion,
    QTransform,
)
from PySide6.QtSvg import QSvgGenerator

CAPS = {
    Qt.PenCapStyle.FlatCap: "butt",
    Qt.PenCapStyle.SquareCap: "square",
    Qt.PenCapStyle.RoundCap: "round",
}
JOINS = {Qt.PenJoinStyle.BevelJoin: "bevel", Qt.PenJoinStyle.RoundJoin: "round"}
Rect = QRectF | QRect
NO_PEN, NO_BRUSH = Qt.PenStyle.NoPen, Qt.BrushStyle.NoBrush
# A painter turns whatever is not named here, such as gradients, into images.
FEATURES = (
    QPaintEngine.PaintEngineFeature.PrimitiveTransform
    | QPaintEngine.PaintEngineFeature.PixmapTransform
    | QPaintEngine.PaintEngineFeature.PainterPaths
    | QPaintEngine.PaintEngineFeature.AlphaBlend
    | QPaintEngine.PaintEngineFeature.Antialiasing
    | QPaintEngine.PaintEngineFeature.ConstantOpacity
)


class SvgPicture(QSvgGenerator):
    """What to paint on; `text` is the file once the painter has ended. size: in pixels."""

    def __init__(self, size: QSize, title: str) -> None:
        super().__init__()
        self.setSize(size)
        self.setTitle(title)
        self.setResolution(96)
        self._engine = SvgEngine()

    @property
    def text(self) -> str:
        """The whole file."""
        width, height = self.size().width(), self.size().height()
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}">',
            f"<title>{escape(self.title())}</title>",
            *self._engine.lines,
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    def paintEngine(self) -> QPaintEngine:
        return self._engine


class SvgEngine(QPaintEngine):
    """Turns every call of a painter into a line of SVG, in the coordinates of the picture."""

    def __init__(self) -> None:
        super().__init__(FEATURES)
        self.lines: list[str] = []
        self._clips: dict[str, str] = {}
        self._pen, self._brush = QPen(), QBrush()
        self._transform, self._opacity = QTransform(), 1.0
        self._is_smooth = False

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        # Everything is copied, since the painter changes its own objects later.
        self._pen, self._brush = QPen(state.pen()), QBrush(state.brush())
        self._transform, self._opacity = QTransform(state.transform()), state.opacity()
        self._is_smooth = bool(state.renderHints() & QPainter.RenderHint.Antialiasing)

    # The calls of a painter, which expresses everything else by them.

    def drawPath(self, path: QPainterPath) -> None:
        self._draw(path, self._brush)

    def drawPolygon(self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode) -> None:
        path = QPainterPath()
        path.addPolygon(list(points))
        is_line = mode == QPaintEngine.PolygonDrawMode.PolylineMode
        if not is_line:
            path.closeSubpath()
        if mode == QPaintEngine.PolygonDrawMode.WindingMode:
            path.setFillRule(Qt.FillRule.WindingFill)
        self._draw(path, QBrush(NO_BRUSH) if is_line else self._brush)

    def drawPixmap(self, place: Rect, pixmap: QPixmap | QImage, part: Rect) -> None:
        self._embed(QRectF(place), pixmap.copy(QRectF(part).toRect()))

    # How it is written.

    def _draw(self, path: QPainterPath, brush: QBrush) -> None:
        outline = self._transform.map(path)
        if brush.style() != NO_BRUSH:
            rule = "" if path.fillRule() == Qt.FillRule.WindingFill else ' fill-rule="evenodd"'
            self._write(outline, f"{self._painted('fill', brush.color())}{rule}")
        if self._pen.style() != NO_PEN:
            if not self._is_smooth:
                # Without smoothing a line goes through the middle of its pixels.
                outline.translate(0.5, 0.5)
            self._write(outline, f'fill="none" {self._stroke()}', self._width())

    def _write(self, outline: QPainterPath, look: str, width: float = 0) -> None:
        crisp = "" if self._is_smooth else ' shape-rendering="crispEdges"'
        reach = outline.boundingRect().adjusted(-width, -width, width, width)
        self._add(f'<path d="{_data(outline)}" {look}{crisp}', reach)

    def _embed(self, place: QRectF, image: QPixmap | QImage) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        data = b64encode(bytes(buffer.data().data())).decode()
        t = self._transform
        matrix = " ".join(_short(n) for n in (t.m11(), t.m12(), t.m21(), t.m22(), t.dx(), t.dy()))
        corner = place.x(), place.y(), place.width(), place.height()
        x, y, width, height = map(_short, corner)
        self._add(
            f'<image x="{x}" y="{y}" width="{width}" height="{height}" '
            f'transform="matrix({matrix})" opacity="{_short(self._opacity)}" '
            f'preserveAspectRatio="none" href="data:image/png;base64,{data}"',
            t.mapRect(place),
        )

    def _add(self, element: str, reach: QRectF) -> None:
        """Write an element, clipped where it would reach out of the clip."""
        # Nobody sees half a pixel beyond the clip.
        clips = self._clips_of(reach.adjusted(0.5, 0.5, -0.5, -0.5))
        if clips:
            clip = clips[0].intersected(clips[-1])
            if not clip.intersects(reach):
                return
            element = f'{element} clip-path="url(#{self._clip_name(clip)})"'
        self.lines.append(f"{element}/>")

    def _clips_of(self, reach: QRectF) -> list[QPainterPath]:
        """The clips, of the widget and of the painter, that a rectangle reaches out of."""
        clips = []
        region, painter = self.systemClip(), self.painter()
        if not region.isEmpty() and not QRegion(reach.toRect()).subtracted(region).isEmpty():
            path = QPainterPath()
            path.addRegion(region)
            clips.append(path.simplified())
        if painter.hasClipping():
            own = self._transform.map(painter.clipPath())
            if not own.contains(reach):
                clips.append(own)
        return clips

    def _clip_name(self, clip: QPainterPath) -> str:
        data = _data(clip)
        if data not in self._clips:
            name = self._clips[data] = f"clip{len(self._clips) + 1}"
            self.lines.append(f'<defs><clipPath id="{name}"><path d="{data}"/></clipPath></defs>')
        return self._clips[data]

    def _painted(self, name: str, color: QColor) -> str:
        alpha = color.alphaF() * self._opacity
        opacity = f' {name}-opacity="{_short(alpha)}"' if alpha < 1 else ""
        return f'{name}="{color.name()}"{opacity}'

    def _width(self) -> float:
        """The width of the pen in the picture."""
        scale = 1.0 if self._pen.isCosmetic() else sqrt(abs(self._transform.determinant()))
        return (self._pen.widthF() or 1.0) * scale

    def _stroke(self) -> str:
        pen, width = self._pen, self._width()
        parts = [
            self._painted("stroke", pen.color()),
            f'stroke-width="{_short(width)}"',
            f'stroke-linecap="{CAPS[pen.capStyle()]}"',
            f'stroke-linejoin="{JOINS.get(pen.joinStyle(), "miter")}"',
        ]
        if pen.style() != Qt.PenStyle.SolidLine:
            dashes = " ".join(_short(length * width) for length in pen.dashPattern())
            parts.append(f'stroke-dasharray="{dashes}"')
        return " ".join(parts)


def _data(path: QPainterPath) -> str:
    """The outline as SVG writes it. The two points that end a curve have no letter of their own."""
    kinds = QPainterPath.ElementType
    names = {kinds.MoveToElement: "M", kinds.LineToElement: "L", kinds.CurveToElement: "C"}
    elements = (path.elementAt(i) for i in range(path.elementCount()))
    return "".join(f"{names.get(e.type, ' ')}{_short(e.x)} {_short(e.y)}" for e in elements)


def _short(number: float) -> str:
    """A number with two decimals: exact to a hundredth of a pixel."""
    return f"{number:.2f}".rstrip("0").rstrip(".") or "0"
