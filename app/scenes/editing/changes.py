"""Changes of a script: each returns another script. Scenes and acts are counted from 0."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.scenes.acts.acts import MOST_SECONDS, Act
from app.scenes.parts.targets import StoredTarget
from app.scenes.script import (
    LONGEST_CAPTION,
    LONGEST_TITLE,
    MOST_ACTS,
    MOST_POINTS,
    MOST_SCENES,
    Scene,
    Script,
    Wait,
)
from app.scenes.timing import reading_s

# Seconds of a scene are kept to the millisecond.
DIGITS = 3


def with_title(script: Script, title: str) -> Script:
    """Another title. Raises ValueError for none, and for one that is too long."""
    title = " ".join(title.split())
    if not title:
        raise ValueError("a script needs a title")
    _check_length(title, "title", LONGEST_TITLE)
    return _replaced(script, title=title)


def with_caption(script: Script, index: int, caption: str) -> Script:
    """Another caption. A scene that is too short to read it stays as long as that takes.

    Raises ValueError for one that is too long.
    """
    _check_length(caption, "caption", LONGEST_CAPTION)
    scene = script.scenes[index]
    stays = stays_s(scene)
    is_short = stays is not None and length_of(scene) + stays < reading_s(caption)
    wait = None if caption and is_short else scene.wait
    return _with_scene(script, index, _replaced(scene, caption=caption, wait=wait))


def length_of(scene: Scene) -> float:
    """The seconds that the acts of a scene take."""
    return max((act.at + act.seconds for act in scene.do), default=0.0)


def stays_s(scene: Scene) -> float | None:
    """The seconds that a scene stays after its acts; None for what it takes to read it."""
    return scene.wait.seconds if scene.wait else None


def with_length(script: Script, index: int, seconds: float) -> Script:
    """Acts that take so many seconds together: all of their times become longer or shorter."""
    scene = script.scenes[index]
    before = length_of(scene)
    if not before:
        return script
    share = seconds / before
    acts = [
        _replaced(act, at=round(act.at * share, DIGITS), seconds=round(act.seconds * share, DIGITS))
        for act in scene.do
    ]
    return _with_scene(script, index, _replaced(scene, do=_kept_apart(acts, scene)))


def _kept_apart(acts: Sequence[Act], scene: Scene) -> tuple[Act, ...]:
    """The acts with new times; those that followed each other in a scene still do."""
    made: list[Act] = []
    for i, act in enumerate(acts):
        follows = i > 0 and scene.do[i].at >= _end(scene.do[i - 1])
        made.append(_replaced(act, at=max(act.at, _end(made[-1]))) if follows else act)
    return tuple(made)


def _end(act: Act) -> float:
    return act.at + act.seconds


def with_stay(script: Script, index: int, seconds: float | None) -> Script:
    """A scene that stays so long after its acts; None for what it takes to read it."""
    scene = script.scenes[index]
    key = scene.wait.key if scene.wait else False
    wait = Wait(seconds=seconds, key=key) if key or seconds is not None else None
    return _with_scene(script, index, _replaced(scene, wait=wait))


def with_point(script: Script, index: int, targets: Sequence[StoredTarget]) -> Script:
    """A scene that points at other things, or at nothing."""
    return _with_scene(script, index, _replaced(script.scenes[index], point=tuple(targets)))


def without(script: Script, index: int) -> Script:
    """Without a scene. Raises ValueError for the only one."""
    if len(script.scenes) == 1:
        raise ValueError("a script has at least one scene")
    return _with_scenes(script, (*script.scenes[:index], *script.scenes[index + 1 :]))


def without_act(script: Script, index: int, act: int) -> Script:
    """Without one act of a scene."""
    scene = script.scenes[index]
    return _with_scene(script, index, _replaced(scene, do=(*scene.do[:act], *scene.do[act + 1 :])))


def moved(script: Script, index: int, by: int) -> Script:
    """With a scene so many places further down."""
    scenes = list(script.scenes)
    scenes.insert(max(0, index + by), scenes.pop(index))
    return _with_scenes(script, tuple(scenes))


def split(script: Script, index: int, act: int) -> Script:
    """With a scene that is cut in two: the second one begins with this act."""
    scene = script.scenes[index]
    if not 0 < act < len(scene.do):
        raise ValueError("a scene is cut before its second act, or a later one")
    if len(script.scenes) == MOST_SCENES:
        raise ValueError(f"a script has at most {MOST_SCENES:,} scenes")
    since = scene.do[act].at
    pause = max(0.0, round(since - _end(scene.do[act - 1]), DIGITS))
    first = _replaced(scene, do=scene.do[:act], task=None, wait=Wait(seconds=pause))
    later = [
        _replaced(each, at=max(0.0, round(each.at - since, DIGITS))) for each in scene.do[act:]
    ]
    rest = Scene(page=scene.page, do=tuple(scene.do[act:]))
    second = _replaced(scene, caption="", do=_kept_apart(later, rest), ask=None)
    return _with_scenes(
        script, (*script.scenes[:index], first, second, *script.scenes[index + 1 :])
    )


def merged(script: Script, index: int) -> Script:
    """With a scene and the one after it as one. Raises ValueError where that can't be."""
    if index + 1 >= len(script.scenes):
        raise ValueError("this is the last scene")
    first, second = script.scenes[index], script.scenes[index + 1]
    if second.page and second.page != first.page:
        raise ValueError("the scenes show two pages")
    if first.task or second.ask or second.task:
        raise ValueError("a scene asks one thing")
    if len(first.do) + len(second.do) > MOST_ACTS:
        raise ValueError(f"a scene has at most {MOST_ACTS:,} acts")
    since = length_of(first) + (stays_s(first) or 0.0)
    both = (*first.do, *(_replaced(act, at=since + act.at) for act in second.do))
    rounded = [_replaced(act, at=round(act.at, DIGITS)) for act in both]
    acts = _kept_apart(rounded, Scene(do=both))
    if any(act.at > MOST_SECONDS for act in acts):
        raise ValueError(f"the acts of a scene begin in its first {MOST_SECONDS:,} seconds")
    caption = "\n".join(filter(None, (first.caption, second.caption)))
    _check_length(caption, "caption", LONGEST_CAPTION)
    points = (*first.point, *(each for each in second.point if each not in first.point))
    if len(points) > MOST_POINTS:
        raise ValueError(f"a scene points at no more than {MOST_POINTS} things")
    scene = _replaced(first, caption=caption, point=points, do=acts, wait=second.wait)
    return _with_scenes(script, (*script.scenes[:index], scene, *script.scenes[index + 2 :]))


def _check_length(text: str, what: str, most: int) -> None:
    if len(text) > most:
        raise ValueError(f"a {what} has at most {most} characters; this one has {len(text):,}")


def _with_scene(script: Script, index: int, scene: Scene) -> Script:
    return _with_scenes(script, (*script.scenes[:index], scene, *script.scenes[index + 1 :]))


def _with_scenes(script: Script, scenes: tuple[Scene, ...]) -> Script:
    return _replaced(script, scenes=scenes)


def _replaced(part: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(part, **changes)
