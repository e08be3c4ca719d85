"""The endings of files that can be opened, and what a dialog offers of them."""

ENDING = ".json"
TABLE_ENDINGS = (".csv", ".tsv", ".txt")
FILES = f"Experiments (*{ENDING});;All files (*)"
READABLE = f"Experiments and tables (*{ENDING} *{' *'.join(TABLE_ENDINGS)});;All files (*)"
# Scripts of scenes, and what a person is offered who looks for one.
SCRIPT_ENDING = ".scenes.json"
SCRIPTS = f"Scripts (*{SCRIPT_ENDING});;All files (*)"
