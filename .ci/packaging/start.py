"""What the program of the folder starts with."""

import sys

from app.__main__ import main

sys.exit(main())
