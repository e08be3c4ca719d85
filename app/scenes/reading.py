"""Reads and writes scripts; a file with a mistake is refused with its line and what is wrong."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from re import fullmatch

import msgspec

from app.scenes.acts.any_act import AnyAct
from app.scenes.parts.begin import CHOSEN, Begin, experiment_of
from app.scenes.parts.checking import check_setting
from app.scenes.parts.form import LONGEST_NAME, MistakeError, one_of
from app.scenes.parts.places import line_of
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.conditions import conditions
from app.scenes.playground.quantities import quantity
from app.scenes.refusals import in_words
from app.scenes.script import FORMAT, VERSION, Question, Scene, Script
from micrograd.files.decoding import decoded
from micrograd.files.errors import FileError
from micrograd.recipe.kinds import SettingError
from micrograd.system.quoting import shortened
from micrograd.system.regular_file import read_regular

MOST_BYTES = 20_000_000


def read_script(path: str | Path, vocabulary: Vocabulary) -> Script:
    """The script in a file. Raises FileError that names the line."""
    try:
        data = read_regular(Path(path), MOST_BYTES)
    except OSError as error:
        raise FileError(error.strerror or str(error)) from error
    return script_of(data, vocabulary)


def line_in(path: str | Path, place: str) -> int:
    """The line of a place such as `scenes[2].task` in the file of a script; 1 where it is gone."""
    try:
        return line_of(read_regular(Path(path), MOST_BYTES).decode(errors="replace"), place)
    except OSError:
        return 1


def script_of(data: bytes, vocabulary: Vocabulary) -> Script:
    """The script in the bytes of a file. Raises FileError that names the line."""
    try:
        script = decoded(data, _content_of)
        for place, mistake in _mistakes(script, vocabulary):
            raise FileError(str(mistake), place)
    except FileError as error:
        raise _with_line(data, error) from None
    return script


def script_bytes(script: Script) -> bytes:
    """The bytes of a file, fit to be read and changed by people."""
    return msgspec.json.format(msgspec.json.encode(script), indent=2) + b"\n"


class _Header(msgspec.Struct):
    format: str = ""
    version: int = 1


def _content_of(data: bytes) -> Script:
    header = msgspec.json.decode(data, type=_Header)
    if header.format != FORMAT:
        raise FileError("this is not a script of Micrograd Playground", "format")
    if header.version > VERSION:
        raise FileError(
            "it was written by a newer version of Micrograd Playground "
            f"(format {header.version}; this one reads up to {VERSION})",
            "version",
        )
    return msgspec.json.decode(data, type=Script)


def _mistakes(script: Script, vocabulary: Vocabulary) -> Iterator[tuple[str, MistakeError]]:
    """What msgspec can't see, each with its path."""
    yield from _checked("begin", lambda: _check_begin(script.begin, vocabulary))
    for i, scene in enumerate(script.scenes):
        yield from _mistakes_of(scene, f"scenes[{i}]", vocabulary)


def _mistakes_of(scene: Scene, at: str, known: Vocabulary) -> Iterator[tuple[str, MistakeError]]:
    if scene.page:
        yield from _checked(at, lambda: one_of("page", scene.page, known.pages, "page"))
    yield from _of_points(scene.point, at, known)
    if question := scene.ask:
        yield from _checked(f"{at}.ask", lambda: _check_question(question))
    yield from _of_acts(scene.do, f"{at}.do", known)
    if task := scene.task:
        yield from _checked(f"{at}.task", lambda: _check_until(task.until, known))
        yield from _of_points(task.point, f"{at}.task", known)
        yield from _of_acts(task.solution, f"{at}.task.solution", known)


def _of_points(
    targets: Sequence[StoredTarget], at: str, known: Vocabulary
) -> Iterator[tuple[str, MistakeError]]:
    for j, target in enumerate(targets):
        yield from _checked(at, lambda: _check_target(target, f"point[{j}]", known))  # noqa: B023


def _check_target(target: StoredTarget, place: str, known: Vocabulary) -> None:
    target.check(place)
    if target.control:
        known.check_control(f"{place}.control", target.control)


def _check_until(until: str, known: Vocabulary) -> None:
    for condition in conditions(until, "until"):
        if control := condition.quantity.control:
            known.check_control("until", control)


def _of_acts(
    acts: Sequence[AnyAct], at: str, known: Vocabulary
) -> Iterator[tuple[str, MistakeError]]:
    for k, act in enumerate(acts):
        yield from _checked(f"{at}[{k}]", lambda: act.check(known))  # noqa: B023


def _check_begin(begin: Begin, known: Vocabulary) -> None:
    for i, panel in enumerate(begin.panels or ()):
        one_of(f"panels[{i}]", panel, known.panels, "panel")
    if begin.layout:
        begin.layout.check("layout", known)
    for name, text in begin.show.items():
        one_of(f"show.{name}", name, [*known.choices, *CHOSEN], "choice in a view")
        if name == "page":
            one_of("show.page", text, known.pages, "page")
        elif name in known.choices:
            known.check_choice(f"show.{name}", name, text)
    for i, to in enumerate(begin.scrolled):
        to.check(f"scrolled[{i}]", known)
    for name, text in begin.settings.items():
        check_setting(name, text, "settings", f"settings.{name}")
    if begin.data:
        begin.data.check("data")
    try:
        recipe = experiment_of(begin).current.recipe
    except SettingError as error:
        raise MistakeError(f"settings.{error.setting}", str(error)) from None
    except FileError as error:
        raise MistakeError("experiment", str(error)) from None
    for name, count in (("parameters", recipe.parameter_count), ("sample", len(recipe.dataset))):
        _check_indices(name, begin.show.get(name, ""), count)


def _check_indices(name: str, text: str, count: int) -> None:
    """Raise MistakeError where a text has other than whole numbers from 0 on, below a count."""
    for index in text.split(",") if text else ():
        if not (fullmatch(r"[0-9]{1,9}", index) and int(index) < count):
            wrong = shortened(index, LONGEST_NAME)
            raise MistakeError(f"show.{name}", f"“{wrong}” is not from 0 to {count - 1:,}")


def _check_question(question: Question) -> None:
    if not quantity(question.of, "of").is_number:
        raise MistakeError("of", f"{question.of} is a text: only numbers can be predicted")
    if (question.kind == "curve") != bool(question.steps):
        raise MistakeError("steps", "a curve needs its number of steps, and nothing else has one")


def _checked(at: str, check: Callable[[], object]) -> Iterator[tuple[str, MistakeError]]:
    try:
        check()
    except MistakeError as mistake:
        yield f"{at}.{mistake.place}", mistake


def _with_line(data: bytes, error: FileError) -> FileError:
    """The same error, with the line in front of its place."""
    place, colon, message = str(error).partition(": ")
    if not colon:
        place, message = "", place
    if " " in place:
        return error
    place, message = in_words(place, message, data)
    if not place:
        return FileError(message)
    return FileError(message, f"line {line_of(data.decode(errors='replace'), place):,}, {place}")
