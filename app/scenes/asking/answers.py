"""Answers: scores of questions, and the lessons that are done, kept on this computer only."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
import platformdirs
from msgspec import Meta

from app.scenes.script import Script
from micrograd.system.regular_file import read_regular
from micrograd.system.saving import write_file

Score = Annotated[int, Meta(ge=0, le=100)]
MOST_BYTES = 1_000_000


class Scores(NamedTuple):
    """Those of one question."""

    last: Score
    best: Score


class _Content(msgspec.Struct):
    """The file. scores: by the key of a script, then by the number of a scene, from 1 on.

    done: the keys of the lessons that were played to their end.
    """

    scores: dict[str, dict[int, Scores]] = msgspec.field(default_factory=dict)
    done: set[str] = msgspec.field(default_factory=set)


def key_of(script: Script) -> str:
    """The title of a script, with a digest of what it asks: two may have one title."""
    asked = msgspec.json.encode([scene.ask for scene in script.scenes])
    return f"{script.title} {sha256(asked).hexdigest()[:16]}"


def answers_file() -> Path:
    """The file beside the unsaved work."""
    return platformdirs.user_state_path("micrograd-playground") / "answers.json"


class Answers:
    """The scores in a file, by the `key_of` each script, and which lessons are done.

    A file that can't be read counts as empty, and none has to be written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or answers_file()

    def scores(self, key: str, scene: int) -> Scores | None:
        """Those of a scene of a script; None before the first answer."""
        return self._read().scores.get(key, {}).get(scene)

    def note(self, key: str, scene: int, score: int) -> Scores:
        """Keep the score of an answer, and return what is known of the question now."""
        # Another window may have written in between.
        content = self._read()
        known = content.scores.setdefault(key, {})
        best = known[scene].best if scene in known else score
        known[scene] = Scores(score, max(score, best))
        self._write(content)
        return known[scene]

    def forget(self, key: str) -> None:
        """Forget all scores of a script."""
        content = self._read()
        if content.scores.pop(key, None) is not None:
            self._write(content)

    @property
    def done(self) -> set[str]:
        """The keys of the lessons that were played to their end."""
        return self._read().done

    def note_done(self, key: str) -> None:
        """Keep that a lesson was played to its end."""
        content = self._read()
        if key not in content.done:
            content.done.add(key)
            self._write(content)

    def forget_done(self) -> None:
        """Forget which lessons are done."""
        content = self._read()
        content.done.clear()
        self._write(content)

    def _read(self) -> _Content:
        try:
            return msgspec.json.decode(read_regular(self._path, MOST_BYTES), type=_Content)
        except (OSError, ValueError, RecursionError):
            return _Content()

    def _write(self, content: _Content) -> None:
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_file(self._path, msgspec.json.encode(content))
