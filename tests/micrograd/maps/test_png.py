"""PNG files: read back by Qt, they have the same pixels."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from micrograd.maps.png import write_png
from micrograd.system.saving import SaveError


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (129, 70)])
def test_a_picture_is_read_back_with_the_same_pixels(tmp_path, shape):
    rows, columns = shape
    colors = np.random.default_rng(0).integers(0, 256, (rows, columns, 3), np.uint8)
    blocks = np.array_split(colors, min(3, rows))
    assert [*write_png(tmp_path / "map.png", shape, blocks)][-1] == rows
    image = QImage(str(tmp_path / "map.png")).convertToFormat(QImage.Format.Format_RGB888)
    assert (image.height(), image.width()) == shape
    found = np.frombuffer(image.constBits(), np.uint8).reshape(rows, image.bytesPerLine())
    assert (found[:, : 3 * columns].reshape(colors.shape) == colors).all()


def test_a_picture_that_can_not_be_written_leaves_nothing(tmp_path):
    with pytest.raises(SaveError, match="does not exist"):
        [*write_png(tmp_path / "missing" / "map.png", (2, 2), [np.zeros((2, 2, 3), np.uint8)])]
    assert list(tmp_path.iterdir()) == []
