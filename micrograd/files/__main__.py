"""Prints the JSON Schema of experiment files, as resources/experiment.schema.json has it."""

import sys

from micrograd.files.schema import schema
from micrograd.terminal.printing import exit_code_of_printing, json_lines

if __name__ == "__main__":
    sys.exit(exit_code_of_printing("python -m micrograd.files", json_lines(schema())))
