"""Connection: to the scheduler of a cluster, and what is known of its workers.

The scheduler is that of dask.distributed, which is loaded only when it is asked for.
"""

import asyncio
import pickle
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import uuid4

from micrograd.parallel.address import ClusterError, host_and_port
from micrograd.parallel.dask_parts import Call, kind_of_client
from micrograd.parallel.engine_identity import parts_of_engine
from micrograd.parallel.loop_thread import LoopThread
from micrograd.parallel.on_worker import WANTS_WORK, do_piece, refusal, stop_work
from micrograd.recipe.kinds import counted

NOBODY = "waits for workers: the scheduler has none"
PREPARING = "waits for workers to get ready: some seconds, once"
OTHERS = "waits for other workers: those that are there get no work"
STRANGER = "no micrograd of this version is installed there"
# Seconds until a scheduler that says nothing counts as none.
CONNECT_S = 5.0
# Seconds between two looks which workers there are, and whether one of them helps by now; looks
# after which it is said that none does.
LOOK_S, SOON_S = 0.5, 0.05
SAID_AFTER = 4
# Seconds in which workers hear that something is not wanted any more.
STOP_S = 1.0


class _Task(NamedTuple):
    """Something that the scheduler was given. workers: those that may do it."""

    future: Any
    workers: frozenset[str]


