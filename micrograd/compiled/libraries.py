"""The compiled loops as machine code: as they came, from the cache, or built anew by `build`.

Numba is needed for building only, in a process of its own; that takes some twenty seconds, once.
The window builds in the background, and trains on the engine until the code is there.
"""

import contextlib
import hashlib
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import platformdirs

from micrograd.compiled.build_lock import BuildLock
from micrograd.compiled.golden import does_golden_step
from micrograd.compiled.golden_runs import does_golden_runs
from micrograd.compiled.machine_code import (
    Kernel,
    RunKernel,
    UnavailableError,
    kernel_of,
    llvm_of_this_machine,
)
from micrograd.compiled.own_file import read_own, write_own
from micrograd.compiled.shipped import shipped

ROOT = str(Path(__file__).parents[2])
# Matches a module of micrograd and the names taken from it. `ast` would take a whole frame.
IMPORTS = re.compile(r"^ *(?:from|import) (micrograd[\w.]*)(?: import (\([^)]*\)|[^\n]*))?", re.M)

# Building takes some twenty seconds: it has to save more than that.
WORTH_BUILDING_S = 30.0

K = TypeVar("K", Kernel, RunKernel)


class Library(Generic[K]):
    """The compiled functions of one kind: in one file of the cache, built when first wanted.

    kind: the functions. module: their source, from which `build` makes them. file: what the name of
    the file begins with. does_golden: True where they have the bits of the readable engine.
    build_command: writes the machine code to its standard output.
    """

    def __init__(
        self, kind: type[K], module: str, file: str, does_golden: Callable[[K], bool]
    ) -> None:
        self._module, self._file = module, file
        self._kind: type[K] = kind
        self._does_golden: Callable[[K], bool] = does_golden
        self.build_command: Sequence[str] = _build_command(module)
        self._loaded: K | None = None

    def loaded(self) -> K | None:
        """The functions, if this process has them by now."""
        return self._loaded

    def load(self) -> None:
        """Load the functions, or build them where they are in no cache. Raises UnavailableError.

        Where another process builds them, this one waits for that and loads the result.
        """
        if self._loaded or self.load_from_cache():
            return
        with self.build_lock():
            if not self.load_from_cache():
                self._build()

    def load_for(self, saved_s: float = 0.0) -> None:
        """Load the functions if they were built before; build them if that saves time.

        saved_s: about how much longer the work takes without them, in seconds. It is done without
        them where machine code can't be loaded, for whatever reason.
        """
        with contextlib.suppress(Exception):
            if not self._loaded and not self.load_from_cache() and saved_s > WORTH_BUILDING_S:
                self.load()

    def _build(self) -> None:
        try:
            built = subprocess.run(self.build_command, capture_output=True, check=False)
        except OSError as error:
            raise UnavailableError(str(error)) from None
        if built.returncode:
            raise UnavailableError(reason_of(built.stderr))
        self.load_built(built.stdout)
        with contextlib.suppress(OSError):
            # What can't be kept is built again at the next start.
            self.save(built.stdout)

    def build_lock(self) -> BuildLock:
        """The lock of those who build the functions for this machine and version."""
        return BuildLock(self.cache_file().with_suffix(".lock"))

    def load_from_cache(self) -> bool:
        """Load the functions; False where they were not built yet for this machine and version.

        Those that came with the program are taken first, see `shipped`. A file that somebody else
        may have written counts as none.
        Raises UnavailableError where no code can be loaded at all.
        """
        for kernel in shipped(self._file, self._kind):
            if self._take(kernel):
                return True
        try:
            sealed = read_own(self.cache_file())
        except OSError:
            return False
        return self._load(sealed)

    def load_built(self, sealed: bytes) -> None:
        """Load what `build_command` wrote. Raises UnavailableError."""
        if not self._load(sealed):
            raise UnavailableError("what was built can't be used")

    def _load(self, sealed: bytes) -> bool:
        """Load an object file; False where its functions do not have the bits of this Python."""
        kernel = kernel_of(sealed, self._kind)
        return kernel is not None and self._take(kernel)

    def _take(self, kernel: K) -> bool:
        if not self._does_golden(kernel):
            return False
        self._loaded = kernel
        return True

    def save(self, sealed: bytes) -> None:
        """Keep what was built for the next start. Raises OSError where that can't be written."""
        write_own(self.cache_file(), sealed)

    def cache_file(self) -> Path:
        """The file in the cache: another one for each version, processor and C library."""
        llvm = llvm_of_this_machine()
        said = [
            *(text for _, text in sorted(self.sources().items())),
            llvm.get_host_cpu_name(),
            llvm.get_host_cpu_features().flatten(),
            *map(_version, ("llvmlite", "numba")),
            *platform.libc_ver(),
        ]
        name = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
        return platformdirs.user_cache_path("micrograd-playground") / f"{self._file}-{name}.o"

    def sources(self) -> dict[str, str]:
        """The text of each module that the machine code is made of."""
        return _with_imports("micrograd.compiled.build", self._module)


def _build_command(module: str) -> Sequence[str]:
    # The path lets this very package build, wherever the command is started.
    path = f"import sys; sys.path.insert(0, {ROOT!r}); "
    return sys.executable, "-c", f"{path}import micrograd.compiled.build as b; b.main({module!r})"


def _with_imports(*modules: str) -> dict[str, str]:
    """The text of modules, and of all that they import."""
    texts: dict[str, str] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = Path(ROOT, *name.split(".")).with_suffix(".py")
        # A name without a file is a function, a class or a package.
        if name in texts or not name.startswith("micrograd.") or not path.is_file():
            continue
        texts[name] = path.read_text(encoding="utf-8")
        for package, names in IMPORTS.findall(texts[name]):
            waiting += [package, *(f"{package}.{each}" for each in re.findall(r"\w+", names))]
    return texts


# The training loop of one run, and all that looks at networks.
library = Library(Kernel, "micrograd.compiled.kernel", "training-loop", does_golden_step)
# The loop that trains many runs side by side: maps and sweeps want it, nobody else.
run_library = Library(
    RunKernel, "micrograd.compiled.run_kernel", "loop-of-many-runs", does_golden_runs
)


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
