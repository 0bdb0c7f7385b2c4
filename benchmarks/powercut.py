"""Cut the power at random moments of two scans, and see what the ledger has lost.

    python -m benchmarks.powercut [--moments 200] [--seed 1] [--articles 100] [--synchronous FULL]

Needs Linux and strace, which records what a process that scans (without models, made articles) does to the ledger's
files. For each moment the disk is made as a power cut may leave it: what was synced is there; of what was written since
then any sector may be there or not; files came and went in their order, of which the end may be missing.
Then the ledger is opened, each article that had been reported as done has to be there whole and once, no other one by
halves, and the two scans, given again, have to end with the rows of the undisturbed ones. `--synchronous NORMAL` shows
what is lost without the sync that a ledger makes for each batch.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.gold import ROOT
from quotetrack.ledger import Ledger
from quotetrack.scanning import scan_documents
from quotetrack.types import Document, Skipped, Span, Speaker, Statement
from quotetrack.workers import Batch, Found, Lost, vectors

STAGES = (1, 2)  # two scans of the same articles, some of which have changed when the second one reads them
_CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink"
_CALL = re.compile(r"\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
_BYTES = re.compile(r"(?:\\x[0-9a-f]{2})+")
_LEDGER, _REPORTED = "q.db", "reported"


# What is scanned


@cache
def article(number: int, stage: int) -> tuple[Document, list[Statement]]:
    """A made article of 8,000 characters with three statements; of every third one two differ in each stage."""
    chance = random.Random(number)
    said = [_words(chance, 8)]
    chance = random.Random(f"{number} {stage if number % 3 == 0 else 1}")
    said += [_words(chance, 8) for _ in range(2)]
    text = "\n\n".join(f"{_words(chance, 380)}. {claim}, Ada Lund said." for claim in said)
    return Document(f"{number:04}.txt", text), [_statement(n, claim, text) for n, claim in enumerate(said)]


def _statement(number: int, claim: str, text: str) -> Statement:
    start = text.index(claim)
    span = Span(start, start + len(claim))
    who = Speaker(("Ada Lund", "Ines Carrow", "Jonas Pell")[number], "person", named=True)
    return Statement(
        f"q{claim[:13]}", claim, (who,), cue="said", context=claim, start=start, end=span.end, content_spans=(span,)
    )


def _words(chance: random.Random, count: int) -> str:
    """Words that nobody knows, so that no two claims have to be compared by their meaning."""
    return " ".join("".join(chance.choices("abdefgiklmnoprstuvz", k=6)) for _ in range(count))


class StandIn:
    """Reads without models."""

    embed = staticmethod(vectors)  # not asked for: no two claims of these articles are compared by meaning

    def __init__(self, stage: int):
        self._stage = stage

    def read(self, batches: Iterable[Batch]) -> Iterator[Found | Lost]:
        for batch in batches:
            yield [(document, article(int(document.name[:4]), self._stage)[1]) for document in batch]

    def close(self) -> None:
        pass


def scan(path: Path, stage: int, articles: int, done: Callable[[str], None], synchronous: str = "") -> None:
    """A scan of the articles of a stage, after a search, which makes the index of words; `done` is told their names."""
    with Ledger(path) as ledger:
        if synchronous:
            ledger._db.execute(f"PRAGMA synchronous = {synchronous}")
        if stage > 1:
            ledger.statements(search="nothing")
        items: list[Document | Skipped] = [article(number, stage)[0] for number in range(articles)]
        items.append(Skipped("strange.pdf", "no text in it"))
        scan_documents(items, ledger, progress=lambda name, size: done(name), pool=StandIn(stage))


# What the process does to the disk


@dataclass(frozen=True)
class Call:
    """What was done to a file of the folder; `data` are bytes at `offset`, or nothing but the new size there."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


def record(folder: Path, articles: int, synchronous: str = "") -> list[Call]:
    """Scan in another process, and what that did in the folder, in order. Raises RuntimeError when it fails."""
    log = folder / "log"
    work = [sys.executable, "-m", "benchmarks.powercut", "--write", str(folder), "--articles", str(articles)]
    done = subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", str(log), "-e", f"trace={_CALLS}", *work,
         "--synchronous", synchronous],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the scan under strace failed: {done.stderr}")
    with log.open(encoding="ascii") as lines:
        calls = list(_calls(lines, str(folder)))
    log.unlink()
    return calls


