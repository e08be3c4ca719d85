"""The loops that come built with the program: taken where they have the bits of this Python."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from micrograd.compiled import library, machine_code, shipped
from micrograd.compiled.machine_code import DIGEST_BYTES, UnavailableError
from micrograd.compiled.shipped import LEVELS

pytestmark = [
    pytest.mark.usefixtures("own_cache"),
    pytest.mark.skipif(not shutil.which("ld"), reason="needs binutils"),
]
LEVEL = LEVELS[-1]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what came with the program, empty; there is no Numba to build anything."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    monkeypatch.setattr(shipped, "FOLDER", folder)
    monkeypatch.setattr(shipped, "processor_features", lambda: {LEVEL.feature})
    for name in ("numba", "llvmlite", "llvmlite.binding"):
        monkeypatch.setitem(sys.modules, name, None)
    return folder


@pytest.fixture
def came(folder: Path, sealed: bytes) -> Path:
    """The training loop, built for this processor, where it is looked for."""
    code, target = folder / "loop.o", folder / f"training-loop-{LEVEL.ending}"
    code.write_bytes(sealed[DIGEST_BYTES:])
    subprocess.run(["ld", "-shared", "-o", target, code, "-lm", "-lc"], check=True)
    return target


def test_what_came_with_the_program_is_loaded_without_numba(came: Path) -> None:
    assert library.load_from_cache()
    assert library.loaded() is not None


def test_without_it_numba_is_missing() -> None:
    with pytest.raises(UnavailableError, match="Numba is not installed"):
        library.load_from_cache()


def test_code_that_has_other_bits_is_not_used(came: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "all_have_bits", lambda *arguments: False)
    with pytest.raises(UnavailableError):
        library.load()
    assert library.loaded() is None


def test_code_that_does_the_golden_step_otherwise_is_not_used(
    came: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_does_golden", lambda kernel: False)
    with pytest.raises(UnavailableError):
        library.load()
    assert library.loaded() is None


def test_a_processor_is_not_given_what_it_can_not_do(
    came: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "processor_features", set)
    assert list(shipped.shipped("training-loop", machine_code.Kernel)) == []


@pytest.mark.parametrize("content", [b"", b"no library"])
def test_a_broken_library_is_passed_over(came: Path, content: bytes) -> None:
    came.write_bytes(content)
    assert list(shipped.shipped("training-loop", machine_code.Kernel)) == []


def test_another_loop_is_passed_over(came: Path) -> None:
    came.rename(came.with_name(f"loop-of-many-runs-{LEVEL.ending}"))
    assert list(shipped.shipped("loop-of-many-runs", machine_code.RunKernel)) == []
