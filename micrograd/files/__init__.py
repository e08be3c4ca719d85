"""The experiment file: one readable JSON file that holds everything that was tried."""
