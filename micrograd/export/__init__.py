"""Exports of an experiment as text: a script that repeats it, its numbers as a table.

script.py             write_script: picks one of the two kinds
micrograd_script.py   the kind that needs micrograd, with the same bits
torch_script.py       the kind that needs PyTorch
csv_files.py          write_csv_file: losses of all runs, or all parameters of one
changes.py            everything that was changed on the way to a step of a run
dialect.py python_text.py   what both kinds of script share
options.py            the options that the writers ask for, and ExportError
"""
