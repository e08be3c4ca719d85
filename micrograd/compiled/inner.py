"""`inner`: compiles a function that only other functions of the compiled loop call.

Only modules that need Numba anyway import this one.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from numba import njit

# Numba writes no entry for Python and none for C: that takes a fifth of the time of building.
inner: Callable[..., Any] = partial(njit, no_cpython_wrapper=True, no_cfunc_wrapper=True)
