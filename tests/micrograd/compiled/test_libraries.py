"""The compiled loop as machine code: its file in the cache, building it, and what can go wrong."""

import ctypes
import errno
import hashlib
import math
import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from micrograd.compiled import libraries, library, machine_code, run_library
from micrograd.compiled.golden import does_golden_step
from micrograd.compiled.golden_runs import does_golden_runs
from micrograd.compiled.libraries import WORTH_BUILDING_S
from micrograd.compiled.machine_code import DIGEST_BYTES, Kernel, RunKernel, UnavailableError
from micrograd.compiled.opcodes import LANES, RATE
from micrograd.compiled.opcodes import NUMBERS as NUMBERS_OF_A_RUN

UNUSABLE = "what was built can't be used"
WRITE_FILE = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"


pytestmark = pytest.mark.usefixtures("own_cache")


def command_of(monkeypatch: pytest.MonkeyPatch, python: str, *arguments: str) -> None:
    """Replace building by a few lines of Python."""
    monkeypatch.setattr(library, "build_command", (sys.executable, "-c", python, *arguments))


@pytest.fixture
def built(sealed: bytes, tmp_path: Path) -> Path:
    """A file of what was built."""
    file = tmp_path / "built"
    file.write_bytes(sealed)
    return file


@pytest.fixture
def builds(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Building is to copy what was built before."""
    command_of(monkeypatch, WRITE_FILE, str(built))


@pytest.fixture
def never_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    command_of(monkeypatch, "import sys; sys.exit('it was built')")


# The cache file.


def test_what_is_saved_is_loaded_from_the_cache(sealed: bytes, never_builds: None) -> None:
    library.save(sealed)
    assert library.load_from_cache()
    assert library.loaded() is not None
    assert library.loaded().engine.get_function_address("train")


def test_without_a_cache_folder_nothing_is_loaded() -> None:
    assert not library.load_from_cache()
    assert library.loaded() is None


def test_saving_makes_the_folder_and_leaves_nothing_but_the_file(
    sealed: bytes, own_cache: Path
) -> None:
    library.save(sealed)
    assert files_in(own_cache) == [library.cache_file()]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_built_and_saved_is_a_digest_and_the_code(sealed: bytes) -> None:
    code = sealed[DIGEST_BYTES:]
    assert sealed == machine_code.seal(code) == hashlib.sha256(code).digest() + code
    assert DIGEST_BYTES == 32
    library.save(sealed)
    assert library.cache_file().read_bytes() == sealed


def flipped(stored: bytes, place: int) -> bytes:
    return stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]


broken = pytest.mark.parametrize(
    "breaking",
    [
        lambda stored: b"",
        lambda stored: b"garbage, longer than any digest is" * 100,
        lambda stored: stored[:10],
        lambda stored: stored[:DIGEST_BYTES],
        lambda stored: stored[: len(stored) // 2],
        lambda stored: stored[:-1],
        lambda stored: stored + b"\0",
        lambda stored: stored[DIGEST_BYTES:],
        lambda stored: b"a printed line\n" + stored,
        lambda stored: flipped(stored, 0),
        lambda stored: flipped(stored, DIGEST_BYTES),
        lambda stored: flipped(stored, len(stored) // 2),
        lambda stored: flipped(stored, len(stored) - 1),
    ],
    ids=[
        "empty",
        "garbage",
        "ten bytes",
        "a digest only",
        "the first half",
        "without its end",
        "too long",
        "without a digest",
        "a line before it",
        "a wrong digest",
        "another first byte",
        "another byte",
        "another last byte",
    ],
)


@broken
def test_a_broken_file_is_as_good_as_none_and_is_replaced(
    sealed: bytes, builds: None, breaking: Callable[[bytes], bytes]
) -> None:
    library.save(breaking(sealed))
    assert not library.load_from_cache()
    assert library.loaded() is None
    library.load()
    assert library.loaded() is not None
    assert library.cache_file().read_bytes() == sealed


def test_a_file_with_another_tanh_is_as_good_as_none_and_is_built_anew(
    sealed: bytes, never_builds: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.save(sealed)
    monkeypatch.setattr(machine_code, "all_have_bits", lambda address_of, count: False)
    assert not library.load_from_cache()
    assert library.loaded() is None
    with pytest.raises(UnavailableError, match="it was built"):
        library.load()


def test_a_folder_in_the_place_of_the_file_is_as_good_as_none(
    builds: None, own_cache: Path
) -> None:
    library.cache_file().mkdir(parents=True)
    assert not library.load_from_cache()
    library.load()
    assert library.loaded() is not None
    assert files_in(own_cache) == [library.cache_file().with_suffix(".lock")]


def test_a_file_is_replaced_at_once_or_not_at_all(
    sealed: bytes, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.save(sealed)
    seen = []

    def refuse(source: str, target: Path) -> None:
        seen.append((Path(source).read_bytes(), Path(target).read_bytes()))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="the disk is full"):
        library.save(b"something else")
    assert seen == [(b"something else", sealed)]
    assert library.cache_file().read_bytes() == sealed
    assert files_in(own_cache) == [library.cache_file()], "what was written beside it is gone"


def test_what_can_not_be_written_whole_leaves_nothing_behind(own_cache: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OSError) as refused:  # noqa: PT011
            library.save(b"more than ten bytes")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.value.errno == errno.EFBIG
    assert files_in(own_cache) == []


# Its name.


def test_the_name_is_the_same_each_time(own_cache: Path) -> None:
    assert library.cache_file() == library.cache_file()
    assert own_cache in library.cache_file().parents


@pytest.mark.parametrize("name", sorted(library.sources()))
def test_a_change_in_a_source_gives_another_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.cache_file()
    shutil.copytree(Path(libraries.ROOT, "micrograd"), tmp_path / "micrograd")
    monkeypatch.setattr(libraries, "ROOT", str(tmp_path))
    assert library.cache_file() == before
    with Path(tmp_path, *name.split(".")).with_suffix(".py").open("a", encoding="utf-8") as source:
        source.write("\n")
    assert library.cache_file() != before


def test_every_module_that_the_machine_code_is_made_of_is_among_the_sources() -> None:
    ways = ("from numba", "import numba", "from micrograd.compiled.inner")
    using_numba = {
        f"micrograd.compiled.{path.stem}"
        for path in Path(libraries.__file__).parent.glob("*.py")
        if any(way in path.read_text(encoding="utf-8") for way in ways)
    }
    others = {f"micrograd.compiled.{name}" for name in ("agreement", "machine_code", "opcodes")}
    tables = {"micrograd.operations", "micrograd.recipe.optimizers", "micrograd.recipe.schedules"}
    others |= {"micrograd.data.shuffling", "micrograd.training.folds"}
    assert using_numba | others | tables == {*library.sources(), *run_library.sources()}


def test_what_trains_many_runs_is_no_source_of_the_loop_that_everybody_builds() -> None:
    own = {"run_kernel", "run_steps", "run_layout", "run_lanes", "folding"}
    assert {*run_library.sources()} - {*library.sources()} == {
        *(f"micrograd.compiled.{name}" for name in own),
        "micrograd.training.folds",
    }


def test_a_module_that_a_source_newly_imports_is_a_source_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(libraries.ROOT, "micrograd"), tmp_path / "micrograd")
    monkeypatch.setattr(libraries, "ROOT", str(tmp_path))
    with (tmp_path / "micrograd/recipe/optimizers.py").open("a", encoding="utf-8") as source:
        source.write("from micrograd.recipe import momentum\n")
    (tmp_path / "micrograd/recipe/momentum.py").write_text("import micrograd.decay\n")
    (tmp_path / "micrograd/decay.py").write_text("")
    assert {"micrograd.recipe.momentum", "micrograd.decay"} <= set(library.sources())


def test_another_processor_gives_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    import llvmlite.binding as llvm

    files = {library.cache_file()}
    monkeypatch.setattr(llvm, "get_host_cpu_name", lambda: "another")
    files.add(library.cache_file())
    features = llvm.get_host_cpu_features()
    monkeypatch.setattr(llvm, "get_host_cpu_features", lambda: features)
    features["an-instruction-of-its-own"] = True
    files.add(library.cache_file())
    assert len(files) == 3


def test_another_c_library_gives_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    files = set()
    for version in [("glibc", "2.36"), ("glibc", "2.41"), ("", "")]:
        monkeypatch.setattr(platform, "libc_ver", lambda version=version: version)
        files.add(library.cache_file())
    assert len(files) == 3


def test_another_llvmlite_gives_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = library.cache_file()
    monkeypatch.setattr("importlib.metadata.version", lambda package: f"another {package}")
    assert library.cache_file() != before


# Building.


def test_what_is_not_in_the_cache_is_built_and_kept(sealed: bytes, builds: None) -> None:
    library.load()
    assert library.loaded() is not None
    assert library.cache_file().read_bytes() == sealed


def test_what_is_in_the_cache_is_not_built_again(sealed: bytes, never_builds: None) -> None:
    library.save(sealed)
    library.load()
    assert library.loaded() is not None


def test_what_is_loaded_is_neither_read_nor_built_again(sealed: bytes, never_builds: None) -> None:
    library.load_built(sealed)
    loaded = library.loaded()
    library.load()
    assert library.loaded() is loaded


# Whether it is worth building.


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of a compiled loop that was never built before."""
    calls: list[str] = []

    def load_from_cache() -> bool:
        calls.append("load")
        return False

    monkeypatch.setattr(library, "load_from_cache", load_from_cache)
    monkeypatch.setattr(library, "load", lambda: calls.append("build"))
    return calls


def test_for_a_few_steps_it_is_not_built(calls: list[str]) -> None:
    library.load_for(WORTH_BUILDING_S / 2)
    assert calls == ["load"]


def test_for_many_steps_it_is_built(calls: list[str]) -> None:
    library.load_for(2 * WORTH_BUILDING_S)
    assert calls == ["load", "build"]


def test_without_machine_code_the_readable_engine_does_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> bool:
        raise UnavailableError("no LLVM")

    monkeypatch.setattr(library, "load_from_cache", fail)
    library.load_for(2 * WORTH_BUILDING_S)
    assert library.loaded() is None


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        ("import sys; sys.exit('first\\nthe reason\\n\\n')", "the reason"),
        ("raise ImportError('no module of that name')", "ImportError: no module of that name"),
        ("import sys; sys.exit(3)", "building it failed without a word"),
        (
            "import sys; sys.stderr.buffer.write(b'\\xff is no text'); sys.exit(1)",
            "\N{REPLACEMENT CHARACTER} is no text",
        ),
    ],
    ids=["last line", "an exception", "without a word", "not text"],
)
def test_a_build_that_fails_says_why_in_its_last_line(
    monkeypatch: pytest.MonkeyPatch, python: str, reason: str
) -> None:
    command_of(monkeypatch, python)
    with pytest.raises(UnavailableError) as refused:
        library.load()
    assert str(refused.value) == reason
    assert library.loaded() is None
    assert not library.cache_file().exists()


