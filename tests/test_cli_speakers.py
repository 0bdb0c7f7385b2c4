"""Who is who, corrected by people: on the command line, and for good."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.cli import main
from quotetrack.ledger import Ledger
from quotetrack.scanning import settle_identities
from quotetrack.speakers import Edit, LocalSpeaker, apply, identities
from quotetrack.types import Document, Speaker, Statement

RENHOLT = Speaker("Tobias Renholt", "person", "minister", ("Renholt",), named=True)
DOCUMENTS = {
    "a.txt": ("2026-06-01", [RENHOLT, Speaker("Marta Quell", "person", "mayor", (), named=True)]),
    "b.txt": ("2026-07-01", [Speaker("Tobias Renholt", "person", "former minister", ("T.R.",), named=True)]),
    "c.txt": ("", [Speaker("Renholdt", "person", "", (), named=True), Speaker("senior official", "person")]),
    "d.txt": ("2026-07-09", [Speaker("senior official", "person")]),
}


def put(ledger: Ledger, names: list[str]) -> None:
    scan = ledger.begin_scan("1", "small", {})
    for name in names:
        published, speakers = DOCUMENTS[name]
        found = [
            Statement(f"q{name}{i}", "it rains", (who,), "name", said_on=published, confidence=0.9)
            for i, who in enumerate(speakers)
        ]
        ledger.add(scan, Document(name, "text of " + name, published=published), found)
    settle_identities(ledger)
    ledger.finish_scan(scan, {})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    with Ledger(tmp_path / "q.db") as opened:
        put(opened, sorted(DOCUMENTS))
    return tmp_path / "q.db"


def run(ledger: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["speakers", *arguments, "--ledger", str(ledger)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def names(ledger: Path) -> list[str]:
    with Ledger(ledger) as opened:
        return sorted(opened.statements()["speaker"])


BEFORE = ["Marta Quell", "Renholdt", "Tobias Renholt", "Tobias Renholt", "senior official", "senior official"]


def test_list_and_search(ledger: Path) -> None:
    lines = run(ledger, "list").output.splitlines()
    assert lines[0].split() == ["statements", "documents", "name", "speaker_type", "role", "aliases"]
    assert lines[1].split()[:4] == ["2", "2", "Tobias", "Renholt"]
    assert len(run(ledger, "list", "--limit", "2").output.splitlines()) == 4
    assert "3 more" in run(ledger, "list", "--limit", "2").output
    found = json.loads(run(ledger, "list", "--search", "t.r.", "--format", "json").output)
    assert [row["name"] for row in found] == ["Tobias Renholt"]
    assert run(ledger, "list", "--type", "group", "--format", "csv").output.splitlines()[1:] == []
    assert run(ledger, "list", "--type", "robot").exit_code == 2
    assert len(json.loads(run(ledger, "list", "--json").output)) == 5
    assert run(ledger, "list", "--search", "zeppelin").output.startswith("nothing found: all speakers: ")
    assert json.loads(run(ledger, "list", "--search", "zeppelin", "--json").output) == []


def test_show_gives_aliases_roles_over_time_and_documents(ledger: Path) -> None:
    text = run(ledger, "show", "Tobias Renholt").output
    assert text.splitlines()[0] == "Tobias Renholt, person"
    assert "also: Renholt; T.R." in text
    assert text.index("minister (2026-06-01)") < text.index("former minister (2026-07-01)")
    assert "2 statements in 2 documents" in text
    rows = json.loads(run(ledger, "show", "Tobias Renholt", "--format", "json").output)
    assert [row["document"] for row in rows] == ["a.txt", "b.txt"]


def test_a_month_is_not_shown_as_a_day(tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as opened:
        scan = opened.begin_scan("1", "small", {})
        found = [Statement("q1", "it rains", (RENHOLT,), "name", confidence=0.9)]
        opened.add(scan, Document("e.txt", "text", published="2026-06"), found)
        opened.finish_scan(scan, {})
    text = run(tmp_path / "q.db", "show", "Tobias Renholt").output
    assert "minister (2026-06)" in text
    assert "1 statement in 1 document:" in text
    (row,) = json.loads(run(tmp_path / "q.db", "show", "Tobias Renholt", "--format", "json").output)
    assert row["published"] == "2026-06"


def test_a_merge_holds_for_scans_to_come(ledger: Path) -> None:
    assert names(ledger) == BEFORE
    assert run(ledger, "merge", "Renholdt", "Tobias Renholt").exit_code == 0
    assert names(ledger).count("Tobias Renholt") == 3
    with Ledger(ledger) as opened:
        put(opened, ["c.txt", "a.txt"])
    assert names(ledger).count("Tobias Renholt") == 3
    assert run(ledger, "edits").output == "   1  merge: Renholdt is Tobias Renholt\n"
    facts = {"number": 1, "kind": "merge", "name": "Renholdt", "value": "Tobias Renholt", "document": ""}
    assert json.loads(run(ledger, "edits", "--json").output) == [facts]
    assert run(ledger, "undo", "1").exit_code == 0
    assert names(ledger) == BEFORE
    assert run(ledger, "edits").output.startswith("no corrections: make one with quotetrack speakers merge NAME INTO")


def test_split_rename_and_alias(ledger: Path) -> None:
    run(ledger, "split", "Tobias Renholt", "b.txt", "--as", "Tobias Renholt the Younger")
    assert {"Tobias Renholt", "Tobias Renholt the Younger"} <= set(names(ledger))
    run(ledger, "rename", "Marta Quell", "Marta Quell-Oske")
    assert "Marta Quell-Oske" in names(ledger)
    run(ledger, "alias", "Tobias Renholt", "Renholdt")
    assert names(ledger).count("Tobias Renholt") == 2
    with Ledger(ledger) as opened:
        put(opened, sorted(DOCUMENTS, reverse=True))
    assert names(ledger).count("Tobias Renholt") == 2
    assert len(run(ledger, "edits").output.splitlines()) == 3


def test_an_unnamed_source_is_corrected_in_its_document_alone(ledger: Path) -> None:
    refused = run(ledger, "merge", "senior official", "Marta Quell")
    assert refused.exit_code == 2
    assert "--document" in refused.output
    run(ledger, "merge", "senior official", "Marta Quell", "--document", "d.txt")
    assert names(ledger) == [
        "Marta Quell", "Marta Quell", "Renholdt", "Tobias Renholt", "Tobias Renholt", "senior official",
    ]  # fmt: skip


def test_an_unnamed_source_gets_a_name_of_its_own_in_its_document(ledger: Path) -> None:
    refused = run(ledger, "rename", "senior official", "Ada Holm")
    assert (refused.exit_code, "say which with --document" in refused.output) == (2, True)
    assert run(ledger, "rename", "senior official", "Ada Holm", "--document", "d.txt").exit_code == 0
    assert sorted([*BEFORE[:-1], "Ada Holm"]) == names(ledger)
    taken = run(ledger, "rename", "senior official", "Marta Quell", "--document", "c.txt")
    assert 'quotetrack speakers merge "senior official" "Marta Quell" --document c.txt' in taken.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "Tobias Renhold"], "did you mean Tobias Renholt"),
        (["merge", "Nobody", "Marta Quell"], "no speaker is called 'Nobody'"),
        (["merge", "Marta Quell", "Nobody"], "no speaker is called 'Nobody'"),
        (["merge", "Marta Quell", "Marta Quell"], "into itself"),
        (["rename", "Marta Quell", "Renholdt"], "speakers merge"),
        (["rename", "Marta Quell", " "], "empty"),
        (["split", "Marta Quell", "z.txt"], "no document z.txt"),
        (["undo", "7"], "no correction 7"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(ledger: Path, arguments: list[str], said: str) -> None:
    result = run(ledger, *arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert len(result.output.splitlines()) == 1
    assert names(ledger) == BEFORE


def test_no_ledger(tmp_path: Path) -> None:
    assert "there is no ledger" in run(tmp_path / "none.db", "list").output
    assert not (tmp_path / "none.db").exists()


def test_a_ledger_of_the_first_version_learns_to_keep_corrections(ledger: Path) -> None:
    with sqlite3.connect(ledger) as db:
        db.execute("DROP TABLE speaker_edits")
        db.execute("PRAGMA user_version = 1")
    db.close()
    assert names(ledger) == BEFORE
    assert run(ledger, "merge", "Renholdt", "Tobias Renholt").exit_code == 0
    assert names(ledger).count("Tobias Renholt") == 3


LOCAL = [
    LocalSpeaker(name, s.name, s.speaker_type, s.aliases, s.named)
    for name, (_, speakers) in DOCUMENTS.items()
    for s in speakers
]
NAMES = ["Tobias Renholt", "Marta Quell", "Renholdt", "Renholt", "Nobody"]


@given(
    st.lists(st.builds(Edit, st.sampled_from(["merge", "rename", "alias", "split"]), st.sampled_from(NAMES),
                       st.sampled_from(NAMES), st.sampled_from(["", "a.txt", "c.txt"])), max_size=5),
    st.permutations(LOCAL),
)  # fmt: skip
def test_edits_name_everyone_whatever_the_order_of_documents(edits: list[Edit], order: list[LocalSpeaker]) -> None:
    mapping = identities(LOCAL)
    result = apply(edits, mapping, LOCAL)
    assert result.keys() == mapping.keys()
    assert all(result.values())
    assert result == apply(edits, identities(order), order)


def test_an_edit_holds_when_the_corpus_comes_to_call_them_otherwise() -> None:
    local = [LocalSpeaker("a", "Bob Dray", "person"), LocalSpeaker("b", "Bobby", "person")]
    more = [*local, *(LocalSpeaker(name, "Robert Dray", "person") for name in "cde")]
    edit = Edit("merge", "Bobby", "Bob Dray")
    assert set(apply([edit], identities(local), local).values()) == {"Bob Dray"}
    assert set(apply([edit], identities(more), more).values()) == {"Robert Dray"}


def test_a_namesake_merged_stays_merged_whatever_its_name_becomes(tmp_path: Path) -> None:
    path = tmp_path / "q.db"
    documents = {"a.txt": "nurse", "b.txt": "football coach", "c.txt": "singer"}

    def add(ledger: Ledger, name: str) -> None:
        who = Speaker("Marta Quell", "person", documents[name], (), named=True)
        ledger.add(
            ledger.begin_scan("1", "small", {}), Document(name, name), [Statement("q" + name, "it rains", (who,))]
        )
        settle_identities(ledger)
        ledger.close()

    for name in ("a.txt", "b.txt"):
        with Ledger(path) as ledger:
            add(ledger, name)
    assert names(path) == ["Marta Quell", "Marta Quell (football coach)"]
    result = run(path, "merge", "Marta Quell (football coach)", "Marta Quell")
    assert result.exit_code == 0
    assert "merge: Marta Quell in b.txt is Marta Quell" in result.output
    assert names(path) == ["Marta Quell"] * 2
    with Ledger(path) as ledger:
        add(ledger, "c.txt")
    assert names(path) == ["Marta Quell"] * 2 + ["Marta Quell (singer)"]


def test_documents_added_one_by_one_give_the_names_of_all_at_once(tmp_path: Path) -> None:
    said = {
        "a.txt": Speaker("Marta Quell", "person", "President", ("Ms. Quell",), True),
        "b.txt": Speaker("Jonas Quell", "person", "", (), True),
        "c.txt": Speaker("Quell", "person", "President", (), True),
        "d.txt": Speaker("Marta Quell", "person", "football coach", (), True),
        "e.txt": Speaker("Quell", "person", "", ("Mr. Quell",), True),
        "f.txt": Speaker("Jonas Quell", "person", "", (), True),
    }

    def named(path: Path, scans: list[list[str]]) -> dict[str, str]:
        for documents in scans:
            with Ledger(path) as ledger:
                scan = ledger.begin_scan("1", "small", {})
                for name in documents:
                    ledger.add(scan, Document(name, name), [Statement("q" + name, "it rains", (said[name],), "name")])
                settle_identities(ledger)
                ledger.finish_scan(scan, {})
        with Ledger(path) as ledger:
            frame = ledger.statements()
            return dict(zip(frame["document"], frame["speaker"], strict=True))

    whole = named(tmp_path / "whole.db", [sorted(said)])
    assert whole == {
        "a.txt": "Marta Quell", "b.txt": "Jonas Quell", "c.txt": "Marta Quell", "d.txt": "Marta Quell (football coach)",
        "e.txt": "Jonas Quell", "f.txt": "Jonas Quell",
    }  # fmt: skip
    assert named(tmp_path / "late.db", [[name] for name in sorted(said, reverse=True)]) == whole
    assert named(tmp_path / "mixed.db", [["c.txt", "e.txt"], ["f.txt"], ["d.txt", "b.txt", "a.txt"]]) == whole
