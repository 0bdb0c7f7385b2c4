"""The scanning loop, as a library: what it reads, leaves out and reads again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from benchmarks import kill
from quotetrack import scanning
from quotetrack.errors import InputError, ModelError
from quotetrack.ledger import Ledger
from quotetrack.ledger.rows import speaker_id
from quotetrack.scanning import count_speakers, scan, top_speakers


@pytest.fixture(autouse=True)
def loaded(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: reader)


def rows(ledger: Ledger) -> list[tuple[Any, ...]]:
    frame = ledger.statements()
    return list(frame[["document", "statement_id", "start", "end", "claim"]].itertuples(index=False, name=None))


def test_speakers_with_a_name_count_each_and_rejected_statements_for_nobody() -> None:
    frame = pd.DataFrame({
        "speaker": ["Marta Quell; Jonas Pell", "Jonas Pell", "", "the crew", "senior official", "Ada Holm"],
        "reviewed": ["", "confirmed", "", "", "", "rejected"],
    })  # fmt: skip
    names = ["Marta Quell", "Jonas Pell", "Ada Holm", "the crew", "senior official"]
    own = ["", "", "", "a.txt", "b.txt"]  # who has no name is a document's own
    speakers = pd.DataFrame({"name": names, "speaker_id": list(map(speaker_id, names, own))})
    assert top_speakers(count_speakers(frame), speakers) == [("Jonas Pell", 2), ("Marta Quell", 1)]
    assert top_speakers(count_speakers(frame), speakers, most=1) == [("Jonas Pell", 2)]


def test_rows_and_counts(folder: Path, tmp_path: Path) -> None:
    done = []
    with Ledger(tmp_path / "q.db") as ledger:
        summary = scan([folder], ledger, progress=lambda name, size: done.append((name, size)))
        frame, documents = ledger.statements(), ledger.documents(text=True)
        assert dict(top_speakers(count_speakers(frame), ledger.speakers()))["Clara Renholt"] >= 1
        assert ledger.scans()["finished"].notna().all()
    texts = dict(zip(documents["name"], documents["text"], strict=True))
    assert [name for name, _ in done] == sorted(texts)
    assert dict(done) == {name: len(text) for name, text in texts.items()}
    assert summary.counts == {
        "documents": 2, "unchanged": 0, "skipped": 0, "forgotten": 0, "statements": len(frame),
        "words": sum(len(text.split()) for text in texts.values()),
    }  # fmt: skip
    safe = frame[frame["claim"] == "The bridge is safe"].iloc[0]
    assert texts[safe["document"]][safe["start"] : safe["end"]].strip("“”,") == "The bridge is safe"
    assert (safe["speaker"], safe["quotation_type"], safe["cue"]) == ("Clara Renholt", "direct", "said")


def test_a_second_scan_reads_and_doubles_nothing(folder: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        scan([folder], ledger)
        before = rows(ledger)
    with Ledger(tmp_path / "q.db") as ledger:
        again = scan([folder], ledger)
        assert rows(ledger) == before
    assert (again.documents, again.unchanged, again.statements) == (0, 2, 0)


def test_a_scan_of_unchanged_documents_loads_no_models(folder: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        scan([folder], ledger)
    code = f"""
