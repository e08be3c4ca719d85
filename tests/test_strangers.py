"""Other packages of the same names are told in one line: which was found, and what to do."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
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


def run(program: str, start: Path, packages: Path) -> subprocess.CompletedProcess[str]:
    """Ask a program for its help, started in a folder."""
    # Without `site`, so that no link leads to the checkout of the tests.
    path = os.pathsep.join([str(packages), sysconfig.get_path("purelib")])
    return subprocess.run(
        [sys.executable, "-S", "-m", program, "--help"],
        cwd=start,
        env=os.environ | {"PYTHONPATH": path, "PYTHONSAFEPATH": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def line_of(program: str, start: Path, packages: Path) -> str:
    """Start a program in a folder and return the line with which it ends."""
    done = run(program, start, packages)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"python -m {program}: error: ")
    assert "pip install --force-reinstall micrograd-playground" in line
    return line


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """The packages where the wheel puts them."""
    target = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    options = target["targets"]["wheel"]
    places = options["force-include"] | {name: name for name in options["only-include"]}
    folder = tmp_path / "wheel"
    ignored = shutil.ignore_patterns("__pycache__", "screenshots", "installed")
    for source, place in (places | options["sources"]).items():
        shutil.copytree(ROOT / source, folder / place, ignore=ignored, dirs_exist_ok=True)
    return folder


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


def test_the_wheel_puts_nothing_at_the_top_but_the_library_and_a_name_of_its_own(
    wheel: Path,
) -> None:
    assert sorted(path.name for path in wheel.iterdir()) == ["micrograd", "micrograd_playground"]


def test_the_installed_window_starts_beside_other_packages_of_the_names_of_its_own(
    tmp_path: Path, wheel: Path
) -> None:
    for folder in (tmp_path, wheel):
        for name in ("app", "resources"):
            stranger(folder, name, {"__init__.py": "raise SystemExit('a stranger')\n"})
    done = run("micrograd_playground", tmp_path, wheel)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: python -m micrograd_playground ")


def test_the_installed_window_tells_of_another_micrograd(tmp_path: Path, wheel: Path) -> None:
    folder = stranger(tmp_path, "micrograd", KARPATHY)
    done = run("micrograd_playground", tmp_path, wheel)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("python -m micrograd_playground: error: ")
    assert str(folder) in line
