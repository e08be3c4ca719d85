"""Scripts for tests, written as a person writes them."""

import json
from typing import Any

from app.scenes.reading import script_of
from app.scenes.script import Script
from app.scenes.vocabulary import Vocabulary
from app.window.action_table import ACTIONS
from app.window.view_table import PAGES

VOCABULARY = Vocabulary([action.name for action in ACTIONS], list(PAGES))


def text_of(*scenes: dict[str, Any], **more: Any) -> bytes:
    """The bytes of a script with these scenes, a line for each value."""
    head = {"format": "micrograd-playground script", "version": 1, "title": "A test"}
    return json.dumps({**head, **more, "scenes": scenes}, indent=1).encode()


def script(*scenes: dict[str, Any], **more: Any) -> Script:
    """The script with these scenes."""
    return script_of(text_of(*scenes, **more), VOCABULARY)
