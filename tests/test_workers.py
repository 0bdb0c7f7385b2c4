"""Several processes give the rows of one, in its order, whatever happens to them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from quotetrack import workers
from quotetrack.claims.wording import wording
from quotetrack.errors import ModelError
from quotetrack.ledger import Ledger
from quotetrack.scanning import scan
from quotetrack.types import Document
from quotetrack.workers import Batch, Found, InProcess, Lost, Processes, default_workers, make_pool, vectors
from tests.conftest import BRIDGE, FERRY

CORPUS = Path(__file__).parent.parent / "corpus"


def tell(connection: Connection, model: str | None) -> None:
    """Instead of models: gives each document back without statements, slowly where its text is "slow"."""
    while True:
        try:
            batch = connection.recv()
        except EOFError:
            return
        for document in batch:
            time.sleep(0.2 if document.text == "slow" else 0.0)
            if document.text == "wrong":
                connection.send(ModelError("no such model set"))
                break
            if document.text == "deadly":
                os._exit(1)
        else:
            connection.send([(document, []) for document in batch])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No batch is read in this process, and the others have no models."""
    monkeypatch.setattr(workers, "_serve", tell)
    monkeypatch.setattr(workers, "_FEW", 0)


def batch(*texts: str) -> Batch:
    return [Document(f"{number}-{text}", text) for number, text in enumerate(texts)]


def names(outcomes: Iterable[Found | Lost]) -> list[list[str] | str]:
    return [
        "lost " + " ".join(document.text for document in outcome.documents)
        if isinstance(outcome, Lost)
        else [document.text for document, _ in outcome]
        for outcome in outcomes
    ]


@pytest.fixture
def pool() -> Iterator[Processes]:
    made = Processes(2, None)
    yield made
    made.close()
    assert all(not worker._process.is_alive() for worker in made._workers)


@pytest.mark.usefixtures("quick")
def test_outcomes_come_in_order_however_long_each_takes(pool: Processes) -> None:
    batches = [batch("slow"), batch("a"), [], batch("b", "c"), [], [], batch("slow", "d"), batch("e")]
    expected = [["slow"], ["a"], [], ["b", "c"], [], [], ["slow", "d"], ["e"]]
    assert names(pool.read(batches)) == expected
    assert len(pool._workers) == 2


@pytest.mark.usefixtures("quick")
def test_nothing_is_read_far_ahead(pool: Processes) -> None:
    taken = []

    def batches() -> Iterator[Batch]:
        for number in range(100):
            taken.append(number)
            yield batch(f"{number}") if number % 3 else []

    ahead = [len(taken) - given for given, _ in enumerate(pool.read(batches()))]
    assert len(ahead) == 100
    assert max(ahead) <= workers._LOOK + 2 * workers.AHEAD


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("batches", [[], [[]], [[]] * 40])
def test_where_there_is_nothing_to_read_no_process_starts(pool: Processes, batches: list[Batch]) -> None:
    assert names(pool.read(batches)) == batches
    assert pool._workers == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("size", "processes"), [(9, 0), (10, 0), (11, 2), (40, 2)])
def test_processes_start_for_more_than_a_few_characters(
    pool: Processes, monkeypatch: pytest.MonkeyPatch, size: int, processes: int
) -> None:
    monkeypatch.setattr(workers, "_FEW", 10)
    monkeypatch.setattr(InProcess, "read_one", lambda self, batch: [(document, []) for document in batch])
    batches = [batch("x" * 10), batch("x" * (size - 10))] if size > 10 else [[], batch("x" * size), []]
    assert len(list(pool.read(batches))) == len(batches)
    assert len(pool._workers) == processes


@pytest.mark.usefixtures("quick")
def test_a_batch_whose_process_dies_is_tried_again_and_then_given_up(pool: Processes) -> None:
    batches = [batch("a"), batch("b", "deadly"), batch("c"), batch("d")]
    assert names(pool.read(batches)) == [["a"], "lost b deadly", ["c"], ["d"]]


@pytest.mark.usefixtures("quick")
def test_a_process_that_is_killed_costs_nothing(pool: Processes) -> None:
    outcomes = pool.read([batch("a"), *[batch("slow", f"{number}") for number in range(6)]])
    found = names([next(outcomes)])
    for worker in pool._workers:
        os.kill(worker._process.pid, signal.SIGKILL)
    found += names(outcomes)
    assert found == [["a"], *[["slow", f"{number}"] for number in range(6)]]


