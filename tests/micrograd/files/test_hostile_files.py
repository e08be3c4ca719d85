"""A hostile file is refused in about a second at most, in a bounded amount of memory."""

import json
import subprocess
import sys

HOSTILE = """
import json, resource, sys, time
from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment

new = to_bytes(new_experiment())
head = new[:new.index(b'"current"')]
old = head.replace(b'"version": 7', b'"version": 1')
layers = head + b'"runs":[{"start":{"recipe":{"layers":['
numbers = head + b'"runs":[{"start":{"parameters":['
million = 10**6
files = {
    "zeros": lambda: bytes(64 * million),
    "a billion layers": lambda: layers + b"4," * (31 * million),
    "millions of layers": lambda: layers + b"4," * 3999900 + b"4]}}}]}",
    "millions of numbers": lambda: numbers + b"0.1234567890," * 3999900 + b"x]}}]}",
    "nested lists": lambda: b"[" * 400000,
    "nested objects": lambda: b'{"a":' * 400000,
    "nested runs": lambda: head + b'"runs":' + b"[" * 400000,
    "nested old runs": lambda: old + b'"runs":' + b"[" * 400000,
    "many lists": lambda: old + b'"runs":[' + b"[]," * 400000 + b"[]]}",
    "many objects": lambda: old + b'"runs":[' + b"{}," * 400000 + b"{}]}",
    "a huge number": lambda: head + b'"current":' + b"1" * (30 * million) + b"}",
    "a huge version": lambda: new.replace(b'"version": 7', b'"version": ' + b"1" * million),
    "tables of one another": lambda: with_tables(
        {"samples": [[0.5] * 4] * 100000},
        *[{"like": 0, "stretches": [{"first": 0, "count": 100000}]}] * 500,
    ),
    "stretches of nothing": lambda: with_tables(
        {"samples": [[0.5] * 4]}, {"like": 0, "stretches": [{"first": 0, "count": 0}] * 490000}
    ),
    "a long name": lambda: new.replace(b"run 1", b"a" * (30 * million)),
}

def with_tables(*tables):
    content = json.loads(new)
    content["datasets"] = [{"inputs": 3, "targets": 1, **table} for table in tables]
    return json.dumps(content).encode()


before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
results = {}
for name, make in files.items():
    data = make()
    began = time.process_time()
    try:
        from_bytes(data)
        message = ""
    except FileError as error:
        message = str(error)
    results[name] = message, time.process_time() - began
print(json.dumps([results, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]))
"""


def test_hostile_files_take_a_second_and_bounded_memory() -> None:
    output = subprocess.run(
        [sys.executable, "-c", HOSTILE], check=True, capture_output=True, timeout=120
    ).stdout
    results, megabytes = json.loads(output)
    for name, (message, seconds) in results.items():
        assert message, name
        assert "\n" not in message
        # Half a second on two shared cores that have nothing else to do.
        assert seconds < 2, (name, seconds)
    assert results["nested objects"][0] == "lists are nested too deep"
    assert results["tables of one another"][0].startswith("all tables together have 33,6")
    assert results["stretches of nothing"][0].startswith("datasets[1].stretches: expected")
    assert results["a long name"][0] == "runs[0].name: expected `str` of length <= 1000"
    assert results["millions of layers"][0].startswith("runs[0].start.recipe.layers: expected")
    # Five times as much as the largest file has, and its tables where they share their samples.
    assert megabytes < 5 * 64 + 256
