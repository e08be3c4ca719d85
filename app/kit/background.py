"""A thread for work beside the window, which gives way to it."""

from concurrent.futures import ThreadPoolExecutor

from micrograd.system.priority import give_way


def background_thread(name: str) -> ThreadPoolExecutor:
    """Make a thread that does one thing after the other."""
    return ThreadPoolExecutor(1, name, initializer=give_way)
