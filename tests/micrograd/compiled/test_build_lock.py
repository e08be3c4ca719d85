"""One process at a time builds the compiled loop; nobody waits for one that is gone."""

import threading
from pathlib import Path

import pytest

from micrograd.compiled import library
from micrograd.compiled.build_lock import BuildLock


def test_one_has_the_lock_until_it_is_released(tmp_path: Path) -> None:
    first, second = BuildLock(tmp_path / "a" / "lock"), BuildLock(tmp_path / "a" / "lock")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    first.release()
    assert second.acquire()
    second.release()


def test_where_no_file_can_be_made_everybody_has_the_lock(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    locks = [BuildLock(tmp_path / "file" / "lock") for _ in range(2)]
    assert all(lock.acquire() for lock in locks)
    with locks[0], locks[1]:
        pass


def test_who_needs_the_loop_at_once_waits_for_the_one_that_builds_it(
    own_cache: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()
    load_from_cache = library.load_from_cache

    def look() -> bool:
        is_there = load_from_cache()
        looked.set()
        return is_there

    monkeypatch.setattr(library, "load_from_cache", look)
    monkeypatch.setattr(library, "build_command", ("false",))
    with library.build_lock():
        waiting = threading.Thread(target=library.load)
        waiting.start()
        assert looked.wait(60)
        library.save(sealed)
    waiting.join(60)
    assert library.loaded() is not None
