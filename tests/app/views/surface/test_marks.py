"""Which samples of a surface are drawn."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.kit.theme import Theme
from app.views.surface.marks import SampleMarks, draw_samples, drawn_rows
from app.views.surface.sight import Sight


def test_few_samples_are_all_drawn() -> None:
    assert drawn_rows(7, 3, 7) == list(range(7))


def test_of_many_samples_a_share_is_drawn_with_the_chosen_one_in_it() -> None:
    usual = drawn_rows(5000, drawn_rows(5000, 0)[1])
    for chosen in (0, 1, 2, 4999):
        rows = drawn_rows(5000, chosen)
        assert chosen in rows
        assert (len(rows), rows) == (2000, sorted(set(rows)))
        assert len(set(usual) - set(rows)) <= 2


def test_no_sample_is_drawn_outside_of_the_frame() -> None:
    theme, ink = Theme("light"), QColor("black")
    picture = QImage(80, 80, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    sight = Sight(QRectF(20, 20, 40, 40), (0.0, 1.0), (0.0, 1.0))
    marks = SampleMarks([0, 1, 2], [0.0, 1.05, 0.5], [0.5, 0.5, 0.5], [ink] * 3, ())
    painter = QPainter(picture)
    draw_samples(painter, sight, marks, (0,), 0, theme)
    painter.end()
    drawn = {
        (x, y) for x in range(80) for y in range(80) if picture.pixelColor(x, y) != QColor("white")
    }
    assert (40, 40) in drawn
    assert all(20 <= x < 60 and 20 <= y < 60 for x, y in drawn)
