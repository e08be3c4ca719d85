"""Exports of an experiment as text: a script that repeats it, its numbers as a table.

script.py             write_script: picks one of the three kinds
micrograd_script.py   the kind that needs micrograd, with the same bits
self_contained.py     the kind that needs nothing, with the same bits
small_engine.py       the engine that this has in itself
torch_script.py       the kind that needs PyTorch
rounding.py           how long losses withstand other rounding, as PyTorch's
sources.py            the text of functions, with all that they need
csv_files.py          write_csv_file: losses of all runs, or all parameters of one
changes.py            everything that was changed on the way to a step of a run
dialect.py python_text.py   what all kinds of script share
options.py            the options that the writers ask for, and ExportError
"""
