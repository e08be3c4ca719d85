"""The compiled loop comes to the window by itself: from the cache, or built in the background."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from app.playing.compiled_loop import CompiledLoop, loop_of_many_runs
from micrograd.compiled import library, machine_code, run_library
from micrograd.compiled.build_lock import BuildLock
from tests.event_loop import is_at_rest, turn

COMPILING = "compiling the fast training loop, once"
WAITING = "another window compiles the fast training loop"
UNUSABLE = "training on the engine: what was built can't be used"
WRITE_FILE = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"


pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch):
    """Replace the build command by some Python: `build(python, *arguments)`."""

    def set_command(python: str, *arguments: str) -> None:
        monkeypatch.setattr(library, "build_command", (sys.executable, "-c", python, *arguments))

    set_command("import sys; sys.exit('nobody said what building is')")
    return set_command


@pytest.fixture
def built(sealed: bytes, tmp_path: Path) -> str:
    """The path of a file with built machine code."""
    file = tmp_path / "built"
    file.write_bytes(sealed)
    return str(file)


@pytest.fixture
def builds(build, built: str) -> None:
    """Replace the build by one that writes machine code from before."""
    build(WRITE_FILE, built)


@pytest.fixture
def loop(qtbot: QtBot, build) -> CompiledLoop:
    loop = CompiledLoop()
    yield loop
    loop.close()


@pytest.fixture
def states(loop: CompiledLoop) -> list[str]:
    """Collect the states that are shown."""
    seen: list[str] = []
    loop.changed.connect(lambda: seen.append(loop.state))
    return seen


def process_of(loop: CompiledLoop) -> QProcess:
    return loop.findChild(QProcess)


def is_still(loop: CompiledLoop) -> bool:
    return process_of(loop).state() == QProcess.ProcessState.NotRunning


def prepare(qtbot: QtBot, loop: CompiledLoop, states: list[str], last: str = "") -> None:
    """Prepare the loop, and wait until it is prepared."""
    loop.prepare()
    qtbot.waitUntil(lambda: library.loaded() is not None or states[-1:] not in ([], [COMPILING]))
    qtbot.waitUntil(lambda: is_still(loop))


# The loop becomes ready.


def test_until_it_is_prepared_nothing_is_loaded_and_nothing_is_said(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], sealed: bytes
) -> None:
    library.save(sealed)
    assert is_at_rest(loop)
    turn()
    assert library.loaded() is None
    assert (loop.state, states) == ("", [])


def test_preparing_keeps_nobody_waiting(loop: CompiledLoop, sealed: bytes) -> None:
    library.save(sealed)
    loop.prepare()
    assert library.loaded() is None, "it is loaded when the event loop is idle"


def test_what_is_in_the_cache_is_loaded_without_a_word_and_without_a_process(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], sealed: bytes
) -> None:
    library.save(sealed)
    prepare(qtbot, loop, states)
    assert library.loaded() is not None
    assert (loop.state, states) == ("", [""])
    assert process_of(loop).program() == ""


def test_what_is_not_in_the_cache_is_built_in_the_background_and_kept(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, sealed: bytes
) -> None:
    prepare(qtbot, loop, states)
    assert library.loaded() is not None
    assert states == [COMPILING, ""]
    assert loop.state == ""
    assert library.cache_file().read_bytes() == sealed


def test_the_next_window_finds_what_the_first_one_built(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, build, monkeypatch
) -> None:
    prepare(qtbot, loop, states)
    build("import sys; sys.exit('it was built again')")
    monkeypatch.setattr(library, "_loaded", None)
    second = CompiledLoop()
    second.prepare()
    qtbot.waitUntil(lambda: library.loaded() is not None)
    assert second.state == ""
    second.close()


def test_a_broken_file_in_the_cache_is_built_anew(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, sealed: bytes
) -> None:
    library.save(b"broken")
    prepare(qtbot, loop, states)
    assert states == [COMPILING, ""]
    assert library.cache_file().read_bytes() == sealed


def test_while_it_is_built_the_event_loop_goes_on(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build
) -> None:
    build("import time; time.sleep(60)")
    loop.prepare()
    qtbot.waitUntil(lambda: process_of(loop).state() == QProcess.ProcessState.Running)
    assert states == [COMPILING]
    assert library.loaded() is None


def test_warnings_of_a_build_are_not_shown(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build, built: str
) -> None:
    build(f"{WRITE_FILE}; print('a warning', file=sys.stderr)", built)
    prepare(qtbot, loop, states)
    assert states == [COMPILING, ""]


# The loop can't be used.


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        ("import sys; sys.exit('first\\nthe reason\\n')", "the reason"),
        ("raise ImportError('no Numba')", "ImportError: no Numba"),
        ("import sys; sys.exit(2)", "building it failed without a word"),
    ],
    ids=["last line", "an exception", "without a word"],
)
def test_a_build_that_fails_says_why(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build, python: str, reason: str
) -> None:
    build(python)
    prepare(qtbot, loop, states)
    assert states == [COMPILING, f"training on the engine: {reason}"]
    assert library.loaded() is None
    assert not library.cache_file().exists()


@pytest.mark.skipif(os.name == "nt", reason="a signal ends it")
def test_a_build_that_is_killed_by_others_says_so(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build
) -> None:
    build("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    prepare(qtbot, loop, states)
    assert states == [COMPILING, "training on the engine: building it failed without a word"]


def test_a_command_that_does_not_exist_says_so(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(library, "build_command", (str(tmp_path / "nowhere"), "-c", ""))
    prepare(qtbot, loop, states)
    assert states[0] == COMPILING
    assert states[1] == f"training on the engine: {process_of(loop).errorString()}"
    assert len(states) == 2
    assert len(states[1]) > len("training on the engine: ")


def test_a_folder_that_can_not_be_written_says_so_and_it_trains_all_the_same(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, monkeypatch
) -> None:
    def refuse(sealed: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(library, "save", refuse)
    loop.prepare()
    qtbot.waitUntil(lambda: len(states) == 2)
    folder = library.cache_file().parent
    assert states[1] == f"compiled again at each start: {folder}: Permission denied"
    assert library.loaded() is not None


def test_a_file_in_the_place_of_the_folder_says_so_too(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, own_cache: Path
) -> None:
    own_cache.parent.mkdir()
    own_cache.write_bytes(b"")
    loop.prepare()
    qtbot.waitUntil(lambda: len(states) == 2)
    assert states[1].startswith(f"compiled again at each start: {own_cache}")
    assert library.loaded() is not None


def test_code_with_another_tanh_is_neither_used_nor_kept(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, monkeypatch
) -> None:
    monkeypatch.setattr(machine_code, "all_have_bits", lambda address_of, count: False)
    prepare(qtbot, loop, states)
    assert states == [COMPILING, UNUSABLE]
    assert library.loaded() is None
    assert not library.cache_file().exists()


def test_a_build_with_a_printed_line_before_the_code_is_neither_used_nor_kept(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build, built: str
) -> None:
    build(f"print('a line', flush=True); {WRITE_FILE}", built)
    prepare(qtbot, loop, states)
    assert states == [COMPILING, UNUSABLE]
    assert library.loaded() is None
    assert not library.cache_file().exists()


def test_a_file_in_the_cache_with_another_tanh_is_built_anew(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, sealed: bytes, monkeypatch
) -> None:
    library.save(sealed)
    # It is looked at again once nobody else builds.
    answers = iter([False, False, True])
    monkeypatch.setattr(machine_code, "all_have_bits", lambda address_of, count: next(answers))
    prepare(qtbot, loop, states)
    assert states == [COMPILING, ""]
    assert library.loaded() is not None


def test_without_llvmlite_it_is_said_that_numba_is_missing_and_nothing_is_built(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None, monkeypatch
) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    prepare(qtbot, loop, states)
    assert states == ["training on the engine: Numba is not installed for this Python"]
    assert process_of(loop).program() == ""


# Several windows at once.


@pytest.fixture
def lock(own_cache: Path) -> Iterator[BuildLock]:
    """Another window has begun to build."""
    lock = library.build_lock()
    assert lock.acquire()
    yield lock
    lock.release()


def test_where_another_window_builds_this_one_waits_and_loads_the_result(
    qtbot: QtBot, lock: BuildLock, loop: CompiledLoop, states: list[str], sealed: bytes
) -> None:
    loop.prepare()
    qtbot.waitUntil(lambda: states == [WAITING])
    assert process_of(loop).program() == ""
    library.save(sealed)
    lock.release()
    qtbot.waitUntil(lambda: library.loaded() is not None)
    assert states == [WAITING, ""]
    assert process_of(loop).program() == ""


def test_where_the_other_window_closes_before_it_has_built_this_one_builds(
    qtbot: QtBot, lock: BuildLock, loop: CompiledLoop, states: list[str], builds: None
) -> None:
    loop.prepare()
    qtbot.waitUntil(lambda: states == [WAITING])
    lock.release()
    qtbot.waitUntil(lambda: library.loaded() is not None)
    assert states == [WAITING, COMPILING, ""]


def test_a_window_that_is_killed_while_it_builds_blocks_no_other(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None
) -> None:
    holding = (
        "import sys, time; from micrograd.compiled import library; "
        "lock = library.build_lock(); print(lock.acquire(), flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"True"
        loop.prepare()
        qtbot.waitUntil(lambda: states == [WAITING])
        other.kill()
    qtbot.waitUntil(lambda: library.loaded() is not None)
    assert states == [WAITING, COMPILING, ""]


def test_of_two_windows_that_start_at_once_one_builds(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build, built: str, tmp_path: Path
) -> None:
    builds = tmp_path / "builds"
    note = f"open({str(builds)!r}, 'a').write('built\\n')"
    build(f"{note}; {WRITE_FILE}", built)
    second = CompiledLoop()
    loop.prepare()
    second.prepare()
    qtbot.waitUntil(lambda: not loop.is_preparing and not second.is_preparing)
    assert builds.read_text(encoding="utf-8") == "built\n"
    assert (loop.state, second.state) == ("", "")
    second.close()


def test_a_window_that_closes_while_it_waits_says_nothing_more(
    lock: BuildLock, loop: CompiledLoop, states: list[str], qtbot: QtBot
) -> None:
    loop.prepare()
    qtbot.waitUntil(lambda: states == [WAITING])
    loop.close()
    assert is_at_rest(loop)
    lock.release()
    turn()
    assert states == [WAITING]


def test_a_window_that_closes_while_it_builds_lets_another_one_build(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build
) -> None:
    build("import time; time.sleep(600)")
    loop.prepare()
    qtbot.waitUntil(lambda: states == [COMPILING])
    other = library.build_lock()
    assert not other.acquire()
    loop.close()
    assert other.acquire()
    other.release()


# A loop that not everybody needs.


@pytest.fixture
def wanted_loop(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[CompiledLoop]:
    loop = loop_of_many_runs()
    monkeypatch.setattr(run_library, "build_command", (sys.executable, "-c", "1 / 0"))
    yield loop
    loop.close()


@pytest.mark.parametrize("acts", [["want", "prepare_when_wanted"], ["prepare_when_wanted", "want"]])
def test_it_is_prepared_when_something_wants_it_in_a_window_that_may(
    qtbot: QtBot, wanted_loop: CompiledLoop, acts: list[str]
) -> None:
    for act in acts:
        assert not wanted_loop.is_preparing
        getattr(wanted_loop, act)()
    assert wanted_loop.is_preparing
    qtbot.waitUntil(lambda: not wanted_loop.is_preparing)
    why = "training run after run: ZeroDivisionError: division by zero"
    assert (wanted_loop.state, wanted_loop.is_loaded) == (why, False)
    wanted_loop.want()
    assert not wanted_loop.is_preparing, "what failed is not tried at each look"


def test_while_it_is_built_its_own_name_is_told(
    qtbot: QtBot, wanted_loop: CompiledLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeping = (sys.executable, "-c", "import time; time.sleep(60)")
    monkeypatch.setattr(run_library, "build_command", sleeping)
    wanted_loop.prepare_when_wanted()
    wanted_loop.want()
    qtbot.waitUntil(lambda: wanted_loop.state == "compiling the fast loop for many runs, once")


def test_what_is_loaded_is_not_prepared_again(
    run_loop: object, wanted_loop: CompiledLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_library, "_loaded", run_loop)
    wanted_loop.prepare_when_wanted()
    wanted_loop.want()
    assert wanted_loop.is_loaded
    assert not wanted_loop.is_preparing


# Closing.


def test_closing_before_it_was_prepared_does_nothing(
    qtbot: QtBot, loop: CompiledLoop, states: list[str]
) -> None:
    loop.close()
    assert is_at_rest(loop)
    turn()
    assert states == []


def test_closing_before_the_event_loop_is_idle_loads_nothing(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], sealed: bytes
) -> None:
    library.save(sealed)
    loop.prepare()
    loop.close()
    assert is_at_rest(loop)
    turn()
    assert library.loaded() is None
    assert states == []


def test_closing_while_it_is_built_ends_the_process_without_a_word(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build, tmp_path: Path
) -> None:
    build(
        "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)",
        str(tmp_path / "began"),
    )
    loop.prepare()
    qtbot.waitUntil((tmp_path / "began").exists)
    pid = process_of(loop).processId()
    loop.close()
    turn()
    assert is_still(loop)
    assert states == [COMPILING]
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_closing_while_the_process_starts_ends_it_too(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], build
) -> None:
    build("import time; time.sleep(60)")
    loop.prepare()
    qtbot.waitUntil(lambda: states == [COMPILING])
    loop.close()
    assert is_still(loop)


def test_closing_twice_and_after_it_was_built_does_nothing(
    qtbot: QtBot, loop: CompiledLoop, states: list[str], builds: None
) -> None:
    prepare(qtbot, loop, states)
    loop.close()
    loop.close()
    assert states == [COMPILING, ""]
    assert library.loaded() is not None
