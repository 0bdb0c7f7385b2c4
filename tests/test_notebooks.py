"""Every notebook runs from top to bottom, from its own folder, and shows what it promises."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def run(path: Path) -> nbformat.NotebookNode:
    notebook = read(path)
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
    assert {"explore_attribution.ipynb", "claims_over_time.ipynb"} <= {path.name for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_kept_as_run_and_names_no_machine(path: Path) -> None:
    kept = read(path)
    runs = [cell.execution_count for cell in kept.cells if cell.cell_type == "code"]
    assert runs == list(range(1, len(runs) + 1))
    assert kept.metadata.kernelspec.name == "python3"
    shown = str([{**output, "data": {**output.get("data", {}), "image/png": ""}} for output in outputs(kept)])
    assert not re.search(r"/tmp\b|/home/|/root/|/work/|/Users/|\.\./corpus", shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_shows_its_results(path: Path) -> None:
    shown = outputs(run(path))
    errors = [f"{output.ename}: {output.evalue}" for output in shown if output.output_type == "error"]
    assert errors == []
    assert [output.text for output in shown if output.get("name") == "stderr"] == []
    data = [output.data for output in shown if "data" in output]
    assert any("image/png" in item for item in data)
    if path.name == "explore_attribution.ipynb":
        articles = [item["text/html"] for item in data if "quotetrack-article" in item.get("text/html", "")]
        assert len(articles) == 1
        assert re.search(r'<sup class="quotetrack-speaker" title="[^"]*Renholt', articles[0])
        assert sum("image/png" in item for item in data) == 3
    if path.name == "claims_over_time.ipynb":
        assert sum("image/png" in item for item in data) == 2
        claims_are_followed(tables(data))
        assert any(re.search(r"^[0-9]{3} claims in claims\.csv$", output.get("text", ""), re.M) for output in shown)


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
