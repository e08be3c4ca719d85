"""Addresses of schedulers, and the error of those that can't help.

Importing this does not load dask.
"""

import re

ADDRESS = re.compile(r"tcp://([\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")
EXAMPLE = "tcp://192.168.1.10:8786"


class ClusterError(RuntimeError):
    """A cluster that can't help, in one line."""


def check_address(text: str) -> str:
    """The address of a scheduler without the spaces around it. Raises ValueError."""
    address = text.strip()
    host_and_port(address)
    return address


def host_and_port(address: str) -> tuple[str, int]:
    """The two parts of an address. Raises ValueError."""
    match = ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match[2]) < 2**16:
        raise ValueError(f"{address!r} is not tcp://HOST:PORT, such as {EXAMPLE}")
    return match[1].strip("[]"), int(match[2])
