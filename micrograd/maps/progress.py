"""ProgressLine: tells how far a map is on the error output."""

import sys
from time import monotonic

from micrograd.maps.making import Progress

# Seconds between two lines where they can't replace each other, as in a file.
EACH_LINE_S = 10.0
# Moves to the beginning of the line, and deletes what is there.
RENEW = "\r\x1b[K"


class ProgressLine:
    """Shows progress, with the time that is left as long as the pixels to come take as long."""

    def __init__(self, program: str, pixels: int) -> None:
        self._program, self._pixels = program, pixels
        self._began = self._shown = monotonic()
        self._is_terminal = sys.stderr.isatty()

    def show(self, progress: Progress) -> None:
        """Tell how far it is, unless that was told just now."""
        now = monotonic()
        if self._is_terminal:
            self._write(f"{RENEW}{self._text(progress, now - self._began)}")
        elif now - self._shown >= EACH_LINE_S:
            self._shown = now
            self._write(f"{self._text(progress, now - self._began)}\n")

    def say(self, text: str) -> None:
        """Tell a line in the place of it; the next `show` comes below."""
        self._write(f"{RENEW if self._is_terminal else ''}{self._program}: {text}\n")

    def _text(self, progress: Progress, seconds: float) -> str:
        share, trained = progress.pixels / self._pixels, progress.pixels - progress.found_pixels
        left = (self._pixels - progress.pixels) * seconds / trained if trained else None
        told = "" if left is None else f", {time_text(left)} left"
        tiles = f"{progress.tiles:,} of {progress.all_tiles:,} tiles"
        return f"{self._program}: {100 * share:.1f} %, {tiles}{told}"

    @staticmethod
    def _write(text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)


def time_text(seconds: float) -> str:
    """`8 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, left = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {left} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
