"""Parts of the benchmark in a process of their own: none finds what another left in memory."""

import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def run_module(
    name: str, *words: object, python: tuple[str, ...] = (), **how: Any
) -> subprocess.CompletedProcess[str]:
    """Run a module of the checkout with these words, and with options of Python itself."""
    command = [sys.executable, *python, "-m", name, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, check=True, text=True, **how)