def write(folder: Path, articles: int, synchronous: str) -> None:
    """What is recorded: the scans, with each report in a file of its own."""
    reported = os.open(folder / _REPORTED, os.O_WRONLY | os.O_CREAT)
    for stage in STAGES:
        scan(folder / _LEDGER, stage, articles, lambda name, n=stage: _report(reported, f"{n} {name}"), synchronous)
        _report(reported, f"{stage} all")


def _report(descriptor: int, line: str) -> None:
    os.write(descriptor, f"{line}\n".encode())


def _calls(lines: Iterable[str], folder: str) -> Iterator[Call]:
    opened: set[str] = set()
    for line in lines:
        found = _CALL.match(line)
        if not found:
            if "unfinished" in line and "".join(f"\\x{byte:02x}" for byte in folder.encode()) in line:
                raise RuntimeError(f"strace tore a call apart: {line[:300]}")
            continue
        kind, given, result = found.groups()
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _BYTES.findall(given)]
        name = texts[1 if kind == "openat" else 0].decode(errors="replace") if texts else ""
        if not name.startswith(folder) or int(result) < 0:
            continue
        file = name[len(folder) + 1 :]
        data = texts[1][: int(result)] if len(texts) > 1 else b""
        last = given.rpartition(", ")[2]
        if kind == "openat" and "O_CREAT" in given and file not in opened:
            opened.add(file)
            yield Call("create", file)
        elif kind in ("write", "pwrite64"):
            yield Call("write", file, int(last) if kind == "pwrite64" else 0, data)
        elif kind == "ftruncate":
            yield Call("truncate", file, int(last))
        elif kind in ("fsync", "fdatasync"):
            yield Call("sync", file)
        elif kind == "unlink":
            opened.discard(file)
            yield Call("unlink", file)


# What a power cut leaves


