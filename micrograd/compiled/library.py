"""The compiled loop as machine code: from the cache folder, or built anew by `build`.

Numba is needed for building only, in a process of its own; that takes some ten seconds, once.
The window builds in the background, and trains on the engine until the code is there.
"""

import contextlib
import ctypes
import hashlib
import math
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import platformdirs

from micrograd.saving import write_file

ROOT = str(Path(__file__).parents[2])
# This very package builds it, wherever the command is started.
BUILD_COMMAND = (
    sys.executable,
    "-c",
    f"import sys; sys.path.insert(0, {ROOT!r}); import micrograd.compiled.build as b; b.main()",
)
DIGEST_BYTES = 32
# A module of micrograd, and the names taken from it. Parsing would take the window a whole frame.
IMPORTS = re.compile(r"^ *(?:from|import) (micrograd[\w.]*)(?: import (\([^)]*\)|[^\n]*))?", re.M)

_address, _size, _float = ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_double
_MACHINE = (*[_address] * 7, *[_size] * 7)
_TRAIN = ctypes.CFUNCTYPE(
    None,
    *_MACHINE,
    *[_address] * 5,
    *(_size, _float, _size),
    *[_address] * 2,
    *[_size] * 3,
    *[_address] * 2,
)
_EVALUATE = ctypes.CFUNCTYPE(None, *_MACHINE, _address)
_TANH = ctypes.CFUNCTYPE(None, _address, _address, _size)


class UnavailableError(RuntimeError):
    """The compiled loop can't be used here; the message says why."""


class Kernel(NamedTuple):
    """The compiled functions, see `kernel.py`; they release the interpreter lock.

    engine: the machine code, which lives as long as it.
    """

    train: Callable[..., None]
    evaluate: Callable[..., None]
    engine: Any


_loaded: Kernel | None = None


def loaded() -> Kernel | None:
    """The compiled loop, if this process has it by now."""
    return _loaded


def load() -> None:
    """Have the compiled loop; build it first where it is not in the cache folder.

    Raises UnavailableError.
    """
    if _loaded or load_from_cache():
        return
    try:
        built = subprocess.run(BUILD_COMMAND, capture_output=True, check=False)
    except OSError as error:
        raise UnavailableError(str(error)) from None
    if built.returncode:
        raise UnavailableError(reason_of(built.stderr))
    load_built(built.stdout)
    with contextlib.suppress(OSError):
        # Then it is built again the next time.
        save(built.stdout)


def load_from_cache() -> bool:
    """Have the compiled loop; False where it was not built yet for this machine and version.

    Raises UnavailableError where no code can be loaded at all.
    """
    try:
        sealed = cache_file().read_bytes()
    except OSError:
        return False
    return _load(sealed)


def load_built(sealed: bytes) -> None:
    """Have the compiled loop that `build` wrote. Raises UnavailableError."""
    if not _load(sealed):
        raise UnavailableError("what was built can't be used")


def seal(code: bytes) -> bytes:
    """Code with its digest before it: a broken file would end the whole process."""
    return hashlib.sha256(code).digest() + code


def _load(sealed: bytes) -> bool:
    """Have the functions of an object file.

    False where it is broken, and where its tanh is not the one of this Python, to the last bit.
    """
    global _loaded
    code = sealed[DIGEST_BYTES:]
    if seal(code) != sealed:
        return False
    llvm = _llvm()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine(llvm))
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    train, evaluate, tanh = map(engine.get_function_address, ("train", "evaluate", "tanh"))
    if not has_bits_of_tanh(tanh, 4096):
        return False
    _loaded = Kernel(_TRAIN(train), _EVALUATE(evaluate), engine)
    return True


def target_machine(llvm: Any) -> Any:
    """LLVM for this processor, with all that it can do."""
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="pic",
        codemodel="jitdefault",
        jit=True,
    )


def has_bits_of_tanh(function: int, count: int) -> bool:
    """True where a compiled function, given by its address, agrees with `math.tanh`.

    count: how many numbers are tried, spread over every range in which tanh is computed in a
    way of its own. Two methods, or two roundings of one, differ in one number of a hundred
    thousand or more in each of these ranges together.
    """
    spread = (np.arange(count) * ((math.sqrt(5) - 1) / 2)) % 1 * 2 - 1
    for numbers in (spread, 3 * spread, 30 * spread, spread * 10.0 ** (-330 * np.abs(spread))):
        results = np.empty(count)
        _TANH(function)(numbers.ctypes.data, results.ctypes.data, count)
        expected = np.array(list(map(math.tanh, numbers.tolist())))
        if results.tobytes() != expected.tobytes():
            return False
    return True


def save(sealed: bytes) -> None:
    """Keep what was built for the next start. Raises OSError where that can't be written."""
    target = cache_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    write_file(target, sealed)


def cache_file() -> Path:
    """Where the code is kept: another file for each version, processor and C library."""
    llvm = _llvm()
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
    # Takes 30 ms to import, and a window is painted before it looks for machine code.
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


def _llvm() -> Any:
    try:
        import llvmlite.binding as llvm
    except (ImportError, OSError):
        raise UnavailableError("Numba is not installed for this Python") from None
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm
