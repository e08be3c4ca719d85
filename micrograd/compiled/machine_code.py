"""Machine code of the compiled loop: its seal, its functions, its target."""

import ctypes
import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from micrograd.compiled.agreement import all_have_bits

DIGEST_BYTES = 32

_address, _size = ctypes.c_void_p, ctypes.c_ssize_t
_MACHINE = (*[_address] * 7, *[_size] * 7)
_RUN: tuple[Any, ...] = (
    *[_size] * 3,
    *[_address] * 3,
    _size,
    *[_address] * 2,
    _size,
    _address,
    _size,
    *[_address] * 2,
    *[_size] * 3,
    *[_address] * 2,
)
_TRAIN = ctypes.CFUNCTYPE(None, *_MACHINE, *[_address] * 5, *_RUN)
_EVALUATE = ctypes.CFUNCTYPE(None, *_MACHINE, _address)
_OUTPUTS = ctypes.CFUNCTYPE(None, *_MACHINE, *[_address] * 2, _size, _address, _size)
_LOSSES = ctypes.CFUNCTYPE(None, *_MACHINE, _address, *[_size] * 3, _address, _size, _address)
_TRAIN_RUNS = ctypes.CFUNCTYPE(
    None,
    *[_address] * 5,
    *[_size] * 6,
    *[_address, _size] * 2,
    *[_address, _size, _size],
    *[_address, _address, _address, _size],
    *[_address] * 4,
    *[_size] * 4,
    *[_address] * 3,
    *[_address, _size] * 2,
    *[_address] * 5,
)
_SHUFFLE = ctypes.CFUNCTYPE(None, _address, *[ctypes.c_int64] * 3)


class UnavailableError(RuntimeError):
    """The compiled loop can't be used here; the message says why."""


class Kernel(NamedTuple):
    """The compiled functions, see `kernel.py`; they release the interpreter lock.

    engine: the machine code, which lives as long as it.
    """

    train: Callable[..., None]
    evaluate: Callable[..., None]
    outputs_at: Callable[..., None]
    losses_of: Callable[..., None]
    shuffle: Callable[..., None]
    engine: Any


class RunKernel(NamedTuple):
    """The compiled function that trains many runs, see `run_kernel.py`; as `Kernel`."""

    train_runs: Callable[..., None]
    engine: Any


K = TypeVar("K", Kernel, RunKernel)

_SIGNATURES: dict[type, dict[str, Any]] = {
    Kernel: {
        "train": _TRAIN,
        "evaluate": _EVALUATE,
        "outputs_at": _OUTPUTS,
        "losses_of": _LOSSES,
        "shuffle": _SHUFFLE,
    },
    RunKernel: {"train_runs": _TRAIN_RUNS},
}


def seal(code: bytes) -> bytes:
    """Code with its digest before it: a broken file would end the whole process."""
    return hashlib.sha256(code).digest() + code


def kernel_of(sealed: bytes, kind: type[K]) -> K | None:
    """The functions of an object file.

    None where it is broken, and as in `kernel_at`.
    """
    code = sealed[DIGEST_BYTES:]
    if seal(code) != sealed:
        return None
    llvm = llvm_of_this_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine(llvm))
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return kernel_at(engine.get_function_address, kind, engine)


def kernel_at(address_of: Callable[[str], int], kind: type[K], engine: Any) -> K | None:
    """The functions of loaded machine code. address_of: of a name, 0 for an unknown one.

    None where it is of another kind, and where a function such as tanh is not the one of this
    Python, to the last bit.
    """
    addresses = {name: address_of(name) for name in _SIGNATURES[kind]}
    if not all(addresses.values()) or not all_have_bits(address_of, 4096):
        return None
    functions = {name: _SIGNATURES[kind][name](place) for name, place in addresses.items()}
    return kind(**functions, engine=engine)


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


def llvm_of_this_machine() -> Any:
    """LLVM, ready to load code. Raises UnavailableError where it is not installed."""
    try:
        import llvmlite.binding as llvm
    except (ImportError, OSError):
        raise UnavailableError("Numba is not installed for this Python") from None
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm
