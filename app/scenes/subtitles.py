"""Subtitles of a film of a script, as SubRip (.srt): its words, and when they are said."""

from itertools import pairwise

from app.scenes.rehearsal import Rehearsal, Words


def subtitles(rehearsal: Rehearsal, fps: int) -> str:
    """The text of the file: numbered from 1, with the times of each."""
    spans = pairwise([*rehearsal.words, Words(rehearsal.count, "")])
    said = [(begin, end, text) for (begin, words), (end, _) in spans if (text := _text(words))]
    return "\n".join(
        f"{i}\n{_time(begin / fps)} --> {_time(end / fps)}\n{text}\n"
        for i, (begin, end, text) in enumerate(said, 1)
    )


def _text(caption: str) -> str:
    """The lines of a caption: an empty one would end it."""
    lines = (" ".join(line.split()) for line in caption.splitlines())
    # Readers would take the arrow for that between two times.
    return "\n".join(line.replace("-->", "→") for line in lines if line)


def _time(seconds: float) -> str:
    """`01:02:03,450`."""
    whole, ms = divmod(round(1000 * seconds), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{ms:03}"
