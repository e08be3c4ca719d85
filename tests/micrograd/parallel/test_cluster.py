"""ClusterWorkers: other programs do the work to the last bit, and may come, go and be strangers."""

import os
import signal
import sysconfig
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import tiles_of
from micrograd.maps.training import TileTraining
from micrograd.parallel.address import ClusterError
from micrograd.parallel.cluster import ClusterWorkers
from micrograd.parallel.connection import OTHERS, Connection
from micrograd.parallel.threads import ThreadWorkers
from micrograd.recipe.recipe import Recipe
from tests.micrograd.parallel.conftest import PATIENCE_S, wait_until
from tests.micrograd.parallel.gated import GATE, Gated

# A worker whose tanh rounds its last digit otherwise, as that of another C library does.
OTHER_TANH = """
import math
usual = math.tanh
def tanh(x):
    return math.nextafter(usual(x), 1.0)
math.tanh = tanh
from distributed.cli.dask_worker import main
main()
"""
# A worker that fails when it is asked for its engine, with an error that has no text.
FAILING = """
from micrograd.parallel import on_worker
def refusal(parts):
    raise MemoryError
on_worker.refusal = refusal
from distributed.cli.dask_worker import main
main()
"""
# A worker that finds dask, but none of what an editable installation finds besides.
WITHOUT_MICROGRAD = f"""
import sys
sys.path.append({sysconfig.get_path("purelib")!r})
from distributed.cli.dask_worker import main
main()
"""


def plan_of(steps=60):
    axes = Axis("learning-rate", 0.001, 10, True), Axis("init-scale", 0.1, 10, True)
    return MapPlan(Recipe(activations="linear"), *axes, 24, 20, "convergence", steps=steps)


def tiles_of_plan(plan):
    """Some fifty tiles."""
    return tiles_of(plan.width, plan.height, plan.steps, run_steps=10 * plan.steps)


def values_of_threads(plan):
    values = np.full((plan.height, plan.width), np.nan)
    for tile, found in ThreadWorkers(TileTraining(plan), 2).hand_out(tiles_of_plan(plan)):
        values[tile.where()] = found
    return values


def collected(cluster, plan):
    """The measures, how often each pixel came, and the processes that trained them."""
    shape = plan.height, plan.width
    values, counts, processes = np.full(shape, np.nan), np.zeros(shape, int), set()
    for tile, (process, found) in cluster.hand_out(tiles_of_plan(plan)):
        values[tile.where()] = found
        counts[tile.where()] += 1
        processes.add(process)
    return values, counts, processes


@pytest.mark.usefixtures("run_loop")
def test_one_worker_is_killed_and_another_joins_and_every_pixel_is_there_once(machines, tmp_path):
    plan, first = plan_of(), [machines.add_worker() for _ in range(3)]
    told = []
    with Connection(machines.address, told.append) as connection, ThreadPoolExecutor() as executor:
        cluster = ClusterWorkers(lambda _: connection, Gated(plan, tmp_path))
        try:
            result = executor.submit(collected, cluster, plan)
            wait_until(lambda: all((tmp_path / str(process)).exists() for process in first))
            wait_until(lambda: "3 workers with 3 threads" in told)
            before = connection.workers
            os.kill(first[0], signal.SIGKILL)
            joined = machines.add_worker()
            wait_until(lambda: connection.workers.keys() - before.keys())
            (tmp_path / GATE).touch()
            values, counts, processes = result.result(PATIENCE_S)
        finally:
            cluster.cancel()
    assert processes == {*first[1:], joined}
    assert counts.min() == counts.max() == 1
    assert values.tobytes() == values_of_threads(plan).tobytes()


def test_what_the_only_worker_had_goes_to_the_one_that_comes_after_it(machines, tmp_path):
    plan, only = plan_of(), machines.add_worker()
    with Connection(machines.address) as connection, ThreadPoolExecutor() as executor:
        cluster = ClusterWorkers(lambda _: connection, Gated(plan, tmp_path))
        try:
            result = executor.submit(collected, cluster, plan)
            wait_until((tmp_path / str(only)).exists)
            os.kill(only, signal.SIGKILL)
            (tmp_path / GATE).touch()
            after = machines.add_worker()
            _, counts, processes = result.result(PATIENCE_S)
        finally:
            cluster.cancel()
    assert processes == {after}
    assert counts.min() == counts.max() == 1


def test_work_waits_where_all_workers_have_another_engine_and_it_is_told_why(machines, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    machines.add_worker("-c", OTHER_TANH)
    machines.add_worker("-c", FAILING)
    machines.add_worker("-S", "-c", WITHOUT_MICROGRAD, folder=tmp_path / "elsewhere")
    plan, told = plan_of(), []

    def reasons():
        """Why workers are refused; lines that say what it waits for may come before."""
        return {line.partition(" gets no work: ")[2] for line in told} - {""}

    (tmp_path / GATE).touch()
    with Connection(machines.address, told.append) as connection, ThreadPoolExecutor() as executor:
        cluster = ClusterWorkers(lambda _: connection, Gated(plan, tmp_path))
        try:
            result = executor.submit(collected, cluster, plan)
            wait_until(lambda: len(reasons()) == 3)
            wait_until(lambda: any(line.startswith(f"{OTHERS}, such as tcp://") for line in told))
            after = machines.add_worker()
            _, _, processes = result.result(PATIENCE_S)
        finally:
            cluster.cancel()
    assert processes == {after}
    assert reasons() == {
        "its tanh rounds differently",
        "MemoryError",
        "no micrograd of this version is installed there",
    }


def test_cancelled_it_hands_out_nothing_more_and_its_worker_is_free(machines, tmp_path):
    process = machines.add_worker()
    # A tile of these would take minutes.
    long, short = plan_of(steps=1_000_000), plan_of(steps=5)
    (tmp_path / GATE).touch()
    with Connection(machines.address) as connection, ThreadPoolExecutor() as executor:
        cluster = ClusterWorkers(lambda _: connection, Gated(long, tmp_path))
        handed_out = executor.submit(list, cluster.hand_out(tiles_of_plan(long)))
        wait_until(lambda: (tmp_path / str(process)).exists())
        cluster.cancel()
        assert handed_out.result(PATIENCE_S) == []
        other = ClusterWorkers(lambda _: connection, TileTraining(short)).hand_out(
            tiles_of_plan(short)
        )
        assert len(list(other)) == len(tiles_of_plan(short))


@pytest.mark.parametrize("has_begun", [False, True])
def test_whatever_ends_the_watching_of_workers_ends_the_work(machines, tmp_path, has_begun):
    plan, is_over = plan_of(), threading.Event()

    def tell(line):
        if is_over.is_set():
            raise ValueError("nobody listens any more")

    with Connection(machines.address, tell) as connection, ThreadPoolExecutor() as executor:
        cluster = ClusterWorkers(lambda _: connection, Gated(plan, tmp_path))
        try:
            result = executor.submit(collected, cluster, plan)
            if has_begun:
                begun = machines.add_worker()
                wait_until((tmp_path / str(begun)).exists)
            is_over.set()
            machines.add_worker()
            with pytest.raises(ClusterError, match="are lost: nobody listens any more"):
                result.result(PATIENCE_S)
        finally:
            cluster.cancel()
            (tmp_path / GATE).touch()