@pytest.mark.usefixtures("quick")
def test_what_reading_raises_is_raised_here(pool: Processes) -> None:
    with pytest.raises(ModelError, match="no such model set"):
        list(pool.read([batch("a"), batch("wrong"), batch("b")]))


def test_wordings_are_embedded_by_the_processes_in_order() -> None:
    """With vectors equal to the last bit; what stops a process is done in this one."""
    said = [wording(f"the harbour wall will hold for {number} years", "said") for number in range(90)]
    pool = Processes(2, None)
    pool._idle()  # without a process, this one does it
    try:
        begun = pool.embed(said)
        assert all(worker.job for worker in pool._workers)
        found = list(begun)
        assert len(pool._workers) == 2
        os.kill(pool._workers[0]._process.pid, signal.SIGKILL)
        again = list(pool.embed(said[:40]))
    finally:
        pool.close()
    expected = [vector.tobytes() for vector in vectors(said)]
    assert [vector.tobytes() for vector in found] == expected
    assert [vector.tobytes() for vector in again] == expected[:40]


@pytest.mark.usefixtures("quick")
def test_wordings_that_stop_their_process_are_embedded_in_this_one(
    pool: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "vectors", lambda part: [f"vector {document.name}" for document in part])
    pool._idle()
    deadly: Any = batch("deadly", "a")
    assert list(pool.embed(deadly)) == ["vector 0-deadly", "vector 1-a"]


def test_a_few_batches_are_read_in_this_process(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: reader)
    pool = Processes(4, None)
    found = list(pool.read([[], [Document("a", BRIDGE)], [Document("b", FERRY)]]))
    assert [len(outcome) for outcome in found if not isinstance(outcome, Lost)] == [0, 1, 1]
    assert pool._workers == []


def test_how_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= default_workers() <= (os.cpu_count() or 1)
    monkeypatch.setattr(workers, "_free_memory", lambda: 2_000_000_000)
    assert default_workers() == 1
    assert isinstance(make_pool(1, None), InProcess)
    assert isinstance(make_pool(2, None), Processes)


def test_rows_are_the_same_whatever_the_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Any
) -> None:
    monkeypatch.setattr(workers, "_FEW", 0)
    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: reader)
    monkeypatch.setattr("quotetrack.batching._BATCH_CHARACTERS", 7_500)
    paths = sorted(CORPUS.iterdir())[:12]
    written = []
    for count in (1, 2, 4):
        with Ledger(tmp_path / f"{count}.db") as ledger:
            summary = scan(paths, ledger, pool=make_pool(count, None))
            ledger.to_csv(tmp_path / f"{count}.csv")
        assert (summary.documents, summary.skipped) == (12, [])
        written.append((tmp_path / f"{count}.csv").read_bytes())
    assert written[0] == written[1] == written[2]


@pytest.mark.usefixtures("quick")
def test_lost_documents_are_reported_and_read_by_the_next_scan(tmp_path: Path) -> None:
    for name, text in (("a.txt", "fine"), ("b.txt", "deadly"), ("c.txt", "fine too")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, Ledger(tmp_path / "q.db") as ledger:
        patch.setattr("quotetrack.batching._BATCH_DOCUMENTS", 1)
        summary = scan([tmp_path / name for name in ("a.txt", "b.txt", "c.txt")], ledger, pool=Processes(2, None))
        assert summary.documents == 2
        (lost,) = summary.skipped
        assert lost.name.endswith("b.txt")
        assert "--workers 1" in lost.reason
        (tmp_path / "b.txt").write_text("harmless", encoding="utf-8")
        again = scan([tmp_path / "a.txt", tmp_path / "b.txt"], ledger, pool=Processes(2, None))
        assert (again.documents, again.unchanged, again.skipped) == (1, 1, [])


def test_scans_after_one_another_keep_no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Garbage collection passes by what is frozen: models in it would stay for ever, each scan's its own."""
    import gc
    import weakref

    class Loaded:
        def __init__(self, model: str | None):
            self.itself = self  # as models do, so that counting references alone does not free it
            made.append(weakref.ref(self))

        def read_together(self, batch: Batch) -> Found:
            return [(document, []) for document in batch]

    made: list[Any] = []
    monkeypatch.setattr("quotetrack.reading.Reader", Loaded)
    gc.unfreeze()  # what other tests have not closed
    for number in range(2):
        with Ledger(tmp_path / f"{number}.db") as ledger:
            scan([CORPUS], ledger)
    gc.collect()
    assert len(made) == 2
    assert [reference() for reference in made] == [None, None]
    assert gc.get_freeze_count() == 0
