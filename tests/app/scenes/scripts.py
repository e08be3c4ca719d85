"""Scripts for tests, written as a person writes them."""

import json
from typing import Any

from app.scenes.reading import script_of
from app.scenes.script import Script
from app.window.script_windows import vocabulary

VOCABULARY = vocabulary()


def text_of(*scenes: dict[str, Any], **more: Any) -> bytes:
    """The bytes of a script with these scenes, a line for each value."""
    head = {"format": "micrograd-playground script", "version": 1, "title": "A test"}
    return json.dumps({**head, **more, "scenes": scenes}, indent=1).encode()


def script(*scenes: dict[str, Any], **more: Any) -> Script:
    """The script with these scenes."""
    return script_of(text_of(*scenes, **more), VOCABULARY)
