"""Cuts a recording into scenes: a new one begins with another page, or after a pause.

What goes on by itself, as a sweep does, begins none.

All stays within the bounds of the format, however long a recording is.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

import msgspec

from app.scenes.acts.acts import MOST_OPERATIONS, MOST_SECONDS, MOST_STEPS, Act, Train, Turn, Walk
from app.scenes.recording.timeline import Done, goes_on
from app.scenes.script import MOST_ACTS, MOST_SCENES, Scene, Wait

# A pause that ends a scene, and the longest one that is kept, in seconds.
PAUSE_S, LONGEST_S = 2.0, 5.0
DIGITS = 3
# Pauses and pages end no more scenes than these: the others are for what fills a scene.
MOST_CUTS = MOST_SCENES // 2
# What an act has so many of, and how many of them one act may have.
COUNTS: dict[type[Act], tuple[str, int]] = {
    Train: ("steps", MOST_STEPS),
    Walk: ("operations", MOST_OPERATIONS),
}


def scenes_of(done: Sequence[Done], page: str, begin: float, end: float) -> tuple[Scene, ...]:
    """The scenes of acts in their order. page: that is shown at first. begin, end: in seconds."""
    scenes: list[Scene] = []
    acts: list[Act] = []
    since, last, cut_s = begin, begin, 0.0
    now = page
    for each in _pieces(done):
        # A part of a long pause that is left out moves all that follows forward.
        cut_s += max(0.0, each.began - cut_s - last - LONGEST_S)
        each = each._replace(began=each.began - cut_s, ended=each.ended - cut_s)
        pause = each.began - last
        may_cut = len(scenes) < MOST_CUTS and not goes_on(each.act)
        turns = may_cut and isinstance(each.act, Turn)
        is_full = len(acts) == MOST_ACTS or (acts and _at(each, since, acts) > MOST_SECONDS)
        if turns or is_full or (may_cut and acts and pause > PAUSE_S):
            if acts or scenes or pause > PAUSE_S or not turns:
                scenes.append(_scene(page, acts, pause))
            acts, since, page = [], each.began, now
        if isinstance(each.act, Turn):
            now = each.act.name
        if turns:
            page = now
        else:
            acts.append(_timed(each, since, acts))
        last = each.ended
    scenes.append(_scene(page, acts, end - cut_s - last))
    return tuple(scenes)


def _pieces(done: Iterable[Done]) -> Iterator[Done]:
    """The same, where what is too long or too many for one act is several."""
    for each in done:
        name, most = COUNTS.get(type(each.act), ("", 1))
        count = getattr(each.act, name) if name else 0
        lasts = each.ended - each.began
        pieces = max(1, ceil(abs(count) / most), ceil(lasts / MOST_SECONDS) if name else 1)
        for i in range(pieces):
            part = count * (i + 1) // pieces - count * i // pieces
            act = msgspec.structs.replace(each.act, **{name: part}) if name else each.act
            if isinstance(act, Train) and i < pieces - 1:
                act = msgspec.structs.replace(act, operations=0)
            began, ended = (each.began + lasts * k / pieces for k in (i, i + 1))
            yield each._replace(act=act, began=began, ended=ended)


def _scene(page: str, acts: Iterable[Act], pause: float) -> Scene:
    stays = round(min(max(pause, 0.0), LONGEST_S), DIGITS)
    return Scene(page=page, do=tuple(acts), wait=Wait(seconds=stays))


def _timed(done: Done, since: float, before: Sequence[Act]) -> Act:
    """The act with its times in the scene."""
    seconds = min(MOST_SECONDS, round(done.ended - done.began, DIGITS))
    return msgspec.structs.replace(done.act, at=_at(done, since, before), seconds=seconds)


def _at(done: Done, since: float, before: Sequence[Act]) -> float:
    """When it begins in its scene, in seconds: no earlier than the one before it has ended."""
    free = before[-1].at + before[-1].seconds if before else 0.0
    return max(free, round(done.began - since, DIGITS))
