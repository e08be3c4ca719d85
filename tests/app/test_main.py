"""The start of the program, before anything large is imported."""

import os
import subprocess
import sys

import pytest

# Starts the program as `python -m app` does. NumPy reads the number when it is loaded.
START = """
import os, sys
from app.__main__ import main
assert "numpy" not in sys.modules
try:
    main(["--version"])
except SystemExit:
    pass
assert "numpy" in sys.modules
print(os.environ["OPENBLAS_NUM_THREADS"])
"""


@pytest.mark.parametrize("chosen", ["", "2"])
def test_small_matrices_take_no_threads_unless_somebody_wants_them(chosen: str) -> None:
    others = {name: value for name, value in os.environ.items() if "_NUM_THREADS" not in name}
    environment = {**others, **({"OPENBLAS_NUM_THREADS": chosen} if chosen else {})}
    told = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[-1] == (chosen or "1")
