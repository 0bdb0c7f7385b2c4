"""The statements in the formats of other programs, and chosen by filters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from quotetrack.cli import main
from quotetrack.errors import LedgerError
from quotetrack.ledger import Ledger
from quotetrack.ledger.columns import STATEMENTS
from quotetrack.types import Document, Statement


@pytest.fixture
def ledger(tmp_path: Path, corpus: list[tuple[Document, list[Statement]]]) -> Path:
    with Ledger(tmp_path / "q.db") as book:
        number = book.begin_scan("1.0", "small", {})
        book.add_many(number, corpus)
        book.finish_scan(number, {})
    return tmp_path / "q.db"


def test_parquet_is_the_frame(ledger: Path, tmp_path: Path) -> None:
    with Ledger(ledger) as book:
        book.to_parquet(tmp_path / "rows.parquet")
        frame = book.statements()
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "rows.parquet"), frame)


def test_json_lines_have_raw_values(ledger: Path, tmp_path: Path) -> None:
    with Ledger(ledger) as book:
        book.to_jsonl(tmp_path / "rows.jsonl")
        frame = book.statements()
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["claim"] for row in rows] == frame["claim"].tolist()
    assert any(row["claim"].startswith("=") for row in rows)  # no guard: nothing here starts a formula
    assert {row["said_on"] for row in rows} == {"2026-07-08", "2026-08", "2026"}
    assert all(isinstance(row["spans"]["content"], list) for row in rows)
    assert "date_precision" not in rows[0]


def test_annotations_point_at_the_words(ledger: Path, tmp_path: Path) -> None:
    with Ledger(ledger) as book:
        book.to_annotations(tmp_path / "rows.jsonld")
        texts = book.documents(text=True).set_index("name")["text"]
        frame = book.statements()
    page = json.loads((tmp_path / "rows.jsonld").read_text(encoding="utf-8"))
    assert page["type"] == "AnnotationPage"
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert len(page["items"]) == len(frame)
    for item, (_, row) in zip(page["items"], frame.iterrows(), strict=True):
        assert item["id"] == f"urn:quotetrack:{row.statement_id}"
        assert item["body"]["schema:text"] == row.claim
        for target in item["target"]:
            position, quote = target["selector"]
            text = texts[row.document]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    assert any("schema:spokenByCharacter" in item["body"] for item in page["items"])


FILTERS: list[tuple[dict[str, str], Any]] = [
    ({"speaker": "Ilse Brandt"}, lambda row: "Ilse Brandt" in row.speaker.split("; ")),
    ({"speaker": "Brandt"}, lambda row: False),  # a part of a name is no name
    ({"document": "news/council.html"}, lambda row: row.document == "news/council.html"),
    ({"search": "HARBOUR WALL"}, lambda row: "harbour wall" in (row.claim + row.context).lower()),
    ({"since": "2026-07-08"}, lambda row: True),  # what was said in 2026 may have been said later than that
    ({"since": "2027"}, lambda row: False),
    ({"until": "2026-07"}, lambda row: row.date_precision != "month"),  # the month is August
    ({"until": "2026-02"}, lambda row: row.date_precision == "year"),
    ({"since": "2026-07-09"}, lambda row: row.date_precision != "day"),
    ({"since": "2026-09"}, lambda row: row.date_precision == "year"),
    ({"since": "2026", "until": "2026", "speaker": "Tomas Okell"}, lambda row: "Tomas Okell" in row.speaker),
]


@pytest.mark.parametrize(("filters", "kept"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
def test_filters_choose_rows_and_change_none(ledger: Path, filters: dict[str, str], kept: Any) -> None:
    with Ledger(ledger) as book:
        frame, chosen = book.statements(), book.statements(**filters)
    expected = [row.statement_id for row in frame.itertuples() if kept(row)]
    assert chosen["statement_id"].tolist() == expected
    assert list(chosen.columns) == list(STATEMENTS)
    assert chosen.dtypes.equals(frame.dtypes)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["export", *arguments])


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "jsonl", "jsonld"])
def test_export_knows_the_format_by_the_ending(ledger: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"rows.{ending}"
    result = run("--ledger", str(ledger), "--out", str(out), "--speaker", "Ilse Brandt")
    assert (result.exit_code, result.output) == (0, f"rows: {out}\n")
    assert out.stat().st_size > 100


def test_export_names_its_file_after_the_format(ledger: Path) -> None:
    assert run("--ledger", str(ledger), "--format", "annotations").output == f"rows: {ledger.with_suffix('.jsonld')}\n"


def test_a_date_that_is_none_is_a_clear_error(ledger: Path) -> None:
    result = run("--ledger", str(ledger), "--since", "last week")
    assert result.exit_code == 2
    assert "since: 'last week' is no date; write it as 2026-07-08, 2026-07 or 2026" in result.output
    assert not ledger.with_suffix(".csv").exists()


def test_a_missing_package_names_its_extra(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.ledger.formats.find_spec", lambda name: None)
    with Ledger(ledger) as book:
        for method, package in ((book.to_excel, "quotetrack[excel]"), (book.to_parquet, "quotetrack[parquet]")):
            with pytest.raises(LedgerError, match="pip install") as caught:
                method(tmp_path / "rows")
            assert package in str(caught.value)


def test_export_without_the_optional_packages(ledger: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = sys.modules['openpyxl'] = None\n"
        "from quotetrack.ledger import Ledger\n"
        f"with Ledger({str(ledger)!r}) as book:\n"
        "    for method in (book.to_csv, book.to_jsonl, book.to_annotations):\n"
        f"        method({str(tmp_path / 'rows')!r} + method.__name__)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert {path.name for path in tmp_path.glob("rows*")} == {"rowsto_csv", "rowsto_jsonl", "rowsto_annotations"}
