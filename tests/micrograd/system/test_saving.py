"""Saving: whatever interrupts it, the old file or the new one is there, whole."""

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from micrograd.system.saving import SaveError, write_file

ROOT = Path(__file__).parents[3]
OLD, NEW = b"old" * 1000, b"new" * 200_000


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was saved before, alone in its folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "two-layers.json").write_bytes(OLD)
    return folder / "two-layers.json"


def test_a_file_is_written_and_written_again_and_nothing_else_is_left(file: Path) -> None:
    write_file(file, NEW)
    assert file.read_bytes() == NEW
    write_file(str(file), b"")
    assert file.read_bytes() == b""
    assert names_in(file.parent) == ["two-layers.json"]


def test_the_new_file_is_on_the_disk_before_it_takes_the_place_of_the_old_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def record_sync(entry: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(entry).st_mode) else "file")
        fsync(entry)

    def record_replacement(old: Path, new: Path) -> None:
        done.append("replaced")
        replace(old, new)

    monkeypatch.setattr("os.fsync", record_sync)
    monkeypatch.setattr("os.replace", record_replacement)
    write_file(file, NEW)
    assert done == ["file", "replaced", "folder"]


def test_permissions_are_kept_and_those_of_a_new_file_are_the_usual_ones(file: Path) -> None:
    file.chmod(0o640)
    write_file(file, NEW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    usual = file.with_name("usual")
    usual.touch()
    write_file(file.with_name("new.json"), NEW)
    assert file.with_name("new.json").stat().st_mode == usual.stat().st_mode


def test_what_a_link_points_to_is_written(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(file)
    write_file(link, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert names_in(file.parent) == ["two-layers.json"]


# Files that can't be written.


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no such folder/a.json", "the folder {work}/no such folder does not exist"),
        ("two-layers.json/a.json", "the folder {work}/two-layers.json does not exist"),
        ("folder.json", "there is a folder of that name"),
        ("n" * 300 + ".json", "the name is too long"),
        ("/proc/a.json", "/proc takes no files"),
        ("/dev/null", "there is a device of that name"),
    ],
    ids=lambda x: x[:24],
)
def test_a_place_where_nothing_can_be_written_is_told_with_the_reason(
    file: Path, name: str, reason: str
) -> None:
    (file.parent / "folder.json").mkdir()
    target = file.parent / name
    with pytest.raises(SaveError) as raised:
        write_file(target, NEW)
    told = reason.format(work=file.parent)
    assert str(raised.value) == f"{target.name} was not saved: {told}."
    assert raised.value.filename == str(target)
    assert file.read_bytes() == OLD
    assert names_in(file.parent) == ["folder.json", "two-layers.json"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may write to; those of pytest can only be entered by their owner."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def said_by_a_program(file: Path, limit: str = "") -> str:
    """The output of a program that saves as a user without root's rights."""
    program = (
        "import os, resource, sys\n"
        "from micrograd.system.saving import write_file\n"
        "if os.geteuid() == 0:\n"
        "    os.setuid(65534)\n"
        f"{limit}\n"
        "try:\n"
        "    write_file(sys.argv[1], b'new' * 200_000)\n"
        "except OSError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", program, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.strip()


def test_a_read_only_file_is_not_replaced(open_folder: Path) -> None:
    file = open_folder / "two-layers.json"
    file.write_bytes(OLD)
    file.chmod(0o444)
    assert said_by_a_program(file) == "two-layers.json was not saved: you may not write there."
    assert file.read_bytes() == OLD
    assert names_in(open_folder) == ["two-layers.json"]


def test_a_folder_that_one_may_not_write_to_keeps_its_files(open_folder: Path) -> None:
    file = open_folder / "two-layers.json"
    file.write_bytes(OLD)
    file.chmod(0o666)
    open_folder.chmod(0o555)
    assert said_by_a_program(file) == "two-layers.json was not saved: you may not write there."
    assert file.read_bytes() == OLD
    assert names_in(open_folder) == ["two-layers.json"]


def test_a_file_that_may_not_grow_so_large_leaves_the_old_one(open_folder: Path) -> None:
    file = open_folder / "two-layers.json"
    file.write_bytes(OLD)
    file.chmod(0o666)
    said = said_by_a_program(file, "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))")
    assert said == "two-layers.json was not saved: it would be larger than files may be here."
    assert file.read_bytes() == OLD
    assert names_in(open_folder) == ["two-layers.json"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can't be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_the_old_file(small_disk: Path) -> None:
    file = small_disk / "two-layers.json"
    write_file(file, OLD)
    with pytest.raises(SaveError, match=r"two-layers\.json was not saved: the disk is full\."):
        write_file(file, NEW)
    assert file.read_bytes() == OLD
    assert names_in(small_disk) == ["two-layers.json"]


def test_a_read_only_disk_is_told(small_disk: Path) -> None:
    file = small_disk / "two-layers.json"
    write_file(file, OLD)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for target in (file, small_disk / "other.json"):
        with pytest.raises(SaveError, match="the disk is read-only"):
            write_file(target, b"small")
    assert file.read_bytes() == OLD


# Killed at any instant.

SAVE_FOR_EVER = """
import itertools, sys
from micrograd.system.saving import write_file
for i in itertools.count():
    write_file(sys.argv[1], b"%d" % (i % 10) * (100_000 + 10_000 * (i % 10)))
    if i == 0:
        print("ready", flush=True)
"""


def test_a_program_killed_while_it_saves_leaves_a_whole_file(file: Path) -> None:
    chance = random.Random(5)
    for _ in range(30):
        saver = subprocess.Popen(
            [sys.executable, "-S", "-c", SAVE_FOR_EVER, str(file)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert saver.stdout
        with saver.stdout:
            assert saver.stdout.readline() == b"ready\n"
            try:
                saver.wait(chance.uniform(0, 0.01))
            except subprocess.TimeoutExpired:
                saver.send_signal(signal.SIGKILL)
            assert saver.wait() == -signal.SIGKILL
        saved = file.read_bytes()
        assert saved == saved[:1] * (100_000 + 10_000 * int(saved[:1]))
    # Some were killed while they wrote: their hidden, unfinished files are left.
    left = {name.partition("-")[0] for name in names_in(file.parent) if name != file.name}
    assert left == {".micrograd"}
    write_file(file, NEW)
    assert file.read_bytes() == NEW
