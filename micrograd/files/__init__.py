"""The experiment file: one readable JSON file that holds everything that was tried."""

from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes, read_experiment
from micrograd.files.writing import Encoder, to_bytes

__all__ = ["Encoder", "FileError", "from_bytes", "read_experiment", "to_bytes"]
