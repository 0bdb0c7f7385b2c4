"""quotetrack as a library: its public names, cheap to import, and its few calls."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
import pytest

import quotetrack
from quotetrack.errors import InputError, LedgerError, QuotetrackError
from quotetrack.types import Document

SAFE = "“The bridge is safe,” Mayor Clara Renholt said on Monday."


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def loaded(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: reader)


# A name that comes or goes is a change for those who build on this library.
PUBLIC = {
    "scan", "read_text", "read_stanza", "read_paths", "review", "highlight", "timeline", "foundation_cache",
    "Ledger", "Reader", "Document", "Skipped", "Statement", "Speaker", "Attribution", "Span", "Columns", "Highlight",
    "Reviewed", "QuotetrackError", "InputError", "ModelError", "LedgerError", "__version__",
}  # fmt: skip


def test_the_public_names_are_these() -> None:
    assert sorted(PUBLIC) == quotetrack.__all__
    assert set(dir(quotetrack)) >= PUBLIC


def functions(thing: Any) -> Iterator[Any]:
    """A public function, or those that a public class defines."""
    if inspect.isfunction(thing):
        yield thing
    elif not is_dataclass(thing) and not issubclass(thing, (tuple, Exception)):
        yield from (f for name, f in vars(thing).items() if inspect.isfunction(f) and not name.startswith("_"))


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_each_public_name_is_described_and_typed(name: str) -> None:
    thing = getattr(quotetrack, name)
    assert len(thing.__doc__.strip()) > 20
    assert not thing.__doc__.startswith(f"{name}(")  # the one that Python makes up for dataclasses
    assert thing.__module__.startswith("quotetrack")
    for function in functions(thing):
        assert function.__doc__, function
        signature = inspect.signature(function)
        assert signature.return_annotation is not inspect.Signature.empty, function
        untyped = [p.name for p in signature.parameters.values() if p.annotation is p.empty and p.name != "self"]
        assert untyped == [], function
    if is_dataclass(thing):
        assert get_type_hints(thing)


def test_types_are_shipped() -> None:
    assert Path(quotetrack.__file__).with_name("py.typed").exists()
    assert "py.typed" in (Path(__file__).parent.parent / "setup.cfg").read_text(encoding="utf-8")


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="'nosuch'"):
        _ = quotetrack.nosuch


def test_no_module_hides_a_public_function() -> None:
    code = """
from quotetrack import scan, read_text, foundation_cache, read_paths
import quotetrack, quotetrack.cli, quotetrack.scanning
for name in quotetrack.__all__:
    for _ in range(2):
        assert name == "__version__" or callable(getattr(quotetrack, name)), name
assert callable(scan)
"""
    python(code)


def test_importing_it_and_asking_for_help_is_cheap() -> None:
    code = """
import sys, quotetrack
from quotetrack.cli import main
try:
    main(["--help"])
except SystemExit as end:
    assert end.code == 0
print([name for name in ("stanza", "torch", "pandas", "transformers", "tokenizers") if name in sys.modules])
"""
    assert python(code).splitlines()[-1] == "[]"


def test_probing_for_stanza_does_not_lose_the_processor() -> None:
    code = """
import sys, types, importlib.util, importlib.machinery, pathlib, tempfile
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "stanza.py").write_text("ready = True")
sys.path.insert(0, str(folder))
import quotetrack
from quotetrack import _stanza_hook
registered = []
_stanza_hook._register = lambda: registered.append(sys.modules["stanza"].ready)
assert importlib.util.find_spec("stanza").origin == str(folder / "stanza.py")
assert registered == []
import stanza
assert registered == [True]
assert isinstance(stanza.__spec__.loader, importlib.machinery.SourceFileLoader), stanza.__spec__
assert stanza.__loader__ is stanza.__spec__.loader
assert not [finder for finder in sys.meta_path if isinstance(finder, _stanza_hook._Finder)]
"""
    python(code)


def test_without_stanza_the_import_error_is_python_s_own() -> None:
    code = """
import sys, quotetrack
sys.path = []
try:
    import stanza
except ModuleNotFoundError as error:
    print(error)
