"""Tracebacks that can be passed on: they name no folder and no file of the person."""

import re
import site
import sysconfig
from collections.abc import Iterator
from pathlib import Path, PurePath
from traceback import FrameSummary, StackSummary, TracebackException

import app

# The folders that source files are named from.
_ROOTS = [
    Path(app.__file__).parent.parent,
    *map(Path, site.getsitepackages()),
    Path(sysconfig.get_paths()["stdlib"]),
]
# A path has two parts at least. In quotes it may have spaces and other quotes.
_START = r"(?:~|[A-Za-z]:)?[/\\]+"
_QUOTED = r"(?:\\.|(?!(?P=quote))[^\n])*"
_PART, _REST = r"[^\s'\"/\\:]", r"[^\s'\":]*"
# The next words belong to a path without quotes if they lead to another part or to an ending.
_MORE = rf"(?: +{_PART}+){{0,7}}? +{_PART}*(?:[/\\]{_REST}|\.[A-Za-z]\w*)"
_PATHS = re.compile(
    rf"(?P<quote>['\"]){_START}{_QUOTED}?[/\\]{_QUOTED}(?P=quote)"
    # A message that was shortened has no second one of these.
    rf"|(?P<opening>“){_START}[^”\n]*[/\\][^”\n]*(?P<closing>”?)"
    rf"|(?<![\w.…/\\]){_START}{_PART}+(?:[/\\]{_REST}|{_MORE})(?:{_MORE})*"
)

# What PySide writes in front of a message for each method of Qt that an error passes through.
_PASSED_ON = re.compile(r"Error calling Python override of [\w:]+\(\): ")


def place_of(error: BaseException) -> str:
    """The kind of an error and where it was raised: the same for two of the same."""
    frames = TracebackException.from_exception(error, lookup_lines=False).stack
    last = f"{_short(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {last}".strip()


def trace_of(error: BaseException) -> tuple[str, str]:
    """Its kind and message in one line, and the whole traceback."""
    told = TracebackException.from_exception(error)
    for each in _all_of(told):
        each.stack = StackSummary.from_list([_shortened(frame) for frame in each.stack])
    told.__notes__, notes = None, told.__notes__
    *_, last = told.format_exception_only()
    told.__notes__ = notes
    return _fit_to_be_told(" ".join(last.split())), _fit_to_be_told("".join(told.format()))


def _fit_to_be_told(text: str) -> str:
    return without_paths(_PASSED_ON.sub("", text))


def without_paths(text: str) -> str:
    """The same text with a mark in place of each path, of which only the ending stays."""
    return _PATHS.sub(_mark, text)


def _mark(path: re.Match[str]) -> str:
    before = path["quote"] or path["opening"] or ""
    after = path["quote"] or path["closing"] or ""
    return f"{before}<path>{PurePath(path[0].strip(before + after)).suffix}{after}"


def _all_of(told: TracebackException) -> Iterator[TracebackException]:
    """An error, and those that it came from or holds."""
    yield told
    for each in (told.__cause__, told.__context__, *(told.exceptions or ())):
        if each is not None:
            yield from _all_of(each)


def _shortened(frame: FrameSummary) -> FrameSummary:
    return FrameSummary(_short(frame.filename), frame.lineno, frame.name, line=frame.line)


def _short(file: str) -> str:
    """A source file from the folder of its library on."""
    for root in _ROOTS:
        try:
            return Path(file).relative_to(root).as_posix()
        except ValueError:
            continue
    return Path(file).name
