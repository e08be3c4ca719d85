"""The command line of the library, what it prints, and how Ctrl+C ends it."""
