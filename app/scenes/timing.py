"""Timing: how long each part of a scene lasts, in seconds, so that its words can be read."""

from app.scenes.script import Scene

# How fast people read a caption, and the shortest time that one stays.
CHARACTERS_PER_S, SHORTEST_S = 16.0, 2.0


def reading_s(text: str) -> float:
    """The seconds that it takes to read a text."""
    return max(SHORTEST_S, len(text) / CHARACTERS_PER_S)


def asking_s(scene: Scene) -> float:
    """How long a film shows what is asked for."""
    asked = scene.ask.text if scene.ask else scene.task.hint if scene.task else ""
    return reading_s(scene.caption + asked) + SHORTEST_S


def acting_s(scene: Scene) -> float:
    """How long the acts last at least: a caption is read before other words take its place."""
    is_replaced = bool(scene.after) and not scene.ask and not scene.task
    return reading_s(scene.caption) if is_replaced else 0.0


def staying_s(scene: Scene, acted_s: float) -> float:
    """How long a scene stays after its acts: as it says, or what is left to read.

    acted_s: the seconds that its acts took.
    """
    if scene.wait and scene.wait.seconds is not None:
        return scene.wait.seconds
    if scene.after:
        return reading_s(scene.after)
    return max(SHORTEST_S, reading_s(scene.caption) - acted_s)


def waits_for_key(scene: Scene) -> bool:
    """Whether a scene stays until a key is pressed, where scripts go on by themselves."""
    return scene.wait is not None and scene.wait.key
