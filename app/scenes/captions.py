"""Captions: all that a scene says."""

from app.scenes.script import Scene, Script

DONE = "✓"


def captions_of(scene: Scene) -> tuple[str, str, str]:
    """What a scene says at first, with the hint of its task, and when all is done."""
    at_first, task = scene.caption, scene.task
    with_hint = f"{at_first} {task.hint}".strip() if task else at_first
    return at_first, with_hint, scene.after or (f"{DONE} {at_first}" if task else at_first)


def has_words(script: Script) -> bool:
    """Whether anything is said or asked in a script."""
    said = (words for scene in script.scenes for words in captions_of(scene))
    asked = (scene.ask.text for scene in script.scenes if scene.ask)
    return any(words.strip() for words in (*said, *asked))
