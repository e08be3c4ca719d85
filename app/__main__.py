"""`python -m app`: open the window, draw it into a file, or export without it."""

import sys

from app.terminal.main import main

if __name__ == "__main__":
    sys.exit(main())
