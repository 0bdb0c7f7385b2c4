"""quotetrack as a library: its public names, cheap to import, and its few calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import quotetrack
from quotetrack.errors import InputError, LedgerError, QuotetrackError

SAFE = "“The bridge is safe,” Mayor Clara Renholt said on Monday."


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def loaded(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: reader)


@pytest.mark.parametrize("name", quotetrack.__all__)
def test_public_names_are_there(name: str) -> None:
    assert getattr(quotetrack, name) is not None


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
