"""Prints the JSON Schema of experiment files, as resources/experiment.schema.json has it."""

import json
import sys

from micrograd.files.schema import schema
from micrograd.terminal.printing import exit_code_of_printing

if __name__ == "__main__":
    lines = json.dumps(schema(), indent=2).splitlines()
    sys.exit(exit_code_of_printing("python -m micrograd.files", lines))
