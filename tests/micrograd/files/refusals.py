"""The messages that refuse wrong files."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment
from tests.micrograd.files.experiments import tried

TRIED = to_bytes(tried())
NEW = to_bytes(new_experiment())


def message_of(data: bytes) -> str:
    """The one line that refuses a file."""
    with pytest.raises(FileError) as error:
        from_bytes(data)
    message = str(error.value)
    assert message
    assert "\n" not in message
    assert len(message) < 450
    return message


def edited(change: Callable[[Any], object]) -> bytes:
    """The file of `tried` after a change of its content."""
    content = json.loads(TRIED)
    change(content)
    return json.dumps(content).encode()
