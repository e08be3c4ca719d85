"""Builds the compiled loops for each level of processors, as libraries that need no LLVM.

Building asks LLVM which processor it is on, and takes the methods that have the bits of the C
library there. It is told of another processor here, and so is the C library: what is built is what
would be built there. `python .ci/packaging/loops.py FOLDER` writes all libraries into a folder.
"""

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from micrograd.compiled.libraries import library, run_library  # noqa: E402
from micrograd.compiled.machine_code import DIGEST_BYTES  # noqa: E402
from micrograd.compiled.shipped import LEVELS, Level  # noqa: E402

LOOPS = {"training-loop": "kernel", "loop-of-many-runs": "run_kernel"}
# What the C library may not use, so that it has the bits that it has on such a processor.
TUNABLES = {"x86-64-v2": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F"}


def build_all(folder: Path) -> None:
    """Write all libraries that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp, digest = folder / "sources", _digest()
    if not stamp.exists() or stamp.read_text() != digest:
        for old in folder.glob("*.so"):
            old.unlink()
        stamp.write_text(digest)
    for loop, module in LOOPS.items():
        for number, level in enumerate(LEVELS):
            target = folder / f"{loop}-{level.ending}"
            if not target.exists():
                print(f"building {target.name}", flush=True)
                build(module, number, target)


def _digest() -> str:
    """Another text for other sources of the loops, and for another C library."""
    texts = sorted({**library.sources(), **run_library.sources()}.values())
    said = "\n".join([*texts, *platform.libc_ver(), Path(__file__).read_text(encoding="utf-8")])
    return hashlib.sha256(said.encode()).hexdigest()


def build(module: str, number: int, target: Path) -> None:
    """Build a loop for a level in a process of its own, and link it."""
    tunables = {"GLIBC_TUNABLES": TUNABLES.get(LEVELS[number].name, "")}
    command = [sys.executable, __file__, module, str(number)]
    sealed = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ | tunables)
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder, "loop.o")
        code.write_bytes(sealed.stdout[DIGEST_BYTES:])
        options = ["--strip-all", "--no-undefined", "-z", "noexecstack"]
        command = ["ld", "-shared", *options, "-o", str(target), str(code), "-lm", "-lc"]
        subprocess.run(command, check=True)


def write(module: str, level: Level) -> None:
    """Write a loop for a level to the standard output."""
    import llvmlite.binding as llvm

    llvm.get_host_cpu_name = lambda: level.name
    llvm.get_host_cpu_features = llvm.FeatureMap
    # Numba reads both when it is imported.
    from micrograd.compiled import build as builder

    if level.called:
        builder.has_bits = lambda *arguments: False
    builder.main(f"micrograd.compiled.{module}")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        build_all(Path(sys.argv[1]))
    else:
        write(sys.argv[1], LEVELS[int(sys.argv[2])])