class Connection:
    """Is connected to a scheduler until it is closed, as by `with`.

    address: `tcp://host:port`. tell: called in another thread, with a line, when other workers help
    than before, when one is refused and when there is none. Workers may come and go at any time.
    Each is asked first which engine it has; one with another engine gets no work, and where no
    other is there the work waits for one. unwanted: done once nobody waits any more until it is
    connected, in whatever thread; then that fails soon.
    Raises ClusterError.
    """

    def __init__(
        self,
        address: str,
        tell: Callable[[str], None] = lambda line: None,
        unwanted: "Future[None] | None" = None,
    ) -> None:
        self.address, self._tell = address, tell
        self._parts = parts_of_engine()
        # The threads of each worker that helps; why others are refused; who is being asked.
        self._threads: dict[str, int] = {}
        self._refused: dict[str, str] = {}
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._tasks: list[_Task] = []
        # What it waits for, and how many looks have found it so.
        self._waits_for, self._looks = "", 0
        # The workers that were told of.
        self._told: dict[str, int] = {}
        self._error: ClusterError | None = None
        kind = kind_of_client()
        self._loop = LoopThread("cluster")
        self._client = self._connected(kind, unwanted or Future())
        self._watching = self.start(self._watch())

    def _connected(self, kind: Any, unwanted: "Future[None]") -> Any:
        connecting = self._loop.start(self._connect(kind))
        try:
            wait({connecting, unwanted}, return_when=FIRST_COMPLETED)
            return connecting.result(timeout=0)
        except BaseException as error:
            self._loop.end()
            if isinstance(error, Exception):
                raise ClusterError(f"no scheduler answers at {self.address}") from error
            raise

    async def _connect(self, kind: Any) -> Any:
        # dask would try again and again where nobody listens.
        probe = asyncio.open_connection(*host_and_port(self.address))
        _, writer = await asyncio.wait_for(probe, CONNECT_S)
        writer.close()
        client = kind(self.address, asynchronous=True, set_as_default=False)
        try:
            # It would wait for ever for something else that listens there, and says nothing.
            return await asyncio.wait_for(client, CONNECT_S)
        except BaseException:
            await client.close()
            raise

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; what is being done is dropped."""
        self._watching.cancel()
        with suppress(Exception):
            self._loop.start(self._client.close()).result(STOP_S)
        self._loop.end()

    @property
    def works(self) -> bool:
        """False once the scheduler is gone."""
        return self._error is None and self._client.status == "running"

    @property
    def workers(self) -> dict[str, int]:
        """The number of threads of each worker that helps, by its address."""
        return self._threads.copy()

    def start(self, work: Coroutine[Any, Any, Any]) -> "Future[Any]":
        """Let a coroutine of this connection run, in a thread of its own."""
        return self._loop.start(work)

    # Pieces of work.

    async def do(self, key: str, work: bytes, piece: bytes) -> Any:
        """The result of a piece, whichever worker does it; None where it was stopped.

        key: names the work, which goes only to workers that have not got it yet.
        Raises ClusterError, and whatever the work raises.
        """
        from distributed import KilledWorker

        call = Call(do_piece, self._parts, key, None, piece)
        while True:
            workers = await self._who_helps()
            self.check_connected()
            try:
                made = await self._done(workers, 0, call)
            except CancelledError:
                # Every worker that could have done it is gone, or the scheduler is.
                self.check_connected()
                continue
            except KilledWorker as error:
                died = error.allowed_failures + 1
                raise ClusterError(f"{died} workers died of the same piece") from None
            address, reason, result = made
            if not reason:
                return result
            if reason == WANTS_WORK:
                call = Call(do_piece, self._parts, key, work, piece)
                continue
            # A new worker has the address of one that helped.
            self._refuse(address, reason)

    def stop(self, key: str) -> None:
        """Tell workers that a work has ended: pieces that are being done end soon."""
        with suppress(OSError, TimeoutError):
            self.start(self._stop(key)).result(STOP_S)

    async def _stop(self, key: str) -> None:
        workers = [*self._threads]
        if workers and self._client.status == "running":
            call = pickle.dumps(Call(stop_work, key))
            await self._client.run(pickle.loads, call, workers=workers, on_error="ignore")

    async def _done(self, workers: Sequence[str], priority: int, call: "Call") -> Any:
        """The result of a call on one of these workers. Raises CancelledError."""
        future = self._client.submit(
            pickle.loads,
            pickle.dumps(call),
            key=f"{call.function.__name__}-{uuid4().hex}",
            workers=workers,
            allow_other_workers=False,
            priority=priority,
        )
        task = _Task(future, frozenset(workers))
        self._tasks.append(task)
        try:
            return await future.result()
        finally:
            self._tasks.remove(task)
            future.release()

    async def _who_helps(self) -> list[str]:
        """The workers that help, as soon as there is one."""
        while not self._threads:
            self.check_connected()
            await asyncio.sleep(SOON_S)
        return [*self._threads]

    def check_connected(self) -> None:
        """Raise ClusterError where it can do nothing any more."""
        if self._error:
            raise self._error
        if not self.works:
            raise self._gone()

    def _gone(self) -> ClusterError:
        return ClusterError(f"the scheduler at {self.address} is gone")

    # Workers.

    async def _watch(self) -> None:
        """Notice who comes and who goes."""
        while True:
            try:
                await self._look(await self._client.nthreads())
            except OSError:
                self._error = self._gone()
                return
            except Exception as error:
                told = str(error) or type(error).__name__
                self._error = ClusterError(f"the workers of {self.address} are lost: {told}")
                return
            await asyncio.sleep(LOOK_S)

    async def _look(self, there: Mapping[str, int]) -> None:
        """there: the threads of each worker."""
        for known in (self._threads, self._refused, self._asked):
            for address in known.keys() - there.keys():
                del known[address]
        for address in there.keys() - self._threads.keys() - self._refused.keys():
            if address not in self._asked:
                self._asked[address] = asyncio.create_task(self._ask(address, there[address]))
        # The scheduler would wait until one of these workers comes back.
        lost = [task.future for task in self._tasks if not task.workers & there.keys()]
        if lost:
            await self._client.cancel(lost)
        self._tell_what_it_waits_for(bool(there))
        self._tell_who_helps()

    def _tell_what_it_waits_for(self, is_anybody_there: bool) -> None:
        """Say that nobody helps, once that has been so for a while."""
        waits_for = "" if self._threads else self._wanted() if is_anybody_there else NOBODY
        if waits_for != self._waits_for:
            self._waits_for, self._looks = waits_for, 0
        self._looks += 1
        if waits_for and self._looks == SAID_AFTER:
            self._tell(waits_for)

    def _wanted(self) -> str:
        """What it waits for where there are workers, and none helps."""
        if self._asked or not self._refused:
            return PREPARING
        address, reason = [*self._refused.items()][-1]
        return f"{OTHERS}, such as {address}: {reason}"

    def _tell_who_helps(self) -> None:
        """Say how many help, when others do than before and nobody is being asked."""
        if self._asked or self._threads == self._told:
            return
        self._told = self._threads.copy()
        if self._told:
            threads = counted(sum(self._told.values()), "thread")
            self._tell(f"{counted(len(self._told), 'worker')} with {threads}")

    async def _ask(self, address: str, threads: int) -> None:
        """Find out whether a worker has the same engine."""
        try:
            reason = await self._done([address], 1, Call(refusal, self._parts))
        except CancelledError:
            return
        except (ImportError, AttributeError):
            reason = STRANGER
        except Exception as error:
            reason = str(error) or type(error).__name__
        self._asked.pop(address, None)
        if reason:
            self._refuse(address, reason)
        else:
            self._threads[address] = threads

    def _refuse(self, address: str, reason: str) -> None:
        self._threads.pop(address, None)
        self._refused[address] = reason
        self._tell(f"the worker {address} gets no work: {reason}")
