"""Batches of documents read by several processes at once, with the same results in the same order."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from quotetrack.stopping import held, not_inherited
from quotetrack.types import Document, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quotetrack.claims.wording import Wording
    from quotetrack.reading import Reader

    Vector = NDArray[np.float16]

Batch = list[Document]
Found = list[tuple[Document, list[Statement]]]
AHEAD = 3  # batches for each process that are handed out before the first of them is back
_TOGETHER = 8  # wordings whose embeddings one process makes at a time, if not more
_LOOK, _FEW = 24, 100_000  # of so many batches so many characters are read here as soon as by others that have to start
_TRIES = 2  # of a batch whose process dies
_MEMORY = 1_500_000_000  # bytes that a process may need


@dataclass(frozen=True)
class Lost:
    """Documents whose reading stopped the process that read them, whenever it was tried."""

    documents: Batch
    reason: str = "its reading was stopped twice, by the system or for want of memory: scan again with --workers 1"


class Pool(Protocol):
    """Reads batches; `read` gives what was found in each, in their order, `embed` the embeddings of wordings, which
    other processes begin with before the first is asked for."""

    def read(self, batches: Iterable[Batch]) -> Iterator[Found | Lost]: ...

    def embed(self, wordings: Sequence[Wording]) -> Iterator[Vector]: ...

    def close(self) -> None: ...


def make_pool(workers: int, model: str | None) -> Pool:
    """What reads with so many processes, this one where there is one."""
    return Processes(workers, model) if workers > 1 else InProcess(model)


def vectors(wordings: Sequence[Wording]) -> list[Vector]:
    """The embeddings of wordings, made in this process."""
    from quotetrack.ledger.claims import vectors as embeddings

    return list(embeddings(wordings))


def parts(wordings: Sequence[Wording], processes: int) -> Iterator[Sequence[Wording]]:
    """Wordings as they go out to processes: many at first, and fewer and fewer, so that all end together."""
    at = 0
    while at < len(wordings):
        size = max(_TOGETHER, (len(wordings) - at) // (2 * processes))
        yield wordings[at : at + size]
        at += size


def default_workers() -> int:
    """As many processes as there are processors for this one, and memory for models and text."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _free_memory() // _MEMORY))


def _free_memory() -> int:
    """Bytes of memory that are free for programs; plenty where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return 64 * _MEMORY


class InProcess:
    """Reads in this process, one batch after the other; the models are loaded for the first that is not empty."""

    def __init__(self, model: str | None):
        self._model = model
        self._reader: Reader | None = None
        self._threads = 0

    def read(self, batches: Iterable[Batch]) -> Iterator[Found | Lost]:
        for batch in batches:
            yield self.read_one(batch)

    def embed(self, wordings: Sequence[Wording]) -> Iterator[Vector]:
        return iter(vectors(wordings))

    def read_one(self, batch: Batch) -> Found:
        return (self._reader or self.load()).read_together(batch) if batch else []

    def load(self) -> Reader:
        """Loads the models; raises ModelError when the set is not there."""
        with held():
            import torch

            from quotetrack.reading import Reader

        # One thread, as in processes beside each other: the last digits depend on it.
        self._threads = torch.get_num_threads()
        torch.set_num_threads(1)
        self._reader = Reader(self._model)
        # Models are for good: to look through them for garbage again and again took a tenth of a scan.
        gc.collect()
        gc.freeze()
        return self._reader

    def close(self) -> None:
        if self._reader is not None:
            import torch

            torch.set_num_threads(self._threads)
            self._reader = None
            gc.unfreeze()


class Processes:
    """Reads in `count` processes, each with one thread; a few batches are read in this one.

    A process that dies costs its batch a second try; after that its documents are `Lost`.
    """

    def __init__(self, count: int, model: str | None):
        self._count, self._model = count, model
        self._few = InProcess(model)
        self._workers: list[_Worker] = []

    def read(self, batches: Iterable[Batch]) -> Iterator[Found | Lost]:
        rest = iter(batches)
        while part := _beginning(rest):
            if _size(part) > _FEW:
                for batch, found in self._work(chain(part, rest)):
                    yield Lost(batch) if found is None else found
            else:
                yield from self._few.read(part)

    def embed(self, wordings: Sequence[Wording]) -> Iterator[Vector]:
        if not self._workers:
            return iter(vectors(wordings))
        outcomes = self._work(parts(wordings, self._count))
        return (vector for part, found in outcomes for vector in (vectors(part) if found is None else found))

    def _work(self, jobs: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Each job, a batch or wordings, with what became of it, in order; None where it stopped its process twice.
        The first ones are given out at once."""
        numbered = enumerate(jobs)
        work = _Work(numbered, next(numbered, None))
        self._give_out(work)
        return self._outcomes(work)

    def _give_out(self, work: _Work) -> None:
        while work.following and work.following[0] < work.taken + AHEAD * self._count:
            number, job = work.following
            if not job:
                work.done[number] = (job, [])
            elif worker := self._idle():
                worker.give(number, job)
            else:
                return
            work.following = next(work.numbered, None)

    def _outcomes(self, work: _Work) -> Iterator[tuple[Any, Any]]:
        while True:
            self._give_out(work)
            while work.taken in work.done:
                yield work.done.pop(work.taken)
                work.taken += 1
            busy = {worker.connection: worker for worker in self._workers if worker.job}
            if not busy and not work.following:
                return
            for connection in wait(list(busy)) if busy else ():  # it would wait for ever for none
                worker = busy[connection]  # type: ignore[index]
                if outcome := worker.outcome():
                    work.done[worker.number] = outcome

    def _idle(self) -> _Worker | None:
        """A process without a job, started if there may be one more."""
        found = next((worker for worker in self._workers if not worker.job), None)
        if found is None and len(self._workers) < self._count:
            found = _Worker(self._model)
            self._workers.append(found)
        return found

    def close(self) -> None:
        for worker in self._workers:
            worker.stop()
        self._few.close()


