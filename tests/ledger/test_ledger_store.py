from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

import pandas as pd
import pytest

from quotetrack.errors import LedgerError
from quotetrack.ledger import Ledger
from quotetrack.types import Document, Skipped, Speaker, Statement

Corpus = list[tuple[Document, list[Statement]]]
TABLES = ("statements", "documents", "speakers", "aliases", "statement_speakers", "document_speakers")
IDENTITIES = {
    ("news/harbour.txt", "Ilse Brandt"): "Ilse Brandt",
    ("news/council.html", "Ms. Brandt"): "Ilse Brandt",
    ("news/harbour.txt", "a senior official"): "a senior official",
    ("news/council.html", "Tomas Okell"): "Tomas R. Okell",
}


def scan(path: Path, batch: Corpus, version: str = "1.0", model: str = "small") -> None:
    with Ledger(path, wait=0.2) as ledger:
        number = ledger.begin_scan(version, model, {"workers": 1})
        ledger.add_many(number, batch)
        ledger.finish_scan(number, {"read": len(batch)})


def count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


def same(left: Ledger, right: Ledger) -> None:
    for table in ("statements", "speakers"):
        pd.testing.assert_frame_equal(getattr(left, table)(), getattr(right, table)())
    assert left.local_speakers() == right.local_speakers()