"""
    assert python(code) == "No module named 'stanza'"


@pytest.mark.usefixtures("loaded")
def test_scan_returns_an_open_ledger(folder: Path, tmp_path: Path) -> None:
    with quotetrack.scan(folder, tmp_path / "q.db") as ledger:
        assert "The bridge is safe" in set(ledger.statements()["claim"])
    with quotetrack.scan([str(folder / "bridge.txt")], str(tmp_path / "one.db")) as ledger:
        assert len(ledger.documents()) == 1


@pytest.mark.usefixtures("loaded")
def test_scan_leaves_its_ledger_out(folder: Path) -> None:
    with quotetrack.scan(folder, folder / "q.db") as ledger:
        assert set(ledger.documents()["status"]) == {"read"}


@pytest.mark.usefixtures("loaded")
def test_scan_raises_our_errors_and_lets_go_of_the_ledger(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        quotetrack.scan(tmp_path / "nowhere", tmp_path / "q.db")
    with pytest.raises(LedgerError):
        quotetrack.scan(folder, tmp_path / "nowhere" / "q.db")
    with quotetrack.scan(folder, tmp_path / "q.db") as ledger:
        assert len(ledger.documents()) == 2
    assert issubclass(LedgerError, QuotetrackError)


@pytest.mark.usefixtures("loaded")
def test_scan_of_a_data_frame(tmp_path: Path) -> None:
    frame = pd.DataFrame({"body": [SAFE, "", SAFE], "outlet": "Ostre Courier", "date": pd.Timestamp("2026-07-07")})
    columns = quotetrack.Columns(text="body")
    with quotetrack.scan(frame, tmp_path / "q.db", columns=columns) as ledger:
        rows = ledger.statements()
        assert list(rows["document"]) == ["frame#0", "frame#2"]
        assert set(rows["publisher"]) == {"Ostre Courier"}
        assert set(rows["said_on"]) == {pd.Timestamp("2026-07-06")}
        assert list(ledger.documents()["status"]) == ["read", "skipped", "read"]
        assert quotetrack.scan(frame.drop(1).assign(body=[SAFE, "Nothing."]), ledger, columns=columns) is ledger
        assert list(ledger.statements()["document"]) == ["frame#0"]
        assert [counts["unchanged"] for counts in ledger.scans()["counts"].map(json.loads)] == [0, 1]


@pytest.mark.usefixtures("loaded")
def test_scan_of_documents(tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []
    made = (Document(name, SAFE, published="July 7, 2026") for name in ("a", "b"))
    with quotetrack.scan(made, tmp_path / "q.db", progress=lambda *done: seen.append(done)) as ledger:
        assert set(ledger.documents()["date_basis"]) == {"published"}
        assert set(ledger.statements()["date_basis"]) == {"stated"}
        assert seen == [("a", len(SAFE)), ("b", len(SAFE))]
        quotetrack.scan(Document("c", SAFE), ledger)
        quotetrack.scan([], ledger)
        assert list(ledger.documents()["name"]) == ["a", "b", "c"]


@pytest.mark.usefixtures("loaded")
def test_scan_takes_globs_and_prunes(folder: Path, tmp_path: Path) -> None:
    with quotetrack.scan(folder, tmp_path / "q.db", globs=["bridge*"]) as ledger:
        assert len(ledger.documents()) == 1
        quotetrack.scan(folder, ledger)
        (folder / "bridge.txt").unlink()
        quotetrack.scan(folder, ledger, prune=True)
        assert [Path(name).name for name in ledger.documents()["name"]] == ["ferry.txt"]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("articles", "options", "said"),
    [
        ([{"text": SAFE}], {}, "cannot scan dict: give files and folders, Documents or a DataFrame"),
        (pd.Series([SAFE]), {}, r"cannot scan a Series: give frame\[\['text'\]\]"),
        (pd.DataFrame({"id": [1]}), {}, "no text column among: id"),
        (pd.DataFrame({"text": [SAFE]}), {"prune": True}, "prune are for files"),
        ([Document("a", SAFE)] * 2, {}, "two documents are called 'a'"),
        (Document("a", SAFE, published="some day"), {}, "a: published is 'some day': write it as 2026-07-08"),
    ],
    ids=["dict", "series", "frame", "prune", "twice", "date"],
)
def test_what_cannot_be_scanned(articles: Any, options: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        quotetrack.scan(articles, tmp_path / "q.db", **options)
    with quotetrack.Ledger(tmp_path / "q.db", wait=0) as ledger:  # let go of
        assert ledger.begin_scan("1", "small", {}) >= 1


def test_corrections_come_back(folder: Path, tmp_path: Path, loaded: None) -> None:
    with quotetrack.scan(folder, tmp_path / "q.db") as ledger:
        ledger.to_csv(tmp_path / "rows.csv")
        text = (tmp_path / "rows.csv").read_text("utf-8-sig").replace("Jonas Pell", "Jonas Pellerin", 1)
        (tmp_path / "rows.csv").write_text(text, encoding="utf-8-sig")
        done = quotetrack.review(tmp_path / "rows.csv", ledger)
        assert [(change.column, change.after) for change in done.changes] == [("speaker", "Jonas Pellerin")]
        assert done.refused == ()
        assert [names[:2] for names in done.learned] == [("Jonas Pell", "Jonas Pellerin")]
        assert "Jonas Pell" not in set(quotetrack.scan(folder, ledger).statements()["speaker"])
        assert quotetrack.review(tmp_path / "rows.csv", ledger).changes == ()  # and its mark stays
        assert list(ledger.statements(speaker="Jonas Pellerin")["reviewed"])[:1] == ["corrected"]


@pytest.mark.usefixtures("loaded")
def test_read_text_counts_from_the_day_of_publication() -> None:
    (row,) = quotetrack.read_text(SAFE, published="July 8, 2026")
    assert (row.said_on, row.date_basis) == ("2026-07-06", "stated")
    (row,) = quotetrack.read_text("I think that the bridge is safe.", published="2026-07", author="Ines Carrow")
    assert (row.said_on, row.date_basis) == ("2026-07", "published")
    assert [speaker.name for speaker in row.speakers] == ["Ines Carrow"]
    with pytest.raises(InputError, match="text: published is 'Monday'"):
        quotetrack.read_text(SAFE, published="Monday")


@pytest.mark.usefixtures("loaded")
def test_read_text() -> None:
    (row,) = quotetrack.read_text(SAFE)
    assert (row.claim, row.cue, row.quotation_type) == ("The bridge is safe", "said", "direct")
    assert row.source.endswith("Clara Renholt")
    assert [speaker.name for speaker in row.speakers] == ["Clara Renholt"]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("text", ["", "\n \n", "“", "\u200b", "🙂", "a\x00b", "x" * 3000])
def test_read_text_of_next_to_nothing(text: str) -> None:
    assert isinstance(quotetrack.read_text(text), list)


@pytest.mark.usefixtures("loaded")
def test_half_a_surrogate_pair_spoils_nothing() -> None:
    text = f"Ostrehaven \ud83d news\n\n{SAFE}"
    row = quotetrack.read_text(text)[-1]
    assert text[row.start : row.end].strip("“”,") == row.claim == "The bridge is safe"
