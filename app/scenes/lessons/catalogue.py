"""The lessons in `resources/lessons`, in the order of their file names."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import resources
from app.scenes.captions import DONE
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.reading import read_script
from app.scenes.script import Script
from micrograd.files.errors import FileError

FOLDER = "lessons"
ENDING = ".scenes.json"


class Lesson(NamedTuple):
    """A lesson. name: of its file, without its number and ending. picture: None for none."""

    name: str
    script: Script
    picture: Path | None

    @property
    def words(self) -> str:
        """How long it is: `4 minutes, 8 scenes`."""
        minutes, scenes = self.script.minutes or 1, len(self.script.scenes)
        return f"{minutes} minute{'s' * (minutes > 1)}, {scenes} scenes"


class Ending(NamedTuple):
    """How a lesson ends. words: of its caption. following: the next lesson; None after the last."""

    words: str
    following: Script | None


def lesson_files() -> list[Path]:
    """The files of all lessons, in order."""
    folder = Path(resources.__file__).parent / FOLDER
    return sorted(folder.glob(f"*{ENDING}"))


def lessons(vocabulary: Vocabulary) -> list[Lesson]:
    """All lessons. Raises FileError for a file with a mistake, which it names."""
    return [_lesson(file, vocabulary) for file in lesson_files()]


def ending_of(script: Script, found: Sequence[Lesson]) -> Ending | None:
    """How a script ends that is one of the lessons found; None for any other script."""
    scripts = [lesson.script for lesson in found]
    if script not in scripts:
        return None
    said = f"{DONE} That was “{script.title}”"
    rest = scripts[scripts.index(script) + 1 :]
    if not rest:
        return Ending(f"{said}, the last lesson. All of them stand in Help > Lessons.", None)
    return Ending(f"{said}. Next comes “{rest[0].title}”. {rest[0].summary}", rest[0])


def _lesson(file: Path, vocabulary: Vocabulary) -> Lesson:
    stem = file.name.removesuffix(ENDING)
    picture = file.with_name(f"{stem}.png")
    name = stem.partition("-")[2]
    try:
        script = read_script(file, vocabulary)
    except FileError as error:
        raise FileError(str(error), file.name) from None
    return Lesson(name, script, picture if picture.is_file() else None)
