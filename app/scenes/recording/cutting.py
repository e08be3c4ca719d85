"""Cuts a recording into scenes: a new one begins with another page, or after a pause."""

from collections.abc import Iterable, Sequence

import msgspec

from app.scenes.acts import Act, Turn
from app.scenes.recording.timeline import Done
from app.scenes.script import MOST_ACTS, Scene, Wait

# A pause that ends a scene, and the longest one that is kept, in seconds.
PAUSE_S, LONGEST_S = 2.0, 5.0
DIGITS = 3


def scenes_of(done: Sequence[Done], page: str, begin: float, end: float) -> tuple[Scene, ...]:
    """The scenes of acts in their order. page: that is shown at first. begin, end: in seconds."""
    scenes: list[Scene] = []
    acts: list[Act] = []
    since, last = begin, begin
    for each in done:
        turns = isinstance(each.act, Turn)
        pause = each.began - last
        if turns or (acts and pause > PAUSE_S) or len(acts) == MOST_ACTS:
            if acts or scenes or pause > PAUSE_S or not turns:
                scenes.append(_scene(page, acts, pause))
            acts, since = [], each.began
        if isinstance(each.act, Turn):
            page = each.act.name
        else:
            # The pause before the first act of a recording may be long.
            since = max(since, each.began - LONGEST_S) if not acts else since
            acts.append(_timed(each, since, acts))
        last = each.ended
    scenes.append(_scene(page, acts, end - last))
    return tuple(scenes)


def _scene(page: str, acts: Iterable[Act], pause: float) -> Scene:
    stays = round(min(max(pause, 0.0), LONGEST_S), DIGITS)
    return Scene(page=page, do=tuple(acts), wait=Wait(seconds=stays))


def _timed(done: Done, since: float, before: Sequence[Act]) -> Act:
    """The act with its times in the scene: it begins when the one before it has ended."""
    free = before[-1].at + before[-1].seconds if before else 0.0
    at = max(free, round(done.began - since, DIGITS))
    seconds = round(done.ended - done.began, DIGITS)
    return msgspec.structs.replace(done.act, at=at, seconds=seconds)