def test_a_ledger_is_one_plain_sqlite_file(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "quotetrack.db"
    scan(path, corpus)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["quotetrack.db", "quotetrack.db-lock"]
    connection = sqlite3.connect(path)
    row = connection.execute(
        'SELECT p.name, l.name, s.claim, substr(d.text, s.start + 1, s."end" - s.start) FROM statements s '
        "JOIN documents d ON d.id = s.document_id JOIN statement_speakers l USING (document_id, statement_id) "
        "JOIN speakers p ON p.id = l.speaker_id ORDER BY d.name DESC, s.position LIMIT 1"
    ).fetchone()
    assert row == ("Ilse Brandt", "Ilse Brandt", "The harbour wall will hold", '"The harbour wall will hold,"')
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_adding_again_doubles_nothing(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "q.db"
    scan(path, corpus)
    before = {table: count(path, table) for table in TABLES}
    scan(path, corpus)
    scan(path, corpus + corpus)
    assert {table: count(path, table) for table in TABLES} == before
    assert before["statements"] == 7
    assert before["documents"] == 2
    assert before["speakers"] == 6  # the two senior officials are two


def test_a_changed_document_replaces_what_it_held(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "q.db"
    scan(path, corpus)
    document, statements = corpus[1]
    scan(path, [(replace(document, title="The new bill"), statements[:1])])
    with Ledger(path) as ledger:
        assert len(ledger.statements()) == 5
        assert "Tomas Okell" not in set(ledger.speakers()["name"])
        assert set(ledger.documents()["title"]) == {"The wall", "The new bill"}


def test_a_failed_batch_leaves_nothing(tmp_path: Path, corpus: Corpus) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        number = ledger.begin_scan("1.0", "small", {})
        document, statements = corpus[0]
        for wrong, message in [
            ([statements[0], statements[0]], "two statements have the id"),
            ([replace(statements[0], polarity="perhaps")], "polarity is 'perhaps'"),
            ([replace(statements[0], speakers=(Speaker("Okell", "man"),))], "speaker_type is 'man'"),
            ([replace(statements[0], confidence=float("nan"))], "no probability"),
        ]:
            with pytest.raises(ValueError, match=message):
                ledger.add_many(number, [corpus[1], (document, wrong)])
        assert ledger.documents().empty
        with pytest.raises(ValueError, match="not running"):
            ledger.add(number + 1, document, statements)


def test_unchanged_asks_for_name_text_model_and_version(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "q.db"
    scan(path, corpus)
    name, text = corpus[0][0].name, corpus[0][0].text
    with Ledger(path) as ledger:
        with pytest.raises(ValueError, match="no scan is running"):
            ledger.unchanged(name, text, "small")
        number = ledger.begin_scan("1.0", "small", {})
        assert ledger.unchanged(name, text, "small")
        assert not ledger.unchanged(name, text + " ", "small")
        assert not ledger.unchanged(name, text, "large")
        assert not ledger.unchanged("news/other.txt", text, "small")
        ledger.skip(number, Skipped(name, "empty: put a text in it"))
        assert not ledger.unchanged(name, text, "small")
        ledger.finish_scan(number, {})
        ledger.begin_scan("1.1", "small", {})
        assert not ledger.unchanged(corpus[1][0].name, corpus[1][0].text, "small")


def test_a_document_that_cannot_be_read_any_more_loses_its_rows(tmp_path: Path, corpus: Corpus) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        number = ledger.begin_scan("1.0", "small", {})
        ledger.add_many(number, corpus)
        ledger.skip(number, Skipped("news/harbour.txt", "encrypted: save it without a password"))
        ledger.skip(number, Skipped("news/photo.jpg", "no text: leave it out"))
        ledger.finish_scan(number, {"read": 1, "skipped": 2})
        assert set(ledger.statements()["document"]) == {"news/council.html"}
        documents = ledger.documents(text=True).set_index("name")
        assert documents["status"].to_dict() == {
            "news/council.html": "read",
            "news/harbour.txt": "skipped",
            "news/photo.jpg": "skipped",
        }
        assert documents.loc["news/harbour.txt", "reason"] == "encrypted: save it without a password"
        assert documents.loc["news/harbour.txt", "text"] == ""
        assert "Ilse Brandt" not in set(ledger.speakers()["name"])


def test_names_and_texts_that_are_no_utf8(tmp_path: Path, corpus: Corpus) -> None:
    document, statements = corpus[0]
    one = replace(document, name="caf\udce9.txt", text=document.text + "\udce9")
    two = replace(document, name="caf\udce8.txt")
    with Ledger(tmp_path / "q.db") as ledger:
        number = ledger.begin_scan("1.0", "small", {})
        ledger.add_many(number, [(one, statements), (two, statements)])
        assert ledger.unchanged(one.name, one.text, "small")
        documents = ledger.documents(text=True)
        assert list(documents["name"]) == ["caf\\udce8.txt", "caf\\udce9.txt"]
        assert len(documents["text"][1]) == len(one.text)
        ledger.set_identities({(one.name, "Ilse Brandt"): "Ilse M. Brandt"})
        assert "Ilse M. Brandt" in set(ledger.speakers()["name"])


def test_local_speakers(tmp_path: Path, corpus: Corpus) -> None:
    scan(tmp_path / "q.db", corpus)
    with Ledger(tmp_path / "q.db") as ledger:
        local = ledger.local_speakers()
        assert [(s.document, s.name) for s in local] == [
            ("news/council.html", "Ms. Brandt"),
            ("news/council.html", "Port Verrin council"),
            ("news/council.html", "Tomas Okell"),
            ("news/council.html", "a senior official"),
            ("news/harbour.txt", "Ilse Brandt"),
            ("news/harbour.txt", "a senior official"),
        ]
        who = local[4]
        assert (who.speaker_type, who.role, who.aliases) == ("person", "mayor", ("Brandt", "Mayor Ilse Brandt"))
        assert who.named
        assert who.published == corpus[0][0].published
        assert not local[5].named
        ledger.set_identities(IDENTITIES)
        assert ledger.local_speakers() == local  # identities do not change what documents say


def test_identities(tmp_path: Path, corpus: Corpus) -> None:
    scan(tmp_path / "q.db", corpus)
    with Ledger(tmp_path / "q.db") as ledger:
        ledger.set_identities({**IDENTITIES, ("news/gone.txt", "Nobody"): "Nobody"})
        speakers = ledger.speakers()
        assert list(speakers["name"]) == [
            "Ilse Brandt",
            "Port Verrin council",
            "Tomas R. Okell",
            "a senior official",
            "a senior official",
        ]
        assert speakers.loc[0, ["role", "aliases", "statements", "documents"]].tolist() == [
            "mayor",
            "Brandt; Mayor Ilse Brandt; Ms. Brandt",
            4,
            2,
        ]
        assert speakers["speaker_id"].is_unique
        assert speakers.loc[2, "aliases"] == "Okell; Tomas Okell"
        assert list(ledger.statements()["speaker"][:3]) == [
            "Ilse Brandt",
            "Port Verrin council; Tomas R. Okell",
            "a senior official",
        ]
        with pytest.raises(ValueError, match="canonical name is empty"):
            ledger.set_identities({("news/harbour.txt", "Ilse Brandt"): " "})


def test_identities_are_the_same_in_any_order(tmp_path: Path, corpus: Corpus) -> None:
    scan(tmp_path / "0.db", corpus)
    with Ledger(tmp_path / "0.db") as first:
        first.set_identities(IDENTITIES)
        for number, order in enumerate(itertools.islice(itertools.permutations(IDENTITIES.items()), 0, 24, 5), 1):
            path = tmp_path / f"{number}.db"
            for item in corpus[::-1] if number % 2 else corpus:
                scan(path, [item])
            with Ledger(path) as other:
                other.set_identities({("news/council.html", "Tomas Okell"): "Somebody Else"})
                other.set_identities(dict(order[:2]))
                other.set_identities(dict(order[2:]))
                same(first, other)


def test_two_names_that_become_one_speaker_are_named_once(tmp_path: Path, corpus: Corpus) -> None:
    scan(tmp_path / "q.db", corpus)
    with Ledger(tmp_path / "q.db") as ledger:
        ledger.set_identities(
            {("news/council.html", name): "Tomas Okell" for name in ("Tomas Okell", "Port Verrin council")}
        )
        assert list(ledger.statements()["speaker"])[1] == "Tomas Okell"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("Port Verrin, July 8 - no ledger at all. " * 30), "not a SQLite database"),
        (lambda path: _other_database(path), "no quotetrack ledger"),
        (lambda path: _newer_ledger(path), "newer quotetrack.*pip install --upgrade"),
        (lambda path: path.mkdir(), "cannot open the ledger"),
    ],
)
def test_what_is_no_ledger_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    path = tmp_path / "q.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LedgerError, match=message) as caught:
        Ledger(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else b"") == before


def _other_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


def _newer_ledger(path: Path) -> None:
    Ledger(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize("below", ["no/such/folder/q.db", "file.txt/q.db"])
def test_a_path_that_cannot_be_written(tmp_path: Path, below: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(LedgerError, match="give a path in a folder that exists"):
        Ledger(tmp_path / below)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(LedgerError, match="cannot open the ledger"):
            Ledger(tmp_path / "q.db")
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_damaged_ledger_gives_one_line(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "q.db"
    scan(path, corpus)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="malformed"), Ledger(path) as ledger:
        ledger.statements()


def test_only_one_scan_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "q.db")
    with Ledger(tmp_path / "q.db", wait=0.1) as one, Ledger(tmp_path / "link.db", wait=0.1) as two:
        number = one.begin_scan("1.0", "small", {})
        with pytest.raises(LedgerError, match="another scan is writing"):
            two.begin_scan("1.0", "small", {})
        with pytest.raises(LedgerError, match="another scan is writing"):
            one.begin_scan("1.0", "small", {})
        assert len(two.scans()) == 1  # reading goes on
        (tmp_path / "q.db-lock").read_bytes()  # as a scan of this very folder would
        with pytest.raises(LedgerError, match="another scan is writing"):
            two.begin_scan("1.0", "small", {})
        one.finish_scan(number, {"read": 3})
        two.begin_scan("1.0", "large", {"workers": 2})
        scans = two.scans()
        assert list(scans["model"]) == ["small", "large"]
        assert list(scans["counts"]) == ['{"read": 3}', "{}"]
        assert list(scans["finished"].isna()) == [False, True]


HOLD = """
import os, sys, time
from quotetrack.ledger import Ledger
from quotetrack.types import Document, Statement
ledger = Ledger(sys.argv[1])
scan = ledger.begin_scan("1.0", "small", {})
ledger.add(scan, Document("a.txt", "It rains in Port Verrin, Okell said."), [Statement("q0", "It rains")])
worker = os.fork() if hasattr(os, "fork") else -1
if worker:
    print(worker, flush=True)
time.sleep(60)
"""


def test_a_killed_scan_keeps_its_rows_and_gives_its_lock_back(
    tmp_path: Path, start_python: Callable[..., Popen[str]]
) -> None:
    path = tmp_path / "q.db"
    worker = 0
    process = start_python(HOLD, path)
    try:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        with Ledger(path, wait=0.1) as ledger:
            with pytest.raises(LedgerError, match="another scan is writing"):
                ledger.begin_scan("1.0", "small", {})
            process.kill()
            process.wait()
            ledger.begin_scan("1.0", "small", {})
            assert ledger.unchanged("a.txt", "It rains in Port Verrin, Okell said.", "small")
            assert list(ledger.statements()["claim"]) == ["It rains"]
    finally:
        process.kill()
        if worker > 0:
            os.kill(worker, signal.SIGTERM)  # the worker that outlived it
        process.communicate()


TAKE_TURNS = """
import sys
from quotetrack.ledger import Ledger
from quotetrack.types import Document, Statement
for turn in range(5):
    with Ledger(sys.argv[1], wait=20) as ledger:
        scan = ledger.begin_scan("1.0", "small", {})
        name = f"{sys.argv[2]}-{turn}.txt"
        ledger.add(scan, Document(name, "It rains, Okell said."), [Statement("q0", "It rains")])
        ledger.finish_scan(scan, {"read": 1})
"""


def test_two_processes_that_wait_for_each_other_lose_nothing(
    tmp_path: Path, start_python: Callable[..., Popen[str]]
) -> None:
    path = tmp_path / "q.db"
    processes = [start_python(TAKE_TURNS, path, name) for name in "ab"]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    with Ledger(path) as ledger:
        assert len(ledger.statements()) == len(ledger.scans()) == 10
        assert ledger.scans()["finished"].notna().all()
