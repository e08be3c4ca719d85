"""What was measured where: the machine, the versions, and the memory of this process."""

import importlib.metadata
import mmap
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("numpy", "PySide6_Essentials", "pyqtgraph", "torch", "jax", "jaxlib")


def describe_machine() -> dict[str, object]:
    """The processor, the system, and the versions of what is installed."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "versions": versions,
        "c_compiler": c_compiler(),
    }


def c_compiler() -> str | None:
    """What `cc` says of itself, where there is one."""
    found = shutil.which("cc")
    if found is None:
        return None
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.partition("\n")[0] or None


def processor() -> str:
    """The name of its model."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor()


def resident_mb() -> float:
    """Memory that this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * mmap.PAGESIZE / 1e6


def forget_peak() -> None:
    """Let `peak_mb` count from what is resident now."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """The most memory that this process ever held, in MB.

    `getrusage` would not do: it hands a parent's peak down to its children.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmHWM:"))
    return int(found.split()[1]) * 1024 / 1e6