def test_a_command_that_does_not_exist_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "build_command", (str(tmp_path / "nowhere"), "-c", ""))
    with pytest.raises(UnavailableError, match="nowhere"):
        library.load()
    assert library.loaded() is None


def test_what_a_build_says_without_failing_is_not_minded(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command_of(monkeypatch, f"{WRITE_FILE}; print('a warning', file=sys.stderr)", str(built))
    library.load()
    assert library.loaded() is not None


def test_a_build_with_a_printed_line_before_the_code_is_neither_used_nor_kept(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command_of(monkeypatch, f"print('a line', flush=True); {WRITE_FILE}", str(built))
    with pytest.raises(UnavailableError) as refused:
        library.load()
    assert str(refused.value) == UNUSABLE
    assert library.loaded() is None
    assert not library.cache_file().exists()


@broken
def test_what_is_built_and_broken_is_refused(
    sealed: bytes, breaking: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(UnavailableError) as refused:
        library.load_built(breaking(sealed))
    assert str(refused.value) == UNUSABLE
    assert library.loaded() is None


def test_this_very_package_is_what_builds_whatever_is_found_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say_who_builds = "import sys; sys.exit(sys.modules['micrograd.compiled.build'].__file__)"
    for module, python in [
        ("micrograd", "import sys; sys.exit('another package')"),
        # The first thing that `build` imports.
        ("llvmlite", say_who_builds),
    ]:
        (tmp_path / module).mkdir()
        (tmp_path / module / "__init__.py").write_text(python, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(UnavailableError) as refused:
        library.load()
    assert Path(str(refused.value)) == Path(libraries.__file__).with_name("build.py")


def test_a_cache_folder_that_can_not_be_written_does_not_keep_it_from_training(
    builds: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(sealed: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(library, "save", refuse)
    library.load()
    assert library.loaded() is not None


def test_a_file_in_the_place_of_the_cache_folder_does_not_either(
    builds: None, own_cache: Path
) -> None:
    own_cache.parent.mkdir(parents=True)
    own_cache.write_bytes(b"")
    library.load()
    assert library.loaded() is not None


@pytest.mark.parametrize(
    "call",
    [
        library.load,
        library.load_from_cache,
        library.cache_file,
        lambda: library.load_built(machine_code.seal(b"")),
        lambda: library.save(b""),
    ],
    ids=["load", "load_from_cache", "cache_file", "load_built", "save"],
)
@pytest.mark.parametrize("error", [None, OSError("a shared library is missing")], ids=str)
def test_without_llvmlite_the_loop_is_not_available(
    monkeypatch: pytest.MonkeyPatch, call: Callable[[], object], error: OSError | None
) -> None:
    if error is None:
        monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    else:
        monkeypatch.delitem(sys.modules, "llvmlite.binding", raising=False)
        monkeypatch.setattr(sys, "meta_path", [Failing(error), *sys.meta_path])
    with pytest.raises(UnavailableError) as refused:
        call()
    assert str(refused.value) == "Numba is not installed for this Python"
    assert library.loaded() is None


class Failing:
    """Finds llvmlite.binding, and fails to load it."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "llvmlite.binding":
            raise self._error


# Its tanh, exp and log have to be those of this Python.


def test_code_with_another_tanh_is_refused(sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "all_have_bits", lambda address_of, count: False)
    with pytest.raises(UnavailableError) as refused:
        library.load_built(sealed)
    assert str(refused.value) == UNUSABLE
    assert library.loaded() is None


# It has to do a known step.


# The place of the settings among the arguments of a call.
NUMBERS = 23


def with_another_rate(kernel: Kernel) -> Kernel:
    """Code whose steps are off by the last bit of the learning rate."""

    def train(*arguments: float) -> None:
        rate = ctypes.c_double.from_address(int(arguments[NUMBERS]) + 8 * RATE)
        rate.value = math.nextafter(rate.value, 1.0)
        kernel.train(*arguments)

    return kernel._replace(train=train)


def test_code_that_does_the_golden_step_in_another_way_is_refused(
    sealed: bytes, never_builds: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = machine_code.kernel_of(sealed, Kernel)
    assert kernel is not None
    assert does_golden_step(kernel)
    monkeypatch.setattr(libraries, "kernel_of", lambda sealed, kind: with_another_rate(kernel))
    with pytest.raises(UnavailableError) as refused:
        library.load_built(sealed)
    assert str(refused.value) == UNUSABLE
    library.save(sealed)
    assert not library.load_from_cache()
    assert library.loaded() is None
    with pytest.raises(UnavailableError, match="it was built"):
        library.load()


# Two libraries, each with a file of its own.


@pytest.fixture(scope="session")
def sealed_run_loop(built_run_loop: object) -> bytes:
    """The machine code that building the loop for many runs wrote."""
    return run_library.cache_file().read_bytes()


def test_each_library_is_kept_and_loaded_by_itself(sealed: bytes, sealed_run_loop: bytes) -> None:
    library.save(sealed)
    assert not run_library.load_from_cache()
    run_library.save(sealed_run_loop)
    assert run_library.load_from_cache()
    assert (library.loaded(), run_library.loaded() is None) == (None, False)
    assert library.cache_file() != run_library.cache_file()
    assert library.build_command != run_library.build_command


def test_the_machine_code_of_another_library_is_refused(
    sealed: bytes, sealed_run_loop: bytes
) -> None:
    for wanted, other in ((library, sealed_run_loop), (run_library, sealed)):
        with pytest.raises(UnavailableError, match=UNUSABLE):
            wanted.load_built(other)
        assert wanted.loaded() is None


# The places of the settings of each run, and of the number of its groups, among the arguments.
OWN_NUMBERS, GROUPS = 32, 29


def test_code_that_trains_many_runs_in_another_way_is_refused(
    sealed_run_loop: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = machine_code.kernel_of(sealed_run_loop, RunKernel)
    assert kernel is not None
    assert does_golden_runs(kernel)

    def train_runs(*arguments: float) -> None:
        last = (int(arguments[GROUPS]) - 1) * NUMBERS_OF_A_RUN * LANES
        place = int(arguments[OWN_NUMBERS]) + 8 * (last + RATE * LANES)
        rate = ctypes.c_double.from_address(place)
        rate.value = math.nextafter(rate.value, 1.0)
        kernel.train_runs(*arguments)

    other = kernel._replace(train_runs=train_runs)
    monkeypatch.setattr(libraries, "kernel_of", lambda sealed, kind: other)
    with pytest.raises(UnavailableError, match=UNUSABLE):
        run_library.load_built(sealed_run_loop)


# The modules that a process loads to train.

TRAIN = """
import random, sys
from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import four_samples
from micrograd.nn import MLP
trainer = compiled_trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
print(len(trainer.run(10)), trainer.can_run_beside, "numba" in sys.modules)
"""


def test_training_never_imports_numba(sealed: bytes, fresh_python) -> None:
    library.save(sealed)
    ran = fresh_python("-c", TRAIN)
    assert (ran.stderr, ran.stdout.split()) == ("", ["10", "True", "False"])


def test_importing_the_package_loads_neither_numba_nor_llvmlite(fresh_python) -> None:
    ran = fresh_python(
        "-c",
        "import sys, micrograd.compiled;"
        "print([name for name in sys.modules if name.startswith(('numba', 'llvmlite'))])",
    )
    assert (ran.stderr, ran.stdout.strip()) == ("", "[]")
