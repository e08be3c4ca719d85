"""Machine code that came with the program, where that is one folder and nothing can be built.

For each loop there is a library for each level of processors. Loading one takes neither Numba nor
LLVM; it is held to the same bits as what is built here.
"""

import ctypes
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from micrograd.compiled.machine_code import Kernel, RunKernel, kernel_at

FOLDER = Path(__file__).parent / "shipped"


class Level(NamedTuple):
    """Processors that run the same machine code.

    name: the compiler's. feature: NumPy's name for what such a processor has. called: True where
    functions such as tanh are the C library's own, one number at a time, instead of those with the
    bits that it has on such a processor.
    """

    name: str
    feature: str
    called: bool = False

    @property
    def ending(self) -> str:
        """What the name of a library ends with."""
        return f"{self.name}{'-called' if self.called else ''}.so"


# The fastest first. What comes last has the bits of any C library.
LEVELS = (
    Level("x86-64-v4", "X86_V4"),
    Level("x86-64-v3", "X86_V3"),
    Level("x86-64-v2", "X86_V2"),
    Level("x86-64-v3", "X86_V3", called=True),
    Level("x86-64-v2", "X86_V2", called=True),
)

K = TypeVar("K", Kernel, RunKernel)


def shipped(loop: str, kind: type[K]) -> Iterator[K]:
    """The functions of each library for this processor that agree with this Python.

    loop: what the names of its libraries begin with.
    """
    if not FOLDER.is_dir():
        return
    features = processor_features()
    for level in LEVELS:
        if level.feature in features:
            # A library that is not there, or needs a newer C library, is passed over.
            with suppress(OSError):
                code = ctypes.CDLL(str(FOLDER / f"{loop}-{level.ending}"))
                if (kernel := kernel_at(_addresses(code), kind, code)) is not None:
                    yield kernel


def processor_features() -> set[str]:
    """What this processor has, by NumPy's names."""
    known = cast(Any, np.show_config(mode="dicts"))["SIMD Extensions"]
    return {*known["baseline"], *known["found"]}


def _addresses(code: ctypes.CDLL) -> Any:
    def address_of(name: str) -> int:
        """The address of a function; 0 where there is none."""
        try:
            return ctypes.cast(code[name], ctypes.c_void_p).value or 0
        except AttributeError:
            return 0

    return address_of
