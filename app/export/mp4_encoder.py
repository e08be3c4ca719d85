"""Writes a film as MP4 with ffmpeg, which is found on the system or in the package `film`."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from app.export.encoders import Encoder, Pixels
from micrograd.export.options import ExportError

# How long ffmpeg is waited for between two looks whether the work was cancelled.
WAIT_S = 0.02
HOW_TO_GET_IT = (
    'an MP4 needs ffmpeg: run pip install "micrograd-playground[film]", or install ffmpeg; '
    "or end the name with .webp or .gif"
)


def ffmpeg() -> str:
    """The path of the program. Raises ExportError, which says how to get one."""
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        # RuntimeError: the package is there, but has no program for this system.
        program = shutil.which("ffmpeg")
    if program is None:
        raise ExportError(HOW_TO_GET_IT)
    return program


def command(program: str, size: tuple[int, int], fps: int, path: Path) -> list[str]:
    """The command that turns frames of four bytes a pixel into H.264 that every player shows."""
    width, height = size
    return [
        # Without -xerror ffmpeg reports success where the disk was full at the very end.
        *(program, "-hide_banner", "-loglevel", "error", "-xerror", "-y"),
        *("-f", "rawvideo", "-pixel_format", "bgr0", "-video_size", f"{width}x{height}"),
        *("-framerate", str(fps), "-i", "pipe:0"),
        # The file names its colour space, that of high definition: players would guess by the size.
        *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-c:v", "libx264", "-preset", "medium", "-crf", "16"),
        # The index comes first, so that the film plays while it loads; the file names no date or
        # machine.
        *("-movflags", "+faststart", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-map_metadata", "-1", "-f", "mp4", str(path)),
    ]


class Mp4Encoder(Encoder):
    """Hands every frame to ffmpeg, which is the `process`."""

    # H.264 stores colours at half the width and half the height.
    unit = 2

    @staticmethod
    def check(fps: int) -> None:
        ffmpeg()

    def __init__(self, path: Path, fps: int, samples: Sequence[Pixels]) -> None:
        height, width = samples[0].shape
        # Its messages go to a file: a pipe could fill up, and both sides would wait for ever.
        self._complaints = TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            command(ffmpeg(), (width, height), fps, path),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            # Ctrl+C in the terminal is for this program, which ends it in `close`.
            start_new_session=True,
        )

    def add(self, frame: Pixels) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(frame.astype("<u4").tobytes())
        except OSError as error:
            self.process.wait()
            raise self._failure() from error

    def finish(self) -> Iterator[None]:
        assert self.process.stdin is not None
        # If the process has ended already, the reason is told below.
        with suppress(OSError):
            self.process.stdin.close()
        while self.process.poll() is None:
            try:
                self.process.wait(WAIT_S)
            except subprocess.TimeoutExpired:
                yield
        if self.process.returncode:
            raise self._failure()

    def _failure(self) -> ExportError:
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        reason = said or f"exit code {self.process.returncode}"
        return ExportError(f"ffmpeg can't write the film: {reason}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()
        self._complaints.close()