def _beginning(batches: Iterator[Batch]) -> list[Batch]:
    """The next batches, as many as tell whether it is worth while to start processes."""
    part: list[Batch] = []
    for batch in islice(batches, _LOOK):
        part.append(batch)
        if _size(part) > _FEW:
            break
    return part


def _size(batches: list[Batch]) -> int:
    """Characters in them."""
    return sum(len(document.text) for batch in batches for document in batch)


@dataclass
class _Work:
    """Jobs on their way: those that follow, numbered, the outcomes that are there, and how many were taken."""

    numbered: Iterator[tuple[int, Any]]
    following: tuple[int, Any] | None
    done: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    taken: int = 0


class _Worker:
    """A process that does one job at a time, and what it is at."""

    def __init__(self, model: str | None):
        self._model = model
        self.number = 0
        self.job: Any = None
        self._tries = 0
        self._start()

    def _start(self) -> None:
        context = _context(self._model)
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._model), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, number: int, job: Any) -> None:
        self.number, self.job, self._tries = number, job, 0
        self._try()

    def _try(self) -> None:
        self._tries += 1
        with contextlib.suppress(OSError):  # it has died, as `outcome` will see
            self.connection.send(self.job)

    def outcome(self) -> tuple[Any, Any] | None:
        """The job and what came of it, which is None where its process died twice; None alone where it died and the
        job is tried again. Raises what the process raised."""
        try:
            found = self.connection.recv()
        except (EOFError, OSError):
            self.stop()
            self._start()
            if self._tries < _TRIES:
                self._try()
                return None
            found = None
        job, self.job = self.job, None
        if isinstance(found, BaseException):
            raise found
        return job, found

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()


def _context(model: str | None) -> Any:
    """How processes are started: as copies of one that has loaded the models, where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker

    context = multiprocessing.get_context("forkserver")
    os.environ[MODEL_VARIABLE] = model or ""
    context.set_forkserver_preload(["quotetrack.preloaded"])
    resource_tracker.ensure_running()  # before the other, which would start it, and it lets signals through again
    with not_inherited():
        forkserver.ensure_running()
    return context


MODEL_VARIABLE = "QUOTETRACK_PRELOAD"  # the model set that quotetrack.preloaded loads


def _serve(connection: Connection, model: str | None) -> None:
    """What a process does: batches in, what is found in them out, until there is no one at the other end. Wordings in
    the place of documents give their embeddings."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it says when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from quotetrack import preloaded

    reader: InProcess | None = None
    while True:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        try:
            found: Any
            if isinstance(job[0], Document):
                reader = reader or preloaded.reader(model)
                found = reader.read_one(job)
            else:
                found = vectors(job)
        except Exception as error:
            found = error
        try:
            connection.send(found)
        except OSError:
            return


def _end_with_parent() -> None:
    """End this process as soon as the one that started it is gone, killed perhaps, and nobody waits for its work."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
