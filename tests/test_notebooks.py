"""Every notebook runs from top to bottom, from its own folder, and shows what it promises."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

import quotetrack as qt

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


# Put before each notebook: what it scans first is in the ledger already, since reading it takes the most time.
PREPARED = """
import shutil
from quotetrack import api
scan = api.scan
def scan_what_is_known(articles, ledger, **options):
    if not isinstance(ledger, api.Ledger):
        shutil.copy({path!r}, ledger)
    return scan(articles, ledger, **options)
api.scan = scan_what_is_known
"""


def read(path: Path) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


@pytest.fixture(scope="module")
def prepared(reader: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("notebooks") / "quotetrack.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(FOLDER)
        patch.setattr("quotetrack.reading.Reader", lambda model=None: reader)
        qt.scan("../corpus", path).close()
    return path


def run(path: Path, prepared: Path) -> nbformat.NotebookNode:
    notebook = read(path)
    first = nbformat.v4.new_code_cell(PREPARED.format(path=str(prepared)))  # type: ignore[no-untyped-call]
    notebook.cells.insert(0, first)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(FOLDER)}}
    )
    return client.execute()


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def tables(data: list[nbformat.NotebookNode]) -> list[pd.DataFrame]:
    """The tables that are shown, in order, cells as text."""
    html = [item["text/html"] for item in data if "<table" in item.get("text/html", "")]
    return [pd.read_html(StringIO(item))[0].fillna("").astype("str") for item in html]


def with_columns(shown: list[pd.DataFrame], *names: str) -> list[pd.DataFrame]:
    return [table for table in shown if list(table.columns) == list(names)]


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} == {"explore_attribution", "claims_over_time", "check_and_correct"}
    assert {path.stem for path in FOLDER.glob("*.py")} == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_has_the_cells_of_its_text(path: Path) -> None:
    text = jupytext.read(path.with_suffix(".py"))
    cells = [[(cell.cell_type, cell.source) for cell in notebook.cells] for notebook in (read(path), text)]
    assert cells[0] == cells[1], f"run: jupytext --to ipynb --update --execute notebooks/{path.stem}.py"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_kept_as_run_and_names_no_machine(path: Path) -> None:
    kept = read(path)
    runs = [cell.execution_count for cell in kept.cells if cell.cell_type == "code"]
    assert runs == list(range(1, len(runs) + 1))
    assert kept.metadata.kernelspec.name == "python3"
    shown = str([{**output, "data": {**output.get("data", {}), "image/png": ""}} for output in outputs(kept)])
    assert not re.search(r"/tmp\b|/home/|/root/|/work/|/Users/|\.\./corpus", shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_shows_its_results(path: Path, prepared: Path) -> None:
    shown = outputs(run(path, prepared))
    errors = [f"{output.ename}: {output.evalue}" for output in shown if output.output_type == "error"]
    assert errors == []
    assert [output.text for output in shown if output.get("name") == "stderr"] == []
    data = [output.data for output in shown if "data" in output]
    assert any("image/png" in item for item in data)
    if path.name == "explore_attribution.ipynb":
        articles = [item["text/html"] for item in data if "quotetrack-article" in item.get("text/html", "")]
        assert len(articles) == 2
        assert re.search(r'<sup class="quotetrack-speaker" title="[^"]*Renholt', articles[0])
        assert sum("image/png" in item for item in data) == 3
        for kind in ("ledger", "statement"):
            assert sum(f'class="quotetrack-{kind}"' in item.get("text/html", "") for item in data) == 1
    if path.name == "check_and_correct.ipynb":
        assert sum("image/png" in item for item in data) == 4
        corrections_hold("".join(output.get("text", "") for output in shown), tables(data))
    if path.name == "claims_over_time.ipynb":
        assert sum("image/png" in item for item in data) == 2
        claims_are_followed(tables(data))
        assert any(re.search(r"^[0-9]{3} claims in claims\.csv$", output.get("text", ""), re.M) for output in shown)


def corrections_hold(said: str, shown: list[pd.DataFrame]) -> None:
    """Checks what the notebook prints and its tables."""

    def numbers(pattern: str) -> list[float]:
        match = re.search(pattern.replace("N", r"([0-9.]+)"), said)
        assert match, pattern
        return [float(number) for number in match.groups()]

    rows, right, wrong = numbers("N rows, of which N are expected to be right and N to be wrong")
    assert right + wrong == rows
    changed, refused = numbers("N cells changed, N lines do not fit")
    assert (changed >= 5, refused) == (True, 0)
    before, after = numbers("price N times by the rows as found, N times as corrected")
    assert after == before + 1
    held, moved, every = numbers("N corrected rows of the article before, N after; all: N")
    assert 1 <= held == moved < every
    share, judged, expected = numbers("N% of N rows are right, N% were expected to be")
    assert judged == rows
    assert abs(share - expected) < 8
    error, chance = numbers("expected calibration error N; perfect probabilities would show N by chance")
    assert 0 < chance < error < 0.12

    (scans,) = with_columns(shown, "documents", "unchanged", "statements")
    assert list(scans["documents"]) == ["0", "1"]
    unchanged, none = scans["unchanged"].astype(int)
    assert unchanged > none == 0
    (reviewed,) = with_columns(shown, "said_on", "speaker", "claim", "reviewed", "note")
    assert set(reviewed["reviewed"]) == {"confirmed", "corrected", "rejected"}
    assert len(reviewed) == every
    (wanted,) = (table for table in shown if "rows to check" in table)
    assert list(wanted["rows to check"].astype(int)) == sorted(wanted["rows to check"].astype(int))


def claims_are_followed(shown: list[pd.DataFrame]) -> None:
    first = ("first_said", "speaker", "polarity", "claim")
    repeated = with_columns(
        shown, "occurrences", "documents", "first_said", "last_said", "speaker", "polarity", "claim"
    )[0]
    assert list(repeated.loc[0, :"speaker"]) == ["7", "5", "2026-06-02", "2026-07-08", "Tobias Renholt"]
    assert "1.2 billion" in str(repeated.loc[0, "claim"])

    said, missed = with_columns(shown, "said_on", "document", "cue", "claim")
    assert len(said) == 7
    assert list(said["said_on"])[::6] == ["2026-06-02", "2026-07-08"]
    assert said["claim"].str.contains("1.2 billion").all()
    assert missed["claim"].str.contains("1.2 billion").all()

    (same,) = with_columns(shown, "speaker", "occurrences", "claim")
    assert list(same["speaker"]) == ["Tobias Renholt"]
    (nitrate,) = with_columns(shown, "said_on", "speaker", "cue", "claim", "document")
    assert {"Study", "Sunniva Oake", "panel of independent experts"} <= set(nitrate["speaker"])

    (opposed,) = with_columns(shown, *first, *(f"opposed_{name}" for name in first), "changed")
    memo = opposed[opposed["opposed_speaker"] == "Tobias Renholt"].iloc[0]
    assert memo["speaker"].startswith("internal memorandum")
    assert (memo["polarity"], memo["opposed_polarity"]) == ("affirmed", "denied")
    assert memo["opposed_first_said"] == "2026-07-08"
    assert list(opposed.loc[opposed["changed"] == "True", "speaker"]) == ["Rufus Hale"]

    sides = [f"{side}{end}" for side in ("before", "after") for end in ("_said", "_polarity", "")]
    (changes,) = with_columns(shown, "speaker", *sides)
    assert list(changes.loc[0, ["before_polarity", "after_polarity"]]) == ["denied", "affirmed"]
    assert list(changes["speaker"]) == ["Rufus Hale"]
    assert list(changes.loc[0, ["before_said", "after_said"]]) == ["2026-07-15", "2026-08-06"]
    (turn,) = with_columns(shown, "said_on", "speaker", "polarity", "cue", "claim", "context", "document")
    assert list(turn["polarity"]) == ["denied", "affirmed"]

    (prices,) = with_columns(shown, "first_said", "last_said", "occurrences", "polarity", "claim")
    firm = prices[prices["polarity"] == "affirmed"]
    assert list(firm["claim"].str.extract(r"(\S+) billion")[0]) == ["1.2", "1.5"]
    assert list(firm["first_said"]) == ["2026-06-02", "2026-07-29"]

    (others,) = with_columns(shown, "said_on", "billion", "speaker", "polarity", "claim")
    assert {"1.2", "1.6"} <= set(others["billion"])

    exported = shown[-1]
    assert list(exported.loc[0, ["speaker", "occurrences", "first_said"]]) == ["Tobias Renholt", "7", "2026-06-02"]
