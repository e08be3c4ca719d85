"""What a connection has of dask.distributed: its client, and calls that any worker unpickles."""

import logging
from collections.abc import Callable
from typing import Any

from micrograd.parallel.address import ClusterError

MISSING = "dask.distributed is not installed: in a checkout, .ci/setup cluster installs it"
LOGGERS = "distributed", "distributed.client"


class Call:
    """Calls a function where it is unpickled.

    What dask itself has to unpickle is known to every scheduler and worker: those without this
    library would end.
    """

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.function, self._arguments = function, arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return self.function, self._arguments


def kind_of_client() -> Any:
    """dask's class of clients. Raises ClusterError."""
    try:
        import distributed
    except ImportError:
        raise ClusterError(MISSING) from None
    # What happens to the connection is told in one line, not by dask in many.
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed.Client
