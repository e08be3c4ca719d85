"""Prints the JSON Schema of experiment files, as resources/experiment.schema.json has it."""

import json

from micrograd.files.schema import schema

if __name__ == "__main__":
    print(json.dumps(schema(), indent=2))
