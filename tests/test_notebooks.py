"""Every notebook runs from top to bottom, from its own folder, and shows what it promises."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def run(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(FOLDER)}}
    )
    return client.execute()


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


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
