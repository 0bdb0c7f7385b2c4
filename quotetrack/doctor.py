"""Whether quotetrack works here: versions, models, a self-test on one article, the ledger. It changes nothing."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from quotetrack import __version__
from quotetrack.errors import DOCTOR, LedgerError, ModelError, quoted
from quotetrack.extras import EXTRAS, install
from quotetrack.looking import looked_into

ARTICLE = """Ferry pier at Kelm to close for the winter

By Runa Tolvaer, Kelm Observer
October 6, 2026

KELM – Harbour Master Edda Lindqvist said on Tuesday that the old ferry pier would close on November 1.

“Two of the piles are rotten through, and I will not wait for the third,” Lindqvist told reporters. She said that the
work would take until March.

Pavel Rosk, the chairman of the Island Traders' Association, denied that the pier was unsafe. “Nobody showed us a
report,” Rosk said.
"""
SAID = (
    ("Edda Lindqvist", "pier would close"),
    ("Edda Lindqvist", "piles are rotten"),
    ("Edda Lindqvist", "until March"),
    ("Pavel Rosk", "unsafe"),
    ("Pavel Rosk", "Nobody showed us"),
)
_COPIES = 8  # of the article, to measure the speed on


@dataclass(frozen=True)
class Check:
    """What was looked at, how it is ("ok", "missing" or "failed"), what was found, and what to do next."""

    name: str
    status: str
    found: str
    next: str = ""
    measured: Mapping[str, Any] = field(default_factory=dict)


def checks(ledger: Path, model: str | None = None, wanted: bool = False) -> Iterator[Check]:
    """All checks, one by one as they are done; `wanted` where the ledger has to be there."""
    yield from _versions()
    yield _sqlite()
    yield from _extras()
    yield _machine()
    yield from _guarded("models", lambda: _models(model), "reinstall quotetrack")
    yield from _guarded("ledger", lambda: _ledger(ledger, wanted), "give another path with --ledger")


def _guarded(name: str, check: Callable[[], Sequence[Check]], advice: str) -> Sequence[Check]:
    """The checks, or a failed one: whatever they stumble over is what was looked for."""
    try:
        return check()
    except (ModelError, LedgerError) as error:
        return [Check(name, "failed", *_parted(str(error)))]
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        return [Check(name, "failed", reason, advice)]


def _parted(message: str) -> tuple[str, str]:
    """What an error of ours says, and what it says to do."""
    found, _, advice = message.removesuffix(DOCTOR).rpartition("; " if "; " in message else ": ")
    return found, advice


def _versions() -> Iterator[Check]:
    yield Check("quotetrack", "ok", f"{__version__}, in {Path(__file__).parent}")
    yield Check("python", "ok", f"{platform.python_version()}, {sys.executable}")
    yield Check("platform", "ok", platform.platform())
    for package in ("torch", "stanza", "pandas", "click"):
        yield from _guarded(package, lambda package=package: [_imported(package)], f"pip install {package}")  # type: ignore[misc]


def _imported(package: str) -> Check:
    import_module(package)
    return Check(package, "ok", version(package))


def _sqlite() -> Check:
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
        except sqlite3.Error:
            lacking = f"{sqlite3.sqlite_version} without FTS5, which quotetrack search needs"
            return Check("sqlite", "failed", lacking, "use a Python from python.org or conda, whose SQLite has it")
    return Check("sqlite", "ok", f"{sqlite3.sqlite_version} with FTS5")


def _extras() -> Iterator[Check]:
    for extra, packages in EXTRAS.items():
        found = {package: _version(package) for package in packages}
        shown = ", ".join(f"{package} {number or 'is not installed'}" for package, number in found.items())
        there = all(found.values())
        yield Check(f"extra {extra}", "ok" if there else "missing", shown, "" if there else f"run: {install(extra)}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _machine() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        import torch
    except Exception:  # said already
        return Check("cores", "ok", str(cores), measured={"cores": cores})
    threads = torch.get_num_threads()
    return Check(
        "cores", "ok", f"{cores}, threads of PyTorch: {threads}", measured={"cores": cores, "threads": threads}
    )


def _models(model: str | None) -> list[Check]:
    """The model sets that are there, the chosen one loaded and tried."""
    from quotetrack.claims import meaning
    from quotetrack.parsing.models import find_models, installed
    from quotetrack.reading import Reader

    chosen = find_models(model)
    others = [found for found in installed() if found.name != chosen.name]
    start = time.perf_counter()
    reader = Reader(model)
    loading = time.perf_counter() - start
    meaning.load()
    return [
        Check(
            f"models {chosen.name}", "ok", f"whole, loaded in {loading:.1f} s, in {chosen.directory}",
            measured={"load_seconds": round(loading, 2)},
        ),
        *(Check(f"models {other.name}", "ok", f"in {other.directory}") for other in others),
        _self_test(reader, default=model in (None, "small")),
    ]  # fmt: skip


def _self_test(reader: Any, default: bool) -> Check:
    """Whether the statements of an article are found, each with its speaker, and how fast."""
    from quotetrack.types import Document

    statements = next(reader.read([Document("self-test", ARTICLE, published="2026-10-06")]))[1]
    found = [(speaker.name, statement.claim) for statement in statements for speaker in statement.speakers]
    missed = [pair for pair in SAID if not any(pair[0] == name and pair[1] in claim for name, claim in found)]
    start = time.perf_counter()
    list(reader.read([Document(f"copy {number}", ARTICLE) for number in range(_COPIES)]))
    speed = _COPIES * len(ARTICLE.split()) / (time.perf_counter() - start)
    right = f"{len(SAID) - len(missed)} of {len(SAID)} statements found with their speakers"
    measured = {"expected": len(SAID), "found": len(SAID) - len(missed), "words_per_second": round(speed)}
    if missed:
        first = f"; not {missed[0][1]!r} by {missed[0][0]}"
        advice = "reinstall quotetrack" if default else "leave --model out for the shipped models"
        return Check("self-test", "failed", right + first, advice, measured)
    return Check("self-test", "ok", f"{right}, {speed:.0f} words per second", measured=measured)


def _ledger(path: Path, wanted: bool) -> list[Check]:
    scanning = f"quotetrack scan FOLDER --ledger {quoted(path)}"
    if not path.exists():
        status = "failed" if wanted else "missing"
        return [Check("ledger", status, f"there is no {path}", f"make one with: {scanning}")]
    from quotetrack.ledger.schema import VERSION, found_version

    try:
        with looked_into(path) as db:
            schema = found_version(db, path)
            (damage,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if damage != "ok":
                raise sqlite3.DatabaseError(" ".join(damage.split()))
            if not schema:
                return [Check("ledger", "missing", f"{path} is empty", f"run: {scanning}")]
            ((read, skipped),) = db.execute("SELECT count(*), count(nullif(status, 'read')) FROM documents").fetchall()
            (statements,) = db.execute("SELECT count(*) FROM statements").fetchone()
            last = db.execute("SELECT started, finished, options FROM scans ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        advice = (
            "close other programs that use it, or put it into a folder that can be written and give that with --ledger"
        )
        return [Check("ledger", "failed", f"{path} cannot be opened ({error})", advice)]
    except sqlite3.DatabaseError as error:
        advice = (
            "put a copy from before in its place, or move it away and scan again; "
            "what was corrected in an export comes back with: quotetrack review FILE"
        )
        return [Check("ledger", "failed", f"{path} is damaged or no ledger ({error})", advice)]
    facts = {"schema": schema, "documents": read - skipped, "skipped": skipped, "statements": statements}
    found = f"{path} is whole: {read - skipped} documents, {skipped} skipped, {statements} statements, schema {schema}"
    if schema < VERSION:
        found += f", brought up to {VERSION} by the next command that opens it"
    return [Check("ledger", "ok", found, measured=facts), _last_scan(path, last)]


def _last_scan(path: Path, last: tuple[str, str, str] | None) -> Check:
    """Whether the last scan came to its end, or still runs; `last` is its start, its end and its options."""
    from quotetrack.ledger.lock import is_scanned

    if last is None:
        return Check("last scan", "missing", "none yet", f"run: quotetrack scan FOLDER --ledger {quoted(path)}")
    started, finished, options = last
    if finished:
        return Check("last scan", "ok", f"finished {finished}")
    if is_scanned(Path(os.path.realpath(path))):
        return Check("last scan", "ok", f"running since {started}")
    paths = " ".join(map(quoted, json.loads(options).get("paths", ["FOLDER"])))
    again = f"go on where it was with: quotetrack scan {paths} --ledger {quoted(path)}"
    return Check("last scan", "missing", f"broken off: begun {started}", again)
