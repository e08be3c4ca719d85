"""Builds the compiled loops for each level of processors, as libraries that need no LLVM.

Building asks LLVM which processor it is on, and takes the methods that have the bits of the C
library there. It is told of another processor here, and so is the C library: what is built is what
would be built there. Numba does nine tenths of the work, which is the same for levels that take the
same methods: one process does it for all of them. Whoever builds needs a processor of the second
best level. `python .ci/packaging/loops.py FOLDER` writes all libraries into a folder.
"""

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from micrograd.compiled.libraries import library, run_library  # noqa: E402
from micrograd.compiled.shipped import LEVELS, Level  # noqa: E402
from micrograd.parallel.threads import usual_threads  # noqa: E402

LOOPS = {"training-loop": "kernel", "loop-of-many-runs": "run_kernel"}
# What the C library may not use, so that it has the bits that it has on such a processor.
TUNABLES = {"x86-64-v2": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F"}


def build_all(folder: Path) -> None:
    """Write all libraries, unless they are there and of these sources."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp, digest = folder / "sources", _digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    for old in folder.iterdir():
        old.unlink()
    with ThreadPoolExecutor(usual_threads()) as pool:
        done = [
            pool.submit(build, folder, loop, tunables, levels)
            for tunables, levels in _alike()
            for loop in LOOPS
        ]
    for each in done:
        each.result()
    stamp.write_text(digest)


def _digest() -> str:
    """Another text for other sources of the loops, and for another C library."""
    texts = sorted({**library.sources(), **run_library.sources()}.values())
    said = "\n".join([*texts, *platform.libc_ver(), Path(__file__).read_text(encoding="utf-8")])
    return hashlib.sha256(said.encode()).hexdigest()


def _alike() -> list[tuple[str, list[int]]]:
    """Numbers of levels that take the same methods, with what the C library is told for them."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for number, level in enumerate(LEVELS):
        # Functions that are called themselves are the same on any processor.
        tunables = "" if level.called else TUNABLES.get(level.name, "")
        groups.setdefault((tunables, level.called), []).append(number)
    return [(tunables, numbers) for (tunables, _), numbers in groups.items()]


def build(folder: Path, loop: str, tunables: str, levels: list[int]) -> None:
    """Build a loop for levels that are alike, in a process of its own, and link it."""
    with tempfile.TemporaryDirectory() as objects:
        command = [sys.executable, __file__, objects, LOOPS[loop], *map(str, levels)]
        env = os.environ | {"GLIBC_TUNABLES": tunables}
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=env)
        for number in levels:
            target = folder / f"{loop}-{LEVELS[number].ending}"
            options = ["--strip-all", "--no-undefined", "-z", "noexecstack"]
            command = ["ld", "-shared", *options, "-o", str(target), f"{objects}/{number}.o"]
            subprocess.run([*command, "-lm", "-lc"], check=True)
            print(f"built {target.name}", flush=True)


def write(folder: Path, module: str, levels: list[int]) -> None:
    """Write the object files of a loop, for levels that are alike, by their numbers."""
    # The methods are tried on this processor, which may lack what the better level has.
    _pretend(LEVELS[levels[-1]])
    # Numba reads the processor when it is imported.
    from micrograd.compiled import build as builder

    object_file = builder._object_file

    def object_files(functions: dict[str, object]) -> bytes:
        for number in levels:
            _pretend(LEVELS[number])
            (folder / f"{number}.o").write_bytes(object_file(functions))
        return b""

    builder._object_file = object_files
    if LEVELS[levels[0]].called:
        builder.has_bits = lambda *arguments: False
    builder.main(f"micrograd.compiled.{module}")


def _pretend(level: Level) -> None:
    """Let LLVM take this processor for one of a level."""
    import llvmlite.binding as llvm

    llvm.get_host_cpu_name = lambda: level.name
    llvm.get_host_cpu_features = llvm.FeatureMap


if __name__ == "__main__":
    if len(sys.argv) == 2:
        build_all(Path(sys.argv[1]))
    else:
        write(Path(sys.argv[1]), sys.argv[2], list(map(int, sys.argv[3:])))
