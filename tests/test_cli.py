"""The command line: what it says, where, with which status, and what it leaves behind."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quotetrack import __version__
from quotetrack.cli import main
from quotetrack.ledger import Ledger

COLUMNS = [
    "statement_id", "said_on", "speaker", "claim", "quotation_type", "cue", "source", "resolution", "role",
    "speaker_type", "attribution_type", "polarity", "addressee", "medium", "title", "publisher", "published",
    "document", "context", "confidence", "claim_id", "occurrences", "first_said", "last_said", "date_basis", "start",
    "end", "paragraph", "reviewed", "note",
]  # fmt: skip
SAFE = "“The bridge is safe,” Mayor Clara Renholt said on Monday.\n"


@pytest.fixture(autouse=True)
def loaded(reader: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Commands use the models that are loaded already, and run in a directory of their own."""
    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: reader)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def quotetrack(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert "Traceback" not in result.output
    return result


def one_line(result: Result, status: int) -> str:
    """The one line on stderr with which a command ended, and that nothing else was said."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("quotetrack: ")
    return line.removeprefix("quotetrack: ")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def texts(ledger: Path) -> dict[str, str]:
    with sqlite3.connect(ledger) as db:
        found = dict(db.execute("SELECT name, text FROM documents WHERE status = 'read'"))
    db.close()
    return found


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


# scan


def test_scan_writes_the_rows_and_sums_them_up(folder: Path) -> None:
    result = quotetrack("scan", folder)
    assert result.exit_code == 0
    data = Path("quotetrack.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfstatement_id,said_on,speaker,")
    assert b"\r\n" in data
    found = rows(Path("quotetrack.csv"))
    assert list(found[0])[: len(COLUMNS)] == COLUMNS

    sources = texts(Path("quotetrack.db"))
    assert set(sources) == {(folder / name).as_posix() for name in ("bridge.txt", "ferry.txt")}
    for row in found:
        shown = sources[row["document"]][int(row["start"]) : int(row["end"])]
        assert words(shown).startswith(words(row["claim"].split(" … ")[0]))
        assert words(shown).endswith(words(row["claim"].split(" … ")[-1]))
        assert None not in row.values()
    safe = next(row for row in found if row["claim"] == "The bridge is safe")
    assert (safe["speaker"], safe["cue"]) == ("Clara Renholt", "said")
    assert safe["source"].endswith("Clara Renholt")
    assert (safe["published"], safe["quotation_type"]) == ("2026-07-07", "direct")

    lines = result.stdout.splitlines()
    assert lines[0] == "2 articles read, 0 skipped"
    kinds = [
        f"{sum(row['quotation_type'] == kind for row in found)} {kind}" for kind in ("direct", "mixed", "indirect")
    ]
    assert lines[1].startswith(f"{len(found)} statements ({', '.join(kinds)}) by ")
    count = sum(row["speaker"] == "Clara Renholt" for row in found)
    assert f"{count:>6}  Clara Renholt" in lines[2:-1]
    assert lines[-1] == "rows: quotetrack.csv   ledger: quotetrack.db"


def test_scan_again_doubles_nothing(folder: Path) -> None:
    quotetrack("scan", folder)
    before = Path("quotetrack.csv").read_bytes()
    result = quotetrack("scan", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "0 articles read, 2 unchanged since the last scan, 0 skipped"
    assert Path("quotetrack.csv").read_bytes() == before


def test_a_changed_document_is_replaced(folder: Path) -> None:
    quotetrack("scan", folder)
    before = rows(Path("quotetrack.csv"))
    (folder / "bridge.txt").write_text(
        "“The bridge is closed,” Mayor Clara Renholt said on Friday.\n", encoding="utf-8"
    )
    result = quotetrack("scan", folder)
    assert result.stdout.splitlines()[0] == "1 article read, 1 unchanged since the last scan, 0 skipped"
    after = rows(Path("quotetrack.csv"))
    assert [row["claim"] for row in after if "bridge" in row["document"]] == ["The bridge is closed"]
    ferry = [[row for row in found if "ferry" in row["document"]] for found in (before, after)]
    assert ferry[0] == ferry[1] != []


def test_an_edited_csv_is_not_written_over(folder: Path) -> None:
    out, said = Path("quotetrack.csv"), "The bridge is safe"
    quotetrack("scan", folder)
    edited = out.read_text("utf-8-sig").replace(said, "The bridge is closed")
    out.write_text(edited, encoding="utf-8-sig")
    again = quotetrack("scan", folder)
    assert again.exit_code == 0
    assert "quotetrack.csv was edited since it was written and stays as it is" in again.stderr
    assert "quotetrack review quotetrack.csv --ledger quotetrack.db" in again.stderr
    assert "rows: quotetrack.new.csv" in again.stdout
    assert out.read_text("utf-8-sig") == edited
    beside = Path("quotetrack.new.csv")
    assert said in [row["claim"] for row in rows(beside)]
    beside.write_text(edited, encoding="utf-8-sig")
    assert "quotetrack.csv and quotetrack.new.csv were both edited" in one_line(quotetrack("scan", folder), 2)
    assert beside.read_text("utf-8-sig") == edited
    quotetrack("review", out, "--yes")
    assert "stays as it is" not in quotetrack("scan", folder).stderr
    claims = [row["claim"] for row in rows(out)]
    assert said not in claims
    assert "The bridge is closed" in claims
    out.unlink()
    quotetrack("scan", folder)
    assert [row["claim"] for row in rows(out)] == claims


def test_rows_beside_an_edited_csv_go_once_it_is_reviewed(folder: Path) -> None:
    out, beside = Path("quotetrack.csv"), Path("quotetrack.new.csv")

    def edit(path: Path, said: str) -> None:
        path.write_text(path.read_text("utf-8-sig").replace("The bridge is safe", said), encoding="utf-8-sig")

    quotetrack("scan", folder)
    edit(out, "The bridge is closed")
    quotetrack("scan", folder)
    assert beside.exists()
    quotetrack("review", out, "--yes")
    assert "quotetrack.new.csv, as it was written, is removed" in quotetrack("scan", folder).stderr
    assert not beside.exists()

    out.write_text(out.read_text("utf-8-sig").replace("The bridge is closed", "The bridge is shut"), "utf-8-sig")
    quotetrack("scan", folder)
    edited = beside.read_text("utf-8-sig").replace("The crews are tired", "The crews are very tired")
    beside.write_text(edited, encoding="utf-8-sig")
    quotetrack("review", out, "--yes")
    told = quotetrack("scan", folder).stderr
    assert (
        "quotetrack.new.csv was edited: take over what was corrected with: quotetrack review quotetrack.new.csv" in told
    )
    assert beside.read_text("utf-8-sig") == edited
    quotetrack("review", beside, "--yes")
    quotetrack("scan", folder)
    assert beside.read_text("utf-8-sig") == edited  # a person has edited it
    claims = "\n".join(row["claim"] for row in rows(out))
    assert ("The bridge is shut" in claims, "The crews are very tired" in claims) == (True, True)


def test_what_is_always_skipped_does_not_make_the_rows_new(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    quotetrack("scan", folder)
    before = Path("quotetrack.csv").stat().st_ino
    again = quotetrack("scan", folder)
    assert "2 unchanged since the last scan, 1 skipped" in again.stdout
    assert "nothing has changed" in again.stdout
    assert Path("quotetrack.csv").stat().st_ino == before
    (folder / "bridge.txt").write_bytes(b"\x00\x01\x02" * 99)  # what can be read no longer takes its rows along
    quotetrack("scan", folder)
    assert {row["document"].rpartition("/")[2] for row in rows(Path("quotetrack.csv"))} == {"ferry.txt"}


def test_rows_are_written_again_only_where_they_may_have_changed(folder: Path) -> None:
    def written(*arguments: object) -> bool:
        before = Path("quotetrack.csv").stat().st_ino
        quotetrack("scan", folder, *arguments)
        return Path("quotetrack.csv").stat().st_ino != before

    quotetrack("scan", folder)
    assert not written()
    assert "2 unchanged since the last scan, 0 skipped\nnothing has changed\n" in quotetrack("scan", folder).stdout
    assert written("--min-confidence", "0.5")
    assert not written("--min-confidence", "0.5")
    assert written()
    quotetrack("speakers", "rename", "Clara Renholt", "Clara R. Renholt")
    assert written()
    assert not written()
    Path("quotetrack.csv").rename("elsewhere.csv")
    quotetrack("scan", folder)
    assert Path("quotetrack.csv").exists()
    (folder / "ferry.txt").write_text("“It rained,” Ada Lund said.")
    assert written()
    (folder / "ferry.txt").unlink()
    assert not written()
    assert written("--prune")


def test_a_review_with_refused_rows_leaves_the_file_to_its_editor(folder: Path) -> None:
    out = Path("quotetrack.csv")
    quotetrack("scan", folder)
    lines = out.read_text("utf-8-sig").splitlines()
    out.write_text("\n".join([*lines, "q0" + "," * lines[0].count(",")]), encoding="utf-8-sig")
    assert quotetrack("review", out, "--yes").exit_code == 1
    assert "was edited" in quotetrack("scan", folder).stderr


def test_prune_forgets_what_is_gone_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "dike.txt").write_text("“The dike will hold,” Mayor Clara Renholt said on Friday.\n", encoding="utf-8")
    first, second = (f'"“The ferry will sail on {day},” Mayor Clara Renholt said."\n' for day in ("Sunday", "Monday"))
    (other / "rows.csv").write_text(f"text\n{first}{second}", encoding="utf-8")
    quotetrack("scan", folder, other)
    (folder / "bridge.txt").unlink()
    (other / "dike.txt").unlink()
    (other / "rows.csv").write_text(f"text\n{first}", encoding="utf-8")
    assert len({row["document"] for row in rows(Path("quotetrack.csv"))}) == 5
    head = quotetrack("scan", folder).stdout.splitlines()[0]
    assert head == "0 articles read, 1 unchanged since the last scan, 0 skipped"
    head = quotetrack("scan", folder, "--prune").stdout.splitlines()[0]
    assert head == "0 articles read, 1 unchanged since the last scan, 0 skipped, 1 forgotten that are no longer there"
    assert len({row["document"] for row in rows(Path("quotetrack.csv"))}) == 4  # those of the other folder stay
    head = quotetrack("scan", other, "--prune").stdout.splitlines()[0]
    assert head.endswith("2 forgotten that are no longer there")
    (folder / "ferry.txt").unlink()
    assert "forgotten" not in quotetrack("scan", folder, "--prune").output  # an empty folder may be a drive that is off
    assert len({row["document"] for row in rows(Path("quotetrack.csv"))}) == 2


def test_scan_leaves_its_own_files_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for head in ("2 articles read, 0 skipped", "0 articles read, 2 unchanged since the last scan, 0 skipped"):
        result = quotetrack("scan", ".")
        assert result.exit_code == 0
        assert result.stdout.splitlines()[0] == head
    assert {"quotetrack.db", "quotetrack.csv"} < {path.name for path in folder.iterdir()}


def test_ledger_and_out(folder: Path, tmp_path: Path) -> None:
    result = quotetrack("scan", folder, "--ledger", tmp_path / "a.db")
    assert result.stdout.endswith(f"rows: {tmp_path / 'a.csv'}   ledger: {tmp_path / 'a.db'}\n")
    result = quotetrack("scan", folder, "--ledger", tmp_path / "b.db", "--out", tmp_path / "c.csv")
    assert rows(tmp_path / "a.csv") == rows(tmp_path / "c.csv")
    assert not (tmp_path / "b.csv").exists()
    assert list(Path.cwd().iterdir()) == []


def test_quiet_is_silent(folder: Path) -> None:
    result = quotetrack("scan", "--quiet", folder)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert rows(Path("quotetrack.csv"))


def test_quiet_still_names_what_could_not_be_read(folder: Path) -> None:
    (folder / "empty.txt").touch()
    result = quotetrack("scan", "-q", folder)
    assert (result.exit_code, result.stdout) == (0, "")
    (line,) = result.stderr.splitlines()
    assert "empty.txt" in line


def test_the_summary_for_programs(folder: Path) -> None:
    def summary(*arguments: object) -> dict[str, Any]:
        result = quotetrack("scan", folder, *arguments, "--json")
        assert result.exit_code == 0
        return json.loads(result.stdout)

    (folder / "empty.txt").touch()
    first = summary("nowhere")
    assert list(first) == [
        "documents", "unchanged", "skipped", "forgotten", "statements", "words", "ledger", "out", "written",
    ]  # fmt: skip
    assert (first["documents"], first["unchanged"], first["forgotten"]) == (2, 0, [])
    assert [Path(item["name"]).name for item in first["skipped"]] == ["nowhere", "empty.txt"]
    assert all(item["reason"] for item in first["skipped"])
    assert first["statements"] == len(rows(Path("quotetrack.csv")))
    assert (first["ledger"], first["out"], first["written"]) == ("quotetrack.db", "quotetrack.csv", True)
    (folder / "empty.txt").unlink()
    summary("--prune")
    again = summary("--quiet")
    assert (again["documents"], again["unchanged"], again["statements"], again["written"]) == (0, 2, 0, False)
    (folder / "ferry.txt").unlink()
    assert summary("--prune")["forgotten"] == [(folder / "ferry.txt").as_posix()]


def test_for_programs_nothing_read_is_json_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = quotetrack("scan", tmp_path / "empty", "--json")
    assert (result.exit_code, json.loads(result.stdout)["documents"]) == (1, 0)
    assert result.stderr.startswith("quotetrack: nothing to read there")
    assert quotetrack("scan", "nowhere", "--json").stdout == ""


@pytest.mark.parametrize("arguments", [["export"], ["predict", "../news", "-o", "p.jsonl"]])
def test_quiet_writes_and_says_nothing(folder: Path, arguments: list[str]) -> None:
    quotetrack("scan", folder)
    result = quotetrack(*arguments, "-q")
    assert (result.exit_code, result.output) == (0, "")


def test_columns_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["what", "when", "who", "top", "where"], [SAFE, "2026-07-07", "Ostre Courier", "Bridge", "https://a.test/1"],
             [SAFE.replace("bridge", "ferry"), "2026-07-08", "Harbour News", "Ferry", "https://a.test/2"]]
        )  # fmt: skip
    options = ["--text-column", "what", "--date-column", "when", "--publisher-column", "who", "--title-column", "top"]
    result = quotetrack("scan", table, *options, "--url-column", "where", "--ledger", "q.db")
    assert result.stdout.startswith("2 articles read, 0 skipped\n")
    found = {row["claim"]: row for row in rows(Path("q.csv"))}
    ferry = found["The ferry is safe"]
    assert (ferry["title"], ferry["publisher"], ferry["published"]) == ("Ferry", "Harbour News", "2026-07-08")
    assert ferry["document"] == f"{table.as_posix()}#2"


# export


def test_export_writes_the_same_rows(folder: Path, tmp_path: Path) -> None:
    quotetrack("scan", folder, "--ledger", "q.db")
    scanned = Path("q.csv").read_bytes()
    Path("q.csv").unlink()
    result = quotetrack("export", "--ledger", "q.db")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "rows: q.csv\n", "")
    quotetrack("export", "--ledger", "q.db", "--out", tmp_path / "rows.csv")
    assert Path("q.csv").read_bytes() == (tmp_path / "rows.csv").read_bytes() == scanned


@pytest.mark.parametrize("command", ["scan", "export"])
def test_min_confidence_leaves_unsure_rows_out_of_the_csv_alone(folder: Path, command: str) -> None:
    assert quotetrack("scan", folder).exit_code == 0
    everything = rows(Path("quotetrack.csv"))
    limit = sorted(float(row["confidence"]) for row in everything)[1]
    arguments = ["scan", folder] if command == "scan" else ["export"]
    assert quotetrack(*arguments, "--min-confidence", limit + 0.0001).exit_code == 0
    kept = rows(Path("quotetrack.csv"))
    assert 0 < len(kept) < len(everything)
    assert [row["statement_id"] for row in kept] == [
        row["statement_id"] for row in everything if float(row["confidence"]) > limit
    ]
    with Ledger("quotetrack.db") as ledger:
        assert len(ledger.statements()) == len(everything)


def test_the_summary_counts_what_the_csv_holds(folder: Path) -> None:
    everything = quotetrack("scan", folder).stdout
    nothing = quotetrack("scan", folder, "--min-confidence", 1).stdout
    assert "0 statements" not in everything
    assert "0 statements (0 direct, 0 mixed, 0 indirect) by 0 named speakers" in nothing


def test_min_confidence_of_predictions(folder: Path) -> None:
    def confidences(limit: float) -> list[float]:
        assert quotetrack("predict", folder, "-o", "p.jsonl", "--min-confidence", limit).exit_code == 0
        lines = Path("p.jsonl").read_text(encoding="utf-8").splitlines()
        return [quote["confidence"] for line in lines for quote in json.loads(line)["quotes"]]

    everything = confidences(0)
    limit = sorted(everything)[len(everything) // 2]
    assert sorted(confidences(limit)) == sorted(c for c in everything if c >= limit)


@pytest.mark.parametrize("value", ["1.1", "-0.1", "high"])
def test_a_min_confidence_that_is_no_probability(folder: Path, value: str) -> None:
    result = quotetrack("scan", folder, "--min-confidence", value)
    assert result.exit_code == 2
    assert "--min-confidence" in result.stderr
    assert not Path("quotetrack.db").exists()


def test_export_without_a_ledger() -> None:
    line = one_line(quotetrack("export"), 2)
    assert line == "there is no ledger quotetrack.db; make one with: quotetrack scan FOLDER --ledger quotetrack.db"
    assert list(Path.cwd().iterdir()) == []


# wrong usage and bad input


def test_no_such_path(folder: Path) -> None:
    line = one_line(quotetrack("scan", "nowhere"), 2)
    assert line == "no such file or folder: nowhere; give some that are there: quotetrack scan FOLDER"
    assert list(Path.cwd().iterdir()) == []


def test_a_missing_path_beside_others_is_skipped(folder: Path) -> None:
    result = quotetrack("scan", folder, "nowhere")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["2 articles read, 1 skipped", "  skipped nowhere: no such file or folder"]
    assert rows(Path("quotetrack.csv"))


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = quotetrack("scan", tmp_path / "empty")
    assert result.exit_code == 1
    nothing = "nothing to read there: no article in the files and folders given; what can be read:"
    assert result.stderr == f"quotetrack: {nothing} quotetrack scan --help\n"
    quiet = quotetrack("scan", "--quiet", tmp_path / "empty")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (1, "", result.stderr)


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


BAD = {
    "dangling.txt": (_dangling, "a link to nothing"),
    "pipe.txt": (_pipe, "not a file but a pipe"),
    "empty.txt": (lambda path: path.write_bytes(b""), "no text in it"),
    "blank.txt": (lambda path: path.write_bytes(b"\n \r\n\t"), "no text in it"),
    "binary.txt": (lambda path: path.write_bytes(bytes(range(256)) * 9), "binary, not text"),
    "photo.jpg": (lambda path: path.write_bytes(b"\xff\xd8"), "not a text format"),
    "numbers.csv": (lambda path: path.write_bytes(b"a,b\n1,2\n"), "no text column among: a, b"),
    "empty.csv": (lambda path: path.write_bytes(b""), "no text in it"),
    "broken.jsonl": (lambda path: path.write_bytes(b"{\n"), "json"),
    "page.html": (lambda path: path.write_bytes(b"<html><body></body></html>"), "no "),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    make, reason = BAD[name]
    make(bad / name)
    result = quotetrack("scan", bad)
    assert result.exit_code == 1
    assert result.stderr == ""
    head, line, *_ = result.stdout.splitlines()
    assert head == "0 articles read, 1 skipped"
    assert line.startswith(f"  skipped {(bad / name).as_posix()}")
    assert reason in line.lower()


def test_everything_else_is_still_scanned(folder: Path) -> None:
    for name, (make, _) in BAD.items():
        make(folder / name)
    (folder / "folder.txt").mkdir()
    (folder / "folder.txt" / "deep.md").write_text(SAFE, encoding="utf-8")
    result = quotetrack("scan", folder)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == f"3 articles read, {len(BAD)} skipped"
    assert all(any(name in line for line in lines) for name in BAD)
    assert {Path(row["document"]).name for row in rows(Path("quotetrack.csv"))} == {
        "bridge.txt",
        "ferry.txt",
        "deep.md",
    }
    with Ledger("quotetrack.db") as ledger:
        reasons = ledger.documents().query("status == 'skipped'")["reason"]
    assert len(reasons) == len(BAD)
    assert all(reasons)


def test_many_bad_files_are_summed_up(folder: Path) -> None:
    for number in range(25):
        (folder / f"empty{number}.txt").touch()
    lines = quotetrack("scan", folder).stdout.splitlines()
    assert sum(line.startswith("  skipped ") for line in lines) == 10
    assert any(line.startswith("  … and 15 more: 15 × no text in it") for line in lines)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(folder: Path) -> None:
    (folder / "ferry.txt").chmod(0)
    result = quotetrack("scan", folder)
    assert result.stdout.startswith("1 article read, 1 skipped\n")


@pytest.mark.parametrize("command", ["scan", "predict"])
def test_a_missing_model(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.undo()  # the real Reader: it fails before it loads anything
    monkeypatch.chdir(tmp_path / "here")
    options = [folder, "--model", "nosuch", "--out", "out.csv"]
    line = one_line(quotetrack(command, *options), 2)
    assert line == "model set 'nosuch' is not on this machine; run: quotetrack models download nosuch"
    (tmp_path / "empty").mkdir()
    line = one_line(quotetrack(command, folder, "--model", tmp_path / "empty", "--out", "out.csv"), 2)
    assert "it holds no resources.json" in line
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("command", ["scan", "predict"])
@pytest.mark.parametrize("out", ["nowhere/rows.csv", "../news", "../news/bridge.txt/rows.csv"])
def test_an_out_that_cannot_be_written(folder: Path, command: str, out: str) -> None:
    line = one_line(quotetrack(command, folder, "--out", out), 2)
    assert line.startswith(f"cannot write {out}: ")
    assert "--out" in line
    assert list(Path.cwd().iterdir()) == []


def test_export_to_an_out_that_cannot_be_written(folder: Path) -> None:
    quotetrack("scan", folder)
    assert "there is no folder nowhere" in one_line(quotetrack("export", "--out", "nowhere/rows.csv"), 2)


@pytest.mark.parametrize(
    "arguments",
    [["--out", "articles.csv"], ["--ledger", "articles.db"], ["--ledger", "rows.csv"],
     ["--ledger", "a.db", "--out", "./a.db"], ["--out", "link.csv"]],
)  # fmt: skip
def test_rows_never_overwrite_what_they_are_made_from(arguments: list[str]) -> None:
    table = Path("articles.csv")
    table.write_text("text\n" + SAFE, encoding="utf-8")
    Path("link.csv").symlink_to(table)
    line = one_line(quotetrack("scan", table, *arguments), 2)
    assert "--out" in line
    assert table.read_text(encoding="utf-8") == "text\n" + SAFE


def test_export_never_overwrites_the_ledger(folder: Path) -> None:
    quotetrack("scan", folder)
    one_line(quotetrack("export", "--out", "quotetrack.db"), 2)
    assert quotetrack("export").exit_code == 0


@pytest.mark.parametrize("command", ["scan", "export"])
def test_a_ledger_that_is_none(folder: Path, command: str) -> None:
    notes = Path("notes.db")
    notes.write_text("Call the mayor back. " * 50)
    with sqlite3.connect("other.db") as db:
        db.execute("CREATE TABLE films (title)")
    db.close()
    paths = [folder] if command == "scan" else []
    assert "notes.db is not a SQLite database" in one_line(quotetrack(command, *paths, "--ledger", notes), 1)
    assert "no quotetrack ledger" in one_line(quotetrack(command, *paths, "--ledger", "other.db"), 1)
    assert notes.read_text() == "Call the mayor back. " * 50
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["notes.db", "other.db"]


def test_a_ledger_in_no_folder(folder: Path) -> None:
    one_line(quotetrack("scan", folder, "--ledger", "nowhere/q.db"), 2)
    assert "cannot open the ledger" in one_line(
        quotetrack("scan", folder, "--ledger", "nowhere/q.db", "--out", "a.csv"), 1
    )


@pytest.mark.parametrize(
    "arguments", [["scan"], ["scan", "--nosuch", "."], ["nosuch"], ["predict", "."], ["models", "nosuch"]]
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = quotetrack(*arguments)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("Error: ")


# predict


TRICKY = (
    "\r\n\r\n  \r\nOSTREHAVEN — Café news 🙂\r\n\r\n“The bridge is safe,” Mayor Clara Renholt said on Monday.\r\n"
    "Ostre Line said that it would cancel forty crossings.\r\n\r\n"
)


def predictions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def check_spans(text: str, quotes: list[dict[str, Any]]) -> None:
    for quote in quotes:
        assert set(quote) == {"content", "source", "cue", "speaker", "confidence"}
        assert quote["content"]
        for field in ("content", "source", "cue"):
            for start, end in quote[field] or []:
                assert 0 <= start < end <= len(text)
                assert text[start:end] == text[start:end].strip()
        assert quote["speaker"] is None or quote["speaker"]


@pytest.mark.parametrize("form", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_predict_counts_characters_of_the_file_as_the_scorer_reads_it(tmp_path: Path, form: str, start: str) -> None:
    (tmp_path / "text").mkdir()
    path = tmp_path / "text" / "a.b.txt"
    path.write_bytes((start + TRICKY.replace("\r\n", form)).encode())
    result = quotetrack("predict", tmp_path, "-o", "p.jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "attributions of 1 article: p.jsonl\n"
    (found,) = predictions(Path("p.jsonl"))
    assert found["doc"] == "a.b"
    text = path.read_text(encoding="utf-8")  # score.py's own words
    check_spans(text, found["quotes"])
    safe = next(q for q in found["quotes"] if text[slice(*q["content"][0])].startswith("“The bridge"))
    assert text[slice(*safe["source"][0])].endswith("Clara Renholt")
    assert text[slice(*safe["cue"][0])] == "said"
    assert safe["speaker"] == "Clara Renholt"


def test_predict_finds_what_scan_finds(folder: Path) -> None:
    quotetrack("scan", folder)
    quotetrack("predict", folder, "-o", "p.jsonl")
    scanned = [row["claim"].split(" … ")[0] for row in rows(Path("quotetrack.csv"))]
    found = []
    for document in predictions(Path("p.jsonl")):
        text = (folder / f"{document['doc']}.txt").read_text(encoding="utf-8")
        found += [words(text[slice(*quote["content"][0])]) for quote in document["quotes"]]
    assert "The bridge is safe" in found
    assert found == [words(claim) for claim in scanned]


def test_predict_goes_on_past_what_it_cannot_read(folder: Path) -> None:
    (folder / "latin.txt").write_bytes("Café".encode("latin-1"))
    (folder / "dangling.txt").symlink_to("nowhere")
    (folder / "folder.txt").mkdir()
    (folder / "empty.txt").touch()
    result = quotetrack("predict", folder, "-o", "p.jsonl")
    assert result.exit_code == 0
    assert result.stdout == "attributions of 3 articles: p.jsonl\n"
    assert [line.split(": ")[0].split("/")[-1] for line in result.stderr.splitlines()] == [
        "dangling.txt", "folder.txt", "latin.txt",
    ]  # fmt: skip
    assert [found["doc"] for found in predictions(Path("p.jsonl"))] == ["bridge", "empty", "ferry"]


def test_predict_with_nothing_to_read(tmp_path: Path) -> None:
    assert one_line(quotetrack("predict", "nowhere", "-o", "p.jsonl"), 2).startswith("no such folder: nowhere; ")
    (tmp_path / "bare").mkdir()
    assert one_line(quotetrack("predict", tmp_path / "bare", "-o", "p.jsonl"), 2).startswith("no .txt files in ")
    (tmp_path / "bare" / "latin.txt").write_bytes(b"\xe9")
    assert quotetrack("predict", tmp_path / "bare", "-o", "p.jsonl").exit_code == 1


def test_predict_never_overwrites_an_article(folder: Path) -> None:
    before = (folder / "bridge.txt").read_bytes()
    one_line(quotetrack("predict", folder, "-o", folder / "bridge.txt"), 2)
    assert (folder / "bridge.txt").read_bytes() == before


# the whole, as a real process


def run(*command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1"}
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, encoding="utf-8", timeout=120, env=environment,
        **options,
    )  # fmt: skip


def test_a_scan_as_a_process(folder: Path) -> None:
    (folder / "empty.txt").touch()
    done = run(sys.executable, "-W", "error::UserWarning", "-m", "quotetrack", "scan", folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 articles read, 1 skipped\n")
    assert done.stdout.endswith("rows: quotetrack.csv   ledger: quotetrack.db\n")
    # nothing but progress on stderr, and none of it on stdout
    assert all("articles" in part for part in re.split(r"[\r\n]+", done.stderr) if part.strip()), done.stderr
    assert "articles/s" not in done.stdout
    again = quotetrack("scan", folder)  # a process leaves the ledger that another goes on with
    assert again.stdout.startswith("0 articles read, 2 unchanged since the last scan, 1 skipped\n")


def test_progress_goes_to_stderr(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tqdm

    def shown(**options: Any) -> Any:
        return made(**{**options, "delay": 0, "mininterval": 0})

    made = tqdm.tqdm
    monkeypatch.setattr(tqdm, "tqdm", shown)
    result = quotetrack("scan", folder)
    assert "2/2" in result.stderr
    assert "articles/s" in result.stderr
    assert "2/2" not in result.stdout
    assert quotetrack("scan", "--quiet", folder).stderr == ""


def test_console_script(folder: Path) -> None:
    script = shutil.which("quotetrack", path=str(Path(sys.executable).parent))
    assert script, "the package is not installed"
    done = run(script, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"quotetrack, version {__version__}\n", "")
    done = run(script, "scan", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("quotetrack: no such file or folder: nowhere; ")


def test_models_list() -> None:
    first = quotetrack("models", "list").stdout.splitlines()[0].split()
    assert first[0] == "small"
    assert (Path(first[1]) / "resources.json").is_file()
    listed = json.loads(quotetrack("models", "list", "--json").stdout)
    assert listed[0] == {"name": "small", "directory": first[1]}


def score_py() -> Path | None:
    path = Path(__file__).parents[2] / "shared" / "eval" / "score.py"
    return path if path.is_file() else None


@pytest.mark.skipif(score_py() is None, reason="the scorer is not beside this checkout")
def test_predictions_are_what_the_scorer_reads(tmp_path: Path) -> None:
    path = score_py()
    assert path is not None
    gold = tmp_path / "gold"
    (gold / "text").mkdir(parents=True)
    (gold / "attributions").mkdir()
    (gold / "text" / "a.txt").write_bytes(TRICKY.encode())
    text = (gold / "text" / "a.txt").read_text(encoding="utf-8")
    marks = [("Source", "Clara Renholt"), ("Cue", "said"), ("Content", "“The bridge is safe,”")]
    lines = [f"T{n}\t{kind} {text.index(t)} {text.index(t) + len(t)}\t{t}" for n, (kind, t) in enumerate(marks, 1)]
    lines.append("E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3")
    (gold / "attributions" / "a_1.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    quotetrack("predict", gold, "-o", "p.jsonl")
    done = run(sys.executable, path, gold, "p.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
