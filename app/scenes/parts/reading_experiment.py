"""Experiments inside of scripts: their files as parts of another file."""

from typing import Any

import msgspec

from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import Experiment


def experiment_in(content: dict[str, Any]) -> Experiment:
    """A new copy of the experiment in the content of its file. Raises FileError."""
    return from_bytes(msgspec.json.encode(content))


def content_for_script(experiment: Experiment) -> dict[str, Any]:
    """The content of an experiment's file. Raises FileError if it is too large."""
    content: dict[str, Any] = msgspec.json.decode(to_bytes(experiment))
    return content
