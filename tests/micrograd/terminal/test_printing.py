"""Programs that print end quietly, whatever becomes of what they print."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import micrograd
from micrograd.terminal.printing import exit_code_of_printing

ROOT = Path(micrograd.__file__).parents[1]
# What the machine of the tests has set is not what people have.
USUAL = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
PROGRAMS = {
    "losses": ("micrograd", "--seed", "0", "--steps", "3000"),
    "help": ("micrograd", "--help"),
    "schema": ("micrograd.files",),
    "schema of scripts": ("app.scenes",),
    "help of the window": ("app", "--help"),
}
# The standard output is a text file as usual; its bytes find no room as long as it is a file.
ON_A_FULL_DISK = """
import errno, io, os, runpy, stat, sys
sys.path.insert(0, os.getcwd())

class FullDisk(io.RawIOBase):
    def writable(self):
        return True
    def fileno(self):
        return 1
    def write(self, data):
        if not stat.S_ISREG(os.fstat(1).st_mode):
            return len(data)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

is_unbuffered = bool(os.environ.get("PYTHONUNBUFFERED"))
sys.stdout = io.TextIOWrapper(
    io.BufferedWriter(FullDisk()), encoding="utf-8", write_through=is_unbuffered
)
sys.argv = [{module!r}, *{options}]
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""
every_program = pytest.mark.parametrize("arguments", PROGRAMS.values(), ids=PROGRAMS)
both_ways = pytest.mark.parametrize("buffering", [{}, {"PYTHONUNBUFFERED": "1"}], ids=str)


PYTHON = [sys.executable, "-X", "utf8", "-W", "error"]


def run(arguments, output, buffering):
    return subprocess.run(
        [*PYTHON, *arguments],
        cwd=ROOT,
        env=USUAL | buffering,
        stdout=output,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@both_ways
@every_program
def test_a_reader_that_reads_no_further_ends_it_without_a_word(arguments, buffering):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = run(["-m", *arguments], writer, buffering)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@both_ways
@every_program
def test_a_full_disk_is_told_in_one_line(arguments, buffering, tmp_path):
    module, *options = arguments
    program = tmp_path / "program.py"
    program.write_text(ON_A_FULL_DISK.format(module=module, options=options), encoding="utf-8")
    with (tmp_path / "output").open("w") as output:
        done = run([program], output, buffering)
    assert done.returncode == 1
    assert (
        done.stderr == f"python -m {arguments[0]}: error: this can't be printed: the disk is full\n"
    )


@both_ways
def test_a_sweep_writes_its_table_though_nobody_reads_its_lines(buffering, tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    file = tmp_path / "runs.csv"
    sweep = ["-m", "micrograd", "sweep", "seed=0-2", "--steps", "3", "--out", str(file)]
    try:
        done = run(sweep, writer, buffering)
    finally:
        os.close(writer)
    assert done.returncode == 0
    assert done.stderr.startswith("python -m micrograd sweep: ")
    assert len(file.read_text(encoding="utf-8").splitlines()) == 4


def test_what_goes_wrong_while_lines_are_made_is_not_taken_for_their_printing(capsys):
    def lines():
        yield "one"
        raise OSError("no sample is there")

    with pytest.raises(OSError, match="no sample is there"):
        exit_code_of_printing("program", lines())
    assert capsys.readouterr() == ("one\n", "")


def test_ctrl_c_ends_it_without_a_word():
    program = subprocess.Popen(
        [*PYTHON, "-m", "micrograd", "--seed", "0", "--steps", "100000000"],
        cwd=ROOT,
        env=USUAL | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert program.stdout.readline().startswith("0 ")
    program.send_signal(signal.SIGINT)
    _, error = program.communicate(timeout=300)
    assert (program.returncode, error) == (130, "")


# Ends the program with Ctrl+C when it looks for a module.
STRIKES = """
import os, signal, sys

class Striker:
    def find_spec(name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Striker)
"""


@pytest.mark.parametrize(
    ("program", "module"),
    [
        ("micrograd", "micrograd.engine"),
        ("micrograd", "micrograd.training.trainer"),
        ("micrograd", "micrograd.terminal.command_line"),
        ("micrograd", "argparse"),
        ("app", "app.starting"),
        ("app", "app.program"),
        ("app", "pathlib"),
        ("app", "app.terminal"),
        ("app", "micrograd"),
        ("app", "numpy"),
        ("app", "argparse"),
        ("app", "app.terminal.command_line"),
    ],
)
def test_ctrl_c_while_it_loads_ends_it_without_a_word(program, module, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(STRIKES.format(module=module), encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [*PYTHON, "-m", program, "--help"],
        cwd=ROOT,
        env=USUAL | {"PYTHONPATH": path},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_program_that_uses_it_keeps_its_own_way_to_end():
    code = "import micrograd, signal; print(signal.getsignal(signal.SIGINT))"
    done = run(["-c", code], subprocess.PIPE, {})
    assert "default_int_handler" in done.stdout
