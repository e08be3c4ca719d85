"""The compiled loop as machine code: from the cache folder, or built anew by `build`.

Numba is needed for building only, in a process of its own; that takes some twenty seconds, once.
The window builds in the background, and trains on the engine until the code is there.
"""

import contextlib
import hashlib
import platform
import re
import subprocess
import sys
from pathlib import Path

import platformdirs

from micrograd.compiled.build_lock import BuildLock
from micrograd.compiled.golden import does_golden_step
from micrograd.compiled.machine_code import (
    Kernel,
    UnavailableError,
    kernel_of,
    llvm_of_this_machine,
)
from micrograd.compiled.own_file import read_own, write_own

ROOT = str(Path(__file__).parents[2])
# The path lets this very package build, wherever the command is started.
BUILD_COMMAND = (
    sys.executable,
    "-c",
    f"import sys; sys.path.insert(0, {ROOT!r}); import micrograd.compiled.build as b; b.main()",
)
# Matches a module of micrograd and the names taken from it. `ast` would take a whole frame.
IMPORTS = re.compile(r"^ *(?:from|import) (micrograd[\w.]*)(?: import (\([^)]*\)|[^\n]*))?", re.M)

# Building takes some twenty seconds: it has to save more than that.
WORTH_BUILDING_S = 30.0

_loaded: Kernel | None = None


def loaded() -> Kernel | None:
    """The compiled loop, if this process has it by now."""
    return _loaded


def load() -> None:
    """Load the compiled loop, or build it where it is in no cache. Raises UnavailableError.

    Where another process builds it, this one waits for that and loads the result.
    """
    if _loaded or load_from_cache():
        return
    with build_lock():
        if not load_from_cache():
            _build()


def load_for(readable_s: float = 0.0) -> None:
    """Load the compiled loop if it was built before; build it if that takes less than it saves.

    readable_s: about how long the readable engine takes for the work, in seconds. It does the same
    work where machine code can't be loaded, for whatever reason.
    """
    with contextlib.suppress(Exception):
        if not _loaded and not load_from_cache() and readable_s > WORTH_BUILDING_S:
            load()


def _build() -> None:
    try:
        built = subprocess.run(BUILD_COMMAND, capture_output=True, check=False)
    except OSError as error:
        raise UnavailableError(str(error)) from None
    if built.returncode:
        raise UnavailableError(reason_of(built.stderr))
    load_built(built.stdout)
    with contextlib.suppress(OSError):
        # A loop that can't be kept is built again at the next start.
        save(built.stdout)


def build_lock() -> BuildLock:
    """The lock of those who build the compiled loop for this machine and version."""
    return BuildLock(cache_file().with_suffix(".lock"))


def load_from_cache() -> bool:
    """Load the compiled loop; False where it was not built yet for this machine and version.

    A file that somebody else may have written counts as none.
    Raises UnavailableError where no code can be loaded at all.
    """
    try:
        sealed = read_own(cache_file())
    except OSError:
        return False
    return _load(sealed)


def load_built(sealed: bytes) -> None:
    """Load the compiled loop that `build` wrote. Raises UnavailableError."""
    if not _load(sealed):
        raise UnavailableError("what was built can't be used")


def _load(sealed: bytes) -> bool:
    """Load an object file; False where its functions do not have the bits of this Python."""
    global _loaded
    kernel = kernel_of(sealed)
    if kernel is None or not does_golden_step(kernel):
        return False
    _loaded = kernel
    return True


def save(sealed: bytes) -> None:
    """Keep what was built for the next start. Raises OSError where that can't be written."""
    write_own(cache_file(), sealed)


def cache_file() -> Path:
    """The file in the cache: another one for each version, processor and C library."""
    llvm = llvm_of_this_machine()
    said = [
        *(text for _, text in sorted(sources().items())),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        *map(_version, ("llvmlite", "numba")),
        *platform.libc_ver(),
    ]
    name = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
    return platformdirs.user_cache_path("micrograd-playground") / f"training-loop-{name}.o"


def sources() -> dict[str, str]:
    """The text of each module that the machine code is made of: `build`, and all it imports."""
    texts: dict[str, str] = {}
    waiting = ["micrograd.compiled.build"]
    while waiting:
        name = waiting.pop()
        path = Path(ROOT, *name.split(".")).with_suffix(".py")
        # A name without a file is a function, a class or a package.
        if name in texts or not name.startswith("micrograd.") or not path.is_file():
            continue
        texts[name] = path.read_text(encoding="utf-8")
        for module, names in IMPORTS.findall(texts[name]):
            waiting += [module, *(f"{module}.{each}" for each in re.findall(r"\w+", names))]
    return texts


def _version(package: str) -> str:
    # This import takes 30 ms: a window is painted before machine code is looked for.
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def reason_of(errors: bytes) -> str:
    """Why building failed, from what it wrote to the standard error."""
    lines = errors.decode(errors="replace").split("\n")
    said = [line for line in lines if line.strip()]
    return said[-1] if said else "building it failed without a word"
