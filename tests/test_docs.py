"""The documentation: its links lead somewhere, its tables are those of the code, and its examples print what they show."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import quotetrack
from quotetrack.ledger import Ledger
from quotetrack.ledger.as_exported import AS_EXPORTED, marked
from quotetrack.ledger.columns import CATEGORIES, CONTRACT, STATEMENTS
from quotetrack.reading import Reader
from tests.pages import ROOT, Run

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "quotetrack").rglob("*.md")])
HOW_TO = [*sorted((DOCS / "how-to").glob("*.md")), ROOT / "README.md"]


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


def prose(page: Path) -> str:
    """A page without its code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and mkdocs make them."""
    found = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[ -]+", "-", re.sub(r"[^\w\- ]", "", heading.lower()).strip()) for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))


@pytest.mark.skipif(
    not all(map(find_spec, ("mkdocs", "material", "mkdocs_click", "mkdocstrings"))),
    reason="mkdocs is not here; install it with: pip install -c constraints.txt -e '.[docs]'",
)
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    html = "\n".join(page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html"))
    loaded = re.findall(r"<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)=[\"']?(https?:[^\"' >]+)", html)
    assert [address for address in loaded if "canonical" not in address] == []
    api = (tmp_path / "reference" / "api.html").read_text(encoding="utf-8")
    assert [name for name in quotetrack.__all__ if f"quotetrack.{name}" not in api] == []
    sections = {
        head: words(rest) for head, rest in re.findall(r'<h3 id="quotetrack\.(\w+)"(.*?)(?=<h[123] |\Z)', api, re.S)
    }
    documented = [name for name in quotetrack.__all__ if name[0] != "_"]
    assert [name for name in documented if words(first_line(name)) not in sections.get(name, "")] == []
    assert "<li><p><code>globs</code>: of folders" in re.sub(r"\s*\n\s*", "", api)  # arguments as a list
    commands = unescape((tmp_path / "reference" / "cli.html").read_text(encoding="utf-8"))
    for example in ('quotetrack scan press/ --glob "*.pdf"', "quotetrack opposed --changes"):
        assert f"\n{example}" in commands  # on a line of its own, as the help has it


def first_line(name: str) -> str:
    return (inspect.getdoc(getattr(quotetrack, name)) or "has no docstring").partition("\n")[0]


def words(html: str) -> str:
    return " ".join(re.findall(r"\w+", unescape(re.sub(r"<[^>]*>", "", html))))


def rows(text: str) -> Iterator[tuple[str, str, str]]:
    """First cell, second cell and the rest of each row that begins with a name in code."""
    yield from re.findall(r"^\| `(\w+)` \| ([^|]+?) \| (.*) \|$", text, re.M)


def test_columns_are_those_of_the_statements(corpus_ledger: Path) -> None:
    with Ledger(corpus_ledger) as ledger:
        frame = ledger.statements()
    page = (DOCS / "reference" / "columns.md").read_text(encoding="utf-8")
    described = {name: (kind, rest) for name, kind, rest in rows(page)}
    assert set(described) == {*STATEMENTS, AS_EXPORTED}
    assert len(list(rows(page))) == len(described)
    # before pandas 3 text is object
    kinds = {name: str(dtype).replace("object", "str") for name, dtype in marked(frame).dtypes.items()}
    assert {name: kind for name, (kind, _) in described.items()} == kinds
    for name, (kind, rest) in described.items():
        if kind == "category":
            values = set(CATEGORIES[name]) - {""}
            assert set(re.findall(r"`(\w+)`", rest)) - (set(STATEMENTS) - values) == values, name


def test_the_order_of_the_csv_is_shown() -> None:
    page = (DOCS / "reference" / "columns.md").read_text(encoding="utf-8")
    order = re.search(r"```text\n(.*?)```", page, re.S)
    assert order
    assert tuple(re.findall(r"\w+", order[1])) == (*CONTRACT, "proposition_id", "opposed", "spans", AS_EXPORTED)


def test_tables_are_those_of_the_ledger(corpus_ledger: Path) -> None:
    page = (DOCS / "reference" / "ledger.md").read_text(encoding="utf-8")
    described = {
        title: {name: kind for name, kind, _ in rows(section)}
        for title, section in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    }
    with closing(sqlite3.connect(f"file:{corpus_ledger}?mode=ro", uri=True)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [name for name in tables if not name.startswith(("statement_words", "sqlite_"))]
        there = {table: {row[1]: row[2] for row in db.execute(f"PRAGMA table_info({table})")} for table in tables}
        pragmas = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    assert described == there
    assert [str(number) in page for number in pragmas] == [True, True]


def test_the_tutorial(reader: Reader, tmp_path: Path) -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    assert Run(tmp_path / "news", reader=reader, processes=("scan", "review")).page(text) == text


@pytest.mark.parametrize("page", HOW_TO, ids=names(HOW_TO))
def test_a_how_to(page: Path, corpus_ledger: Path, reader: Reader, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert Run(tmp_path / "news", corpus_ledger, reader).page(text) == text


def test_what_runs_pages_sees_what_is_wrong(tmp_path: Path) -> None:
    run = Run(tmp_path / "news")
    page = "```console\n$ ls\ncorpus\n$ echo 1 2; echo 3\n1 ...\n...\n```\n\n```python\nprint(2)\n```\n\n```output\n2\n```\n"
    assert run.page(page) == page
    assert run.page(page.replace("\ncorpus", "\ncorpora").replace("output\n2", "output\n3")) == page
    with pytest.raises(AssertionError):
        run.page("```console\n$ false\n```\n")


def test_the_citation_is_that_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type", "license", "abstract", "keywords"} <= set(citation)
    assert citation["version"] == quotetrack.__version__
    assert isinstance(citation["date-released"], dt.date)
    assert all(set(author) == {"name"} for author in citation["authors"])  # entities, no persons


def test_the_changelog_has_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\S+)", text, re.M)
    assert next(version for version in versions if version != "Unreleased") == quotetrack.__version__
