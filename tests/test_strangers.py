"""Other packages of the same names are told in one line: which was found, and what to do."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import micrograd

ROOT = Path(micrograd.__file__).parents[1]
# What Karpathy's distribution of the name consists of.
KARPATHY = {
    "__init__.py": "",
    "engine.py": "class Value:\n    pass\n",
    "nn.py": "class Module:\n    pass\n",
}
BOTH = pytest.mark.parametrize("program", ["app", "micrograd"])


def stranger(folder: Path, name: str, files: dict[str, str]) -> Path:
    """A package that is not of this project."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        (folder / name / file).write_text(text, encoding="utf-8")
    return folder / name


def line_of(program: str, start: Path, packages: Path) -> str:
    """Start a program in a folder and return the line with which it ends."""
    # Without `site`, so that no link leads to the checkout of the tests.
    path = os.pathsep.join([str(packages), sysconfig.get_path("purelib")])
    done = subprocess.run(
        [sys.executable, "-S", "-m", program, "--help"],
        cwd=start,
        env=os.environ | {"PYTHONPATH": path, "PYTHONSAFEPATH": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"python -m {program}: error: ")
    assert "pip install --force-reinstall micrograd-playground" in line
    return line


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The packages as in a folder of installed ones."""
    folder = tmp_path / "installed"
    ignored = shutil.ignore_patterns("__pycache__", "screenshots")
    for name in ("app", "micrograd", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    return folder


@pytest.mark.parametrize("name", ["micrograd", "resources"])
def test_a_folder_of_the_name_where_the_window_is_started_is_named(
    tmp_path: Path, name: str
) -> None:
    folder = stranger(tmp_path, name, KARPATHY)
    line = line_of("app", tmp_path, ROOT)
    assert str(folder) in line
    assert f"the {name} of this program" in line
    assert "start in another folder" in line


@BOTH
def test_another_distribution_installed_over_the_files_is_told(
    tmp_path: Path, installed: Path, program: str
) -> None:
    stranger(installed, "micrograd", KARPATHY)
    assert str(installed / "micrograd") in line_of(program, tmp_path, installed)


@BOTH
def test_another_distribution_that_took_files_with_it_is_told(
    tmp_path: Path, installed: Path, program: str
) -> None:
    for file in KARPATHY:
        (installed / "micrograd" / file).unlink()
    assert str(installed / "micrograd") in line_of(program, tmp_path, installed)
