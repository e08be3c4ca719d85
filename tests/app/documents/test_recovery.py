"""Recovery: unsaved work outlives its window, and no window takes another's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock

from app.documents.recovery import Slot, find, recovery_folder
from micrograd.files.errors import FileError
from micrograd.files.reading import read_experiment
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment

ROOT = Path(__file__).parents[3]
WORK = to_bytes(new_experiment())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of all windows' work; not there yet."""
    return tmp_path / "state" / "recovery"


def left(root: Path, home: Path | None = None, data: bytes = WORK) -> Path:
    """Work that a killed window left."""
    slot = Slot.new(root)
    slot.write(home, data)
    slot.release()
    return slot.folder


def test_the_folder_is_the_one_that_the_system_has_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert recovery_folder() == tmp_path / "micrograd-playground" / "recovery"


def test_where_nothing_was_left_nothing_is_found(root: Path) -> None:
    assert find(root) == []
    assert not root.exists()


def test_left_work_is_found_with_its_name_time_runs_and_steps(root: Path, tmp_path: Path) -> None:
    home = tmp_path / "two-layers.json"
    folder = left(root, home)
    os.utime(folder / "experiment.json", (1_700_000_000, 1_700_000_000))
    (found,) = find(root)
    assert found == (folder, home, datetime.fromtimestamp(1_700_000_000), 1, 0, "")
    assert found.name == "two-layers"
    assert to_bytes(read_experiment(found.file)) == WORK


def test_work_that_was_never_saved_has_no_name(root: Path) -> None:
    left(root)
    assert (find(root)[0].home, find(root)[0].name) == (None, "Untitled")


def test_the_last_work_comes_first(root: Path) -> None:
    folders = [left(root) for _ in range(3)]
    for time, folder in zip((20, 30, 10), folders, strict=True):
        os.utime(folder / "experiment.json", (time, time))
    assert [found.folder for found in find(root)] == [folders[1], folders[0], folders[2]]


def test_work_that_cannot_be_read_comes_after_all_that_can(root: Path) -> None:
    ages = {left(root, data=data): time for data, time in [(b"{", 30), (WORK, 10), (WORK, 20)]}
    for folder, time in ages.items():
        os.utime(folder / "experiment.json", (time, time))
    assert [ages[found.folder] for found in find(root)] == [20, 10, 30]


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", ""), (b"{", ""), (b'{"format": 3}', "format"), (WORK[:900], "")]
)
def test_damaged_work_is_found_with_the_reason_and_stays(
    root: Path, data: bytes, reason: str
) -> None:
    folder = left(root, data=data)
    for _ in range(2):
        (found,) = find(root)
        assert found.problem
        assert reason in found.problem
    assert (folder / "experiment.json").read_bytes() == data
    with pytest.raises(FileError):
        read_experiment(folder / "experiment.json")


@pytest.mark.parametrize("about", ["", "{", "[]", '{"path": 5}', '{"other": null}'])
def test_work_without_a_good_note_of_its_file_is_recovered_all_the_same(
    root: Path, about: str
) -> None:
    folder = left(root)
    (folder / "about.json").write_text(about)
    (found,) = find(root)
    assert (found.name, found.problem) == ("Untitled", "")


@pytest.mark.parametrize("name", ["about.json", "experiment.json", "lock"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(root: Path, name: str) -> None:
    folder = left(root)
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    found = find(root)
    problem = "it is a named pipe, not a file" if name == "experiment.json" else ""
    assert [each.problem for each in found] == [problem]


def test_work_of_a_window_that_is_open_is_not_found(root: Path) -> None:
    slot = Slot.new(root)
    slot.write(None, WORK)
    assert find(root) == []
    with pytest.raises(BlockingIOError):
        Slot(slot.folder)
    slot.release()
    assert len(find(root)) == 1


def test_removed_work_leaves_nothing(root: Path) -> None:
    folder = left(root)
    (folder / ".micrograd-0123.tmp").write_text("what was being written")
    Slot(folder).remove()
    assert list(root.iterdir()) == []


def test_a_folder_that_has_no_work_yet_is_removed_unless_a_window_has_it(root: Path) -> None:
    mine = Slot.new(root)
    Slot.new(root).release()
    assert find(root) == []
    assert list(root.iterdir()) == [mine.folder]
    mine.release()


def test_a_folder_that_another_window_removes_before_it_is_locked_is_made_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaken: list[Path] = []

    class Overtaken(FileLock):  # type: ignore[misc, valid-type]
        def acquire(self, *args: object, **options: object) -> object:
            folder = Path(self.lock_file).parent
            if not overtaken:
                overtaken.append(folder)
                folder.rmdir()
            return super().acquire(*args, **options)

    monkeypatch.setattr("filelock.FileLock", Overtaken)
    slot = Slot.new(root)
    slot.write(None, WORK)
    assert list(root.iterdir()) == [slot.folder]
    assert overtaken
    with pytest.raises(BlockingIOError):
        Slot(slot.folder)
    slot.release()


def test_no_window_moves_into_a_folder_that_is_being_removed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = left(root)
    unlink, refused = Path.unlink, []

    def unlink_beside(file: Path, missing_ok: bool = False) -> None:
        try:
            Slot(folder).release()
        except BlockingIOError:
            refused.append(file.name)
        unlink(file, missing_ok)

    slot = Slot(folder)
    monkeypatch.setattr("pathlib.Path.unlink", unlink_beside)
    slot.remove()
    assert refused == ["experiment.json", "about.json", "lock"]
    assert list(root.iterdir()) == []


def test_a_file_of_somebody_else_in_there_is_left_alone(root: Path) -> None:
    (root / "notes").mkdir(parents=True)
    (root / "notes" / "mine.txt").write_text("mine")
    (root / "other.txt").write_text("mine, too")
    assert find(root) == []
    assert (root / "notes" / "mine.txt").read_text() == "mine"


# Another process.

HOLD = """
import sys
from pathlib import Path
from app.documents.recovery import Slot
slot = Slot.new(Path(sys.argv[1]))
slot.write(Path("/home/me/two-layers.json"), Path(sys.argv[2]).read_bytes())
print(slot.folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(root: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has work there, and says in which folder."""
    (tmp_path / "work.json").write_bytes(WORK)
    command = [sys.executable, "-c", HOLD, str(root), str(tmp_path / "work.json")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as program:
        yield program
        program.kill()


def test_work_of_another_program_is_found_once_that_was_killed(
    root: Path, other: subprocess.Popen[str]
) -> None:
    assert other.stdout
    folder = Path(other.stdout.readline().strip())
    assert find(root) == []
    with pytest.raises(BlockingIOError):
        Slot(folder)
    other.kill()
    other.wait()
    (found,) = find(root)
    assert (found.folder, found.name) == (folder, "two-layers")
    Slot(folder).remove()
    assert find(root) == []