@dataclass
class _File:
    """What is on the disk for certain, and what was done since."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Call] = field(default_factory=list)

    def left(self, share: float, sector: int, chance: random.Random) -> bytes:
        content = bytearray(self.synced)
        for call in self.since:
            for part in _sectors(call, sector):
                if chance.random() < share:
                    _apply(part, content)
        return bytes(content)

    def sync(self) -> None:
        for call in self.since:
            _apply(call, self.synced)
        self.since = []


def _sectors(call: Call, sector: int) -> Iterator[Call]:
    if call.kind == "truncate":
        yield call
        return
    at, end = call.offset, call.offset + len(call.data)
    while at < end:
        until = min(end, (at // sector + 1) * sector)
        yield Call("write", call.file, at, call.data[at - call.offset : until - call.offset])
        at = until


def _apply(call: Call, content: bytearray) -> None:
    size = call.offset + len(call.data)
    if call.kind == "truncate":
        del content[size:]
    content.extend(bytes(max(0, size - len(content))))
    content[call.offset : size] = call.data


class Disk:
    """The folder as calls change it; names are synced with the folder itself."""

    def __init__(self) -> None:
        self._names: dict[str, _File] = {}
        self._synced: dict[str, _File] = {}
        self._since: list[tuple[str, _File | None]] = []
        self.reported: list[tuple[int, str]] = []

    def do(self, call: Call) -> None:
        if call.file == _REPORTED:
            if call.kind == "write":
                stage, name = call.data.decode().split()
                self.reported.append((int(stage), name))
        elif call.kind == "create":
            self._names[call.file] = _File()
            self._since.append((call.file, self._names[call.file]))
        elif call.kind == "unlink":
            del self._names[call.file]
            self._since.append((call.file, None))
        elif call.kind != "sync":
            self._names[call.file].since.append(call)
        elif call.file:
            self._names[call.file].sync()
        else:
            self._rename(self._synced, len(self._since))
            self._since = []

    def cut(self, folder: Path, chance: random.Random) -> None:
        """Write into the folder what may be left."""
        names = dict(self._synced)
        self._rename(names, chance.randint(0, len(self._since)))
        share, sector = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0)), chance.choice((512, 4096))
        for name, file in names.items():
            (folder / name).write_bytes(file.left(share, sector, chance))

    def _rename(self, names: dict[str, _File], count: int) -> None:
        for name, file in self._since[:count]:
            if file is None:
                names.pop(name, None)
            else:
                names[name] = file


# What the ledger has to say then

_TABLES = (
    "documents", "statements", "speakers", "document_speakers", "aliases", "statement_speakers", "claims", "wordings",
    "opposed",
)  # fmt: skip
_IDS = {"documents": ("id",), "statements": ("id",), "wordings": ("id",)}
Held = dict[str, tuple[str, list[str]]]


def expected(articles: int) -> dict[int, Held]:
    """By stage, of each article its text and its claims."""
    made = {stage: [article(number, stage) for number in range(articles)] for stage in STAGES}
    return {stage: {d.name: (d.text, [s.claim for s in found]) for d, found in made[stage]} for stage in STAGES}


def wrong(path: Path, reported: Sequence[tuple[int, str]], wanted: dict[int, Held]) -> str:
    """What is wrong with a ledger that a power cut left, empty where nothing is."""
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as db:
        damage = [*db.execute("PRAGMA integrity_check"), *db.execute("PRAGMA foreign_key_check")]
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'statement_words'").fetchone():
            db.execute("INSERT INTO statement_words (statement_words) VALUES ('integrity-check')")
        held: Held = {}
        for name, text, claim in db.execute(
            "SELECT d.name, d.text, s.claim FROM documents d LEFT JOIN statements s ON s.document_id = d.id "
            "WHERE d.status = 'read' ORDER BY d.name, s.position"
        ):
            held.setdefault(name, (text, []))[1].append(claim)
        nobodys = db.execute(
            "SELECT count(*) FROM statements s WHERE NOT EXISTS (SELECT 1 FROM statement_speakers l "
            "WHERE l.document_id = s.document_id AND l.statement_id = s.statement_id)"
        ).fetchone()[0]
    if damage != [("ok",)]:
        return f"damaged: {damage[:3]}"
    latest = {name: stage for stage, name in reported if name in wanted[stage]}
    lost = [
        name for name, stage in latest.items() if held.get(name) not in [wanted[n][name] for n in STAGES[stage - 1 :]]
    ]
    halved = [name for name, found in held.items() if found not in [wanted[stage].get(name) for stage in STAGES]]
    if lost or halved or nobodys:
        return f"{len(lost)} articles lost, {len(halved)} by halves, {nobodys} statements without their speaker"
    return ""


def stored(path: Path) -> dict[str, list[Any]]:
    """The rows of all tables that scans fill, in order, without the numbers that depend on when they were written."""
    found = {}
    with closing(sqlite3.connect(path)) as db:
        for table in _TABLES:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            passed_over = {"document_id", "scan_id", *_IDS.get(table, ())}
            wanted = [f't."{name}"' for name in columns if name not in passed_over]
            of = "JOIN documents d ON d.id = t.document_id" if "document_id" in columns else ""
            chosen = ", ".join([*(["d.name"] if of else []), *wanted])
            found[table] = sorted(db.execute(f"SELECT {chosen} FROM {table} t {of}"), key=repr)
    return found


def go_on(path: Path, reported: Sequence[tuple[int, str]], articles: int) -> dict[str, list[Any]]:
    """The rows after the scans that were not done."""
    for stage in STAGES:
        if (stage, "all") not in reported:
            scan(path, stage, articles, lambda name: None)
    return stored(path)


def cut(moments: int, articles: int, seed: int = 1, synchronous: str = "") -> list[str]:
    """What went wrong at each of so many moments, empty strings where nothing did."""
    found = []
    chance, wanted = random.Random(seed), expected(articles)
    with tempfile.TemporaryDirectory(prefix="quotetrack-powercut-") as place:
        folder = Path(place).resolve() / "whole"
        folder.mkdir()
        calls = record(folder, articles, synchronous)
        whole, disk = stored(folder / _LEDGER), Disk()
        chosen = Counter(chance.choices(range(len(calls)), k=moments))
        for number, call in enumerate(calls):
            disk.do(call)
            for _ in range(chosen[number]):
                left = Path(place) / "left"
                left.mkdir()
                disk.cut(left, chance)
                trouble = wrong(left / _LEDGER, disk.reported, wanted)
                if not trouble and go_on(left / _LEDGER, disk.reported, articles) != whole:
                    trouble = "going on gave other rows"
                found.append(f"call {number} of {len(calls)}, {trouble}" if trouble else "")
                shutil.rmtree(left)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--synchronous", default="")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write(options.write, options.articles, options.synchronous)
        return 0
    found = cut(options.moments, options.articles, options.seed, options.synchronous)
    troubles = [trouble for trouble in found if trouble]
    print("\n".join([*troubles[:20], f"{len(found)} power cuts: {len(troubles)} did harm"]))
    return bool(troubles)


if __name__ == "__main__":
    sys.exit(main())
