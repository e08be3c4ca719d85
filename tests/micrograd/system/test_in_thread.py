"""Work in a thread: its progress comes here, it ends where nobody wants it any more."""

import threading

import pytest

from micrograd.system.in_thread import in_thread


def test_all_of_the_work_is_done_elsewhere_and_its_progress_told_here():
    threads = set()

    def work():
        for share in (0.25, 0.5, 1.0):
            threads.add(threading.current_thread())
            yield share

    told = [*in_thread(work(), lambda: None)]
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert threads
    assert threading.current_thread() not in threads


def test_an_error_of_the_work_is_raised_here():
    def work():
        yield 0.5
        raise ValueError("no such map")

    with pytest.raises(ValueError, match="no such map"):
        [*in_thread(work(), lambda: None)]


def test_work_that_is_closed_is_cancelled_and_leaves_no_thread():
    cancelled, was_closed = threading.Event(), threading.Event()

    def work():
        try:
            yield 0.1
            # It goes on only when it is cancelled.
            cancelled.wait()
            yield 0.2
        finally:
            was_closed.set()

    before = threading.active_count()
    running = in_thread(work(), cancelled.set)
    next(running)
    running.close()
    assert cancelled.is_set()
    assert was_closed.is_set()
    assert threading.active_count() == before