import sys
from quotetrack.cli import main
main(["scan", {str(folder)!r}, "--ledger", {str(tmp_path / "q.db")!r}], standalone_mode=False)
print([name for name in ("torch", "stanza", "transformers", "tokenizers") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0 articles read, 2 unchanged")
    assert done.stdout.splitlines()[-1] == "[]"


def test_damaged_models_are_an_error_once_something_is_to_be_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    own = tmp_path / "own"
    own.mkdir()
    (own / "resources.json").write_text("{}")
    with Ledger(tmp_path / "q.db") as ledger, pytest.raises(ModelError, match="cannot load model set"):
        scan([folder], ledger, model=str(own))
    (tmp_path / "empty").mkdir()
    with Ledger(tmp_path / "q.db") as ledger:
        assert scan([tmp_path / "empty"], ledger, model=str(own)).documents == 0
        assert ledger.scans()["finished"].notna().tolist() == [False, True]


def test_only_a_changed_document_is_read_again(folder: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        scan([folder], ledger)
        before = rows(ledger)
        (folder / "bridge.txt").write_text("“The bridge is closed,” Mayor Clara Renholt said on Friday.")
        again = scan([folder], ledger)
        after = rows(ledger)
    assert (again.documents, again.unchanged) == (1, 1)
    assert [row for row in after if "ferry" in row[0]] == [row for row in before if "ferry" in row[0]]
    assert [row[-1] for row in after if "bridge" in row[0]] == ["The bridge is closed"]


def test_a_new_document_joins_the_others(folder: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        scan([folder], ledger)
        before = rows(ledger)
        (folder / "late.txt").write_text("“The bridge is closed,” Mayor Clara Renholt said on Friday.")
        again = scan([folder], ledger)
        assert (again.documents, again.unchanged) == (1, 2)
        assert set(before) < set(rows(ledger))


def test_a_document_that_turns_unreadable_gives_up_its_rows(folder: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        scan([folder], ledger)
        (folder / "bridge.txt").write_bytes(b"")
        again = scan([folder], ledger)
        assert [item.name for item in again.skipped] == [(folder / "bridge.txt").as_posix()]
        assert not [row for row in rows(ledger) if "bridge" in row[0]]
        status = ledger.documents().set_index("name")["status"]
        assert list(status) == ["skipped", "read"]


@pytest.mark.parametrize("name", ["news", "news#2"])
def test_own_files_in_the_folder_are_left_alone(folder: Path, name: str) -> None:
    folder = folder.rename(folder.with_name(name))
    out = folder / "quotetrack.csv"
    for _ in range(2):
        with Ledger(folder / "quotetrack.db") as ledger:
            summary = scan([folder], ledger, leave_out=[out])
            ledger.to_csv(out)
            assert summary.skipped == []
            assert len(ledger.documents()) == 2
    assert {path.name for path in folder.iterdir()} > {"quotetrack.db", "quotetrack.csv"}


def test_an_own_table_given_as_articles_is_left_alone(folder: Path, tmp_path: Path) -> None:
    table = folder / "out.csv"
    table.write_text("text\n“The bridge is safe,” Mayor Clara Renholt said.\n", encoding="utf-8")
    with Ledger(tmp_path / "q.db") as ledger:
        assert scan([folder], ledger, leave_out=[table]).documents == 2


def test_a_ledger_behind_a_link_is_left_alone(folder: Path) -> None:
    (folder / "link.db").symlink_to(folder / "real.db")
    with Ledger(folder / "link.db") as ledger:
        assert scan([folder], ledger).skipped == []


def test_a_path_given_in_two_ways_is_read_once(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger(tmp_path / "q.db") as ledger:
        assert scan([folder, os.path.relpath(folder), folder / "ferry.txt"], ledger).documents == 2


def test_skipped_files_are_noted_with_their_reason(folder: Path, tmp_path: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(200)))
    with Ledger(tmp_path / "q.db") as ledger:
        summary = scan([folder], ledger)
        noted = ledger.documents().set_index("name").loc[(folder / "photo.jpg").as_posix()]
    assert [(s.name, s.reason) for s in summary.skipped] == [((folder / "photo.jpg").as_posix(), noted["reason"])]
    assert noted["status"] == "skipped"


def test_a_missing_path_is_an_error_before_anything_is_read(folder: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        with pytest.raises(InputError, match="nowhere"):
            scan([folder, tmp_path / "nowhere"], ledger)
        assert not len(ledger.documents())


def test_a_broken_off_scan_keeps_what_it_read_and_goes_on(
    folder: Path, tmp_path: Path, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(name: str, size: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("quotetrack.batching._FIRST_CHARACTERS", 1)  # a batch each
    with Ledger(tmp_path / "whole.db") as ledger:
        scan([folder], ledger)
        whole = rows(ledger)
    with Ledger(tmp_path / "q.db") as ledger, pytest.raises(KeyboardInterrupt):
        scan([folder], ledger, progress=stop)
    with Ledger(tmp_path / "q.db") as ledger:
        assert len(ledger.documents()) == 1
        again = scan([folder], ledger)
        assert (again.documents, again.unchanged) == (1, 1)
        assert rows(ledger) == whole


def test_identities_are_settled_when_something_changed_or_could_not_be_before(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[Ledger] = []
    settle = scanning.settle_identities
    monkeypatch.setattr(scanning, "settle_identities", lambda ledger: (settled.append(ledger), settle(ledger)))

    def settles(**options: Any) -> bool:
        before = len(settled)
        with Ledger(tmp_path / "q.db") as ledger:
            scan([folder], ledger, **options)
        return len(settled) > before

    assert settles()
    assert not settles()
    with Ledger(tmp_path / "q.db") as ledger:
        ledger.begin_scan("1.0", "small", {})  # and never finished
    assert settles()
    (folder / "ferry.txt").unlink()
    assert not settles()
    assert settles(prune=True)
    assert not settles(prune=True)
    (folder / "photo.jpg").write_bytes(b"no text")
    assert not settles()
    (folder / "bridge.txt").write_bytes(b"")
    assert settles()
    assert not settles()


def test_a_missing_model_is_an_error(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with Ledger(tmp_path / "q.db") as ledger, pytest.raises(ModelError, match="quotetrack models download nosuch"):
        scan([folder], ledger, model="nosuch")


def test_a_scan_that_was_killed_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    seconds = kill.finish([folder], whole)
    kill.kill_at_random([folder], killed, 2, 1.2 * seconds, random.Random(7))
    kill.finish([folder], killed)
    assert kill.tables(killed) == kill.tables(whole)


def test_a_scan_that_goes_on_makes_the_same_batches(
    folder: Path, tmp_path: Path, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"“It rained {number} times,” Ada Lund said.")
    monkeypatch.setattr("quotetrack.batching._FIRST_CHARACTERS", 100)
    monkeypatch.setattr("quotetrack.batching._BATCH_CHARACTERS", 100)
    read: list[list[str]] = []
    whole = reader.read_together
    monkeypatch.setattr(reader, "read_together", lambda batch: read.append([d.name for d in batch]) or whole(batch))
    with Ledger(tmp_path / "whole.db") as ledger:
        scan([folder], ledger)
    at_once, read[:] = list(read), []

    def stop(name: str, size: int) -> None:
        if len(read) == 2:
            raise KeyboardInterrupt

    for progress in (stop, None):
        with Ledger(tmp_path / "q.db") as ledger:
            try:
                scan([folder], ledger, progress=progress)
            except KeyboardInterrupt:
                assert progress is stop
    assert len(at_once) > 2
    assert read == at_once


def test_two_scans_at_once_lose_and_double_nothing(folder: Path, tmp_path: Path) -> None:
    whole, shared = tmp_path / "whole.db", tmp_path / "shared.db"
    kill.finish([folder], whole)
    both = [kill.scan([folder], shared) for _ in range(2)]
    errors = [process.communicate()[1].decode() for process in both]
    refused = [error for process, error in zip(both, errors, strict=True) if process.returncode]
    assert len(refused) < 2, refused
    for error in refused:
        assert "another scan" in error
        assert error.count("\n") == 1
    assert kill.tables(shared) == kill.tables(whole)
    with Ledger(shared) as ledger:
        assert ledger.scans()["finished"].notna().any()


def test_ids_of_unchanged_statements_stay(folder: Path, tmp_path: Path) -> None:
    bridge = folder / "bridge.txt"
    with Ledger(tmp_path / "q.db") as ledger:
        scan([folder], ledger)
        before = ledger.statements(document=str(bridge))
        bridge.write_text(f"A correction was added on Sunday.\n\n{bridge.read_text()}\n\n“It rained,” Ada Lund said.")
        scan([folder], ledger)
        after = ledger.statements(document=str(bridge))
    assert set(before["statement_id"]) < set(after["statement_id"])
    kept = after.set_index("statement_id").loc[before["statement_id"]]
    assert kept["claim"].tolist() == before["claim"].tolist()
    assert (kept["start"].to_numpy() > before["start"].to_numpy()).all()
