"""Batches of documents read by the workers of a dask cluster, with the same results in the same order.

Documents travel to the workers and what is found in them travels back: workers need quotetrack, but share no disk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from quotetrack import __version__
from quotetrack.errors import InputError, ModelError
from quotetrack.extras import install
from quotetrack.types import Document
from quotetrack.workers import AHEAD, Batch, Found, InProcess, Lost, parts, vectors

if TYPE_CHECKING:
    from quotetrack.claims.wording import Wording
    from quotetrack.workers import Vector

_LOST = "its reading stopped the cluster's workers again and again; scan it by itself: quotetrack scan FILE --workers 1"
_readers: dict[str, InProcess] = {}
_one_at_a_time = threading.Lock()  # the models of a worker serve one batch at a time


class Cluster:
    """Reads on the workers of a dask cluster. Raises InputError where dask or a cluster at the address is missing."""

    def __init__(self, address: str, model: str | None, *, wait: float = 30.0):
        try:
            from distributed import Client
        except ImportError as error:
            raise InputError(f"--dask needs dask.distributed: {install('dask')}") from error
        self._model = model
        try:
            self._client: Any = Client(address, timeout=wait, set_as_default=False)
            self._client.wait_for_workers(1, timeout=wait)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"no dask cluster with workers answers at {address}: start one with 'dask scheduler' and, on each "
                f"machine, 'dask worker {address} --nthreads 1'"
            ) from error
        try:
            self._check_versions()
        except BaseException:
            self.close()
            raise

    def _check_versions(self) -> None:
        found = self._client.run(_version)
        others = sorted({version for version in found.values() if version != __version__})
        if others:
            raise InputError(
                f"the cluster's workers have quotetrack {', '.join(others)}, this machine has {__version__}: "
                "install the same version everywhere"
            )

    def read(self, batches: Iterable[Batch]) -> Iterator[Found | Lost]:
        waiting: deque[tuple[Batch, Any]] = deque()
        for batch in batches:
            waiting.append((batch, self._submit(batch) if batch else None))
            while len(waiting) >= AHEAD * max(1, self._threads()):
                yield self._outcome(*waiting.popleft())
        while waiting:
            yield self._outcome(*waiting.popleft())

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    def _submit(self, batch: Batch) -> Any:
        return self._client.submit(read_batch, batch, self._model, pure=False)

    def _outcome(self, batch: Batch, future: Any) -> Found | Lost:
        from distributed import KilledWorker

        if future is None:
            return []
        try:
            found: Found = future.result()
        except KilledWorker:
            return Lost(batch, _LOST)
        except CancelledError as error:
            raise _gone() from error
        return found

    def embed(self, wordings: Sequence[Wording]) -> Iterator[Vector]:
        handed = parts(wordings, max(1, self._threads()))
        waiting = [(part, self._client.submit(vectors, part, pure=False)) for part in handed]
        return (vector for part, future in waiting for vector in self._vectors(part, future))

    def _vectors(self, part: Sequence[Wording], future: Any) -> list[Vector]:
        from distributed import KilledWorker

        try:
            found: list[Vector] = future.result()
        except KilledWorker:
            return vectors(part)
        except CancelledError as error:
            raise _gone() from error
        return found

    def close(self) -> None:
        self._client.close()


def _gone() -> InputError:
    return InputError("the dask cluster is gone; what was read is in the ledger: the same command goes on where it was")


def read_batch(batch: list[Document], model: str | None) -> Found:
    """What a worker does with a batch. Raises ModelError where it has no such model set."""
    with _one_at_a_time:
        name = model or ""
        if name not in _readers:
            made = InProcess(model)
            try:
                made.load()
            except ModelError as error:
                raise ModelError(f"a worker of the cluster says: {error}") from error
            _readers[name] = made
        return _readers[name].read_one(batch)


def _version() -> str:
    return __version__
