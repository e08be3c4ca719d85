"""Prints the JSON Schema of scripts, as resources/script.schema.json has it."""

import sys

from app.scenes.script import schema
from micrograd.terminal.printing import exit_code_of_printing, json_lines

if __name__ == "__main__":
    sys.exit(exit_code_of_printing("python -m app.scenes", json_lines(schema())))
