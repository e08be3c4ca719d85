"""Captions: all that a scene says."""

from app.scenes.script import Scene

DONE = "✓"


def captions_of(scene: Scene) -> tuple[str, str, str]:
    """What a scene says at first, with the hint of its task, and when all is done."""
    at_first, task = scene.caption, scene.task
    with_hint = f"{at_first} {task.hint}".strip() if task else at_first
    return at_first, with_hint, scene.after or (f"{DONE} {at_first}" if task else at_first)
