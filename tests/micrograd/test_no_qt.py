"""The package runs where no Qt and no NumPy is installed."""

import pytest

LOADED_AFTER = """
import pkgutil, sys
{imports}
roots = {{name.partition(".")[0] for name in sys.modules}}
print(*sorted(roots & {{"PySide6", "shiboken6", "numpy", "pyqtgraph", "app", "micrograd"}}))
"""


@pytest.mark.parametrize(
    "module",
    [
        "micrograd",
        "micrograd.operations",
        "micrograd.engine",
        "micrograd.nn",
        "micrograd.recipe.losses",
        "micrograd.data.dataset",
        "micrograd.training.trainer",
        "micrograd.__main__",
    ],
)
def test_importing_it_loads_neither_qt_nor_numpy(fresh_python, module):
    done = fresh_python("-c", LOADED_AFTER.format(imports=f"import {module}"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "micrograd\n", "")


def test_no_module_of_the_package_loads_qt_or_the_app(fresh_python):
    imports = """
import importlib, micrograd
for module in pkgutil.walk_packages(micrograd.__path__, "micrograd."):
    importlib.import_module(module.name)
"""
    done = fresh_python("-c", LOADED_AFTER.format(imports=imports))
    assert (done.returncode, done.stderr) == (0, "")
    assert set(done.stdout.split()) <= {"micrograd", "numpy"}
