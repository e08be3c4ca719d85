"""ffmpeg: the message says why it could not write all of the film; Ctrl+C does not reach it."""

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from app.export.encoders import Pixels
from app.export.mp4_encoder import Mp4Encoder
from micrograd.export.options import ExportError

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="there is no ffmpeg")
LIMITED = """#!{python}
import os, resource, sys
# Python ignores the signal, and so does what it turns into: writing fails, as on a full disk.
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
os.execv({program!r}, sys.argv)
"""


@pytest.fixture
def frames() -> list[Pixels]:
    """Noise, which takes room."""
    rng = np.random.default_rng(0)
    return [rng.integers(0, 2**24, (64, 64), np.uint32) for _ in range(10)]


def encode(path: Path, frames: list[Pixels]) -> None:
    encoder = Mp4Encoder(path, 25, frames)
    try:
        for frame in frames:
            encoder.add(frame)
        for _ in encoder.finish():
            pass
    finally:
        encoder.close()


def test_a_disk_that_is_full_at_the_very_end_is_told(
    frames: list[Pixels], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, program = tmp_path / "film.mp4", tmp_path / "ffmpeg"
    encode(path, frames)
    ffmpeg = shutil.which("ffmpeg")
    limit = path.stat().st_size - 1
    program.write_text(LIMITED.format(python=sys.executable, limit=limit, program=ffmpeg))
    program.chmod(0o755)
    monkeypatch.setattr("app.export.mp4_encoder.ffmpeg", lambda: str(program))
    with pytest.raises(ExportError, match=r"ffmpeg can't write the film: .*too large"):
        encode(path, frames)


def test_ctrl_c_in_the_terminal_does_not_reach_ffmpeg(frames: list[Pixels], tmp_path: Path) -> None:
    encoder = Mp4Encoder(tmp_path / "film.mp4", 25, frames)
    assert os.getpgid(encoder.process.pid) != os.getpgid(0)
    encoder.close()
