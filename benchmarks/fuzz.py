"""Feed readers, quote-mark logic, date rules and review import with damaged input, and say what broke.

    python -m benchmarks.fuzz TARGET [--runs 10000] [--engine atheris|hypothesis|random] [--seed 1] [--keep FOLDER]
    python -m benchmarks.fuzz all --runs 10000

TARGET is the ending of a format (txt, md, html, csv, tsv, jsonl, xml, pdf, docx, odt, epub, xlsx, parquet, zip), marks,
dates or review; `all` runs one after another. Each input is the bytes of a file, or of a text. atheris, which looks for
inputs that reach new code, is used where it is installed (pip install atheris; Linux and macOS), else random changes of
whole files. What breaks is written to FOLDER (default: .work/fuzz), and the exit status is 1.

An input breaks something when an exception escapes, when what comes back is not as promised (spans outside the text, a
reason of two lines, a date that is none), or when it takes longer than 10 seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.fuzz_seeds import SEEDS, packed, unpacked
from benchmarks.fuzz_texts import TEXT_SEEDS, check_dates, check_marks, check_review, review_seeds

ROOT = Path(__file__).parents[1]
LONGEST = 10  # seconds that an input may take
LARGEST = 20_000  # bytes of an input
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # in what is shown on one line
PACKAGES = ("docx", "odt", "epub", "xlsx", "zip")
ENGINES = ("atheris", "hypothesis", "random")
UNFORESEEN = "save it again as .txt in UTF-8"  # how the reason ends where no reader expected the error

Check = Callable[[bytes], str]


class Slow(BaseException):
    """Not an Exception: no reader may take it for a broken file."""


@dataclass
class Record:
    """What a run found; `outcomes` counts what checks returned."""

    target: str
    keep: Path
    inputs: int = 0
    broken: dict[str, Path] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0

    def run(self, check: Check, data: bytes) -> None:
        """Check one input; what breaks is kept once for each place in the code."""
        self.inputs += 1
        begun = time.monotonic()
        try:
            with _alarm():
                outcome = check(data)
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        except (Exception, Slow) as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} {Path(where.filename).name}:{where.lineno}"
            if key not in self.broken:
                self.broken[key] = self._write(data, traceback.format_exc())
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def _write(self, data: bytes, trace: str) -> Path:
        self.keep.mkdir(parents=True, exist_ok=True)
        path = self.keep / f"{self.target}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        path.with_suffix(".trace").write_text(trace, encoding="utf-8")
        return path

    def __str__(self) -> str:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        counted = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        lines = [
            f"{self.target:8} {self.inputs:>8} inputs {len(self.broken):>3} broken, slowest {self.slowest:.2f} s, "
            f"{memory} MB; {counted}"
        ]
        return "\n".join([*lines, *(f"  {key}: {path}" for key, path in self.broken.items())])


@contextmanager
def _alarm() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Slow(f"more than {LONGEST} seconds")

    if not hasattr(signal, "setitimer"):  # Windows: a run that hangs is seen
        yield
        return
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Reading:
    """The check of one format: the bytes as a file of that ending go through `read_paths`.

    Damage within a package mostly breaks its checksums alone. An input that begins with an odd byte therefore damages
    a part of a whole package, and that is packed again.
    """

    def __init__(self, ending: str, folder: Path):
        self.path = folder / f"a.{ending}"
        self.whole = unpacked(SEEDS[ending]()[0]) if ending in PACKAGES else {}

    def __call__(self, data: bytes) -> str:
        from quotetrack.documents import read_paths
        from quotetrack.types import Document, Skipped

        if self.whole and len(data) > 4 and data[0] % 2:
            data = self._damaged(data[1], int.from_bytes(data[2:4], "big"), data[4:])
        self.path.write_bytes(data)
        outcome = "nothing"
        for item in read_paths([self.path]):
            assert isinstance(item, (Document, Skipped))
            assert not CONTROL.search(item.name), item.name
            if isinstance(item, Skipped):
                assert not CONTROL.search(item.reason), item.reason
                if UNFORESEEN in item.reason:
                    outcome = item.reason.partition(":")[0]
                elif outcome == "nothing":
                    outcome = "refused"
                assert "MemoryError" not in item.reason
            else:
                check_document(item)
                outcome = "read"
        return outcome

    def _damaged(self, which: int, at: int, piece: bytes) -> bytes:
        name = sorted(self.whole)[which % len(self.whole)]
        part = self.whole[name]
        at %= len(part) + 1
        with suppress(zipfile.BadZipFile, ValueError):
            return packed({**self.whole, name: part[:at] + piece + part[at + len(piece) :]})
        return piece


def check_document(document: Any) -> None:
    """That a Document holds what the stages behind rely on."""
    assert document.text.strip()
    document.text.encode()
    assert not set("\r\x00") & set(document.text)
    assert all(paragraph.strip() for paragraph in document.text.split("\n\n"))
    for fact in (document.title, document.publisher, document.author, document.url):
        assert fact == " ".join(fact.split())
    from quotetrack.documents.dates import days_of

    assert document.date_basis in ("published", "file", "unknown")
    assert bool(document.published) == (document.date_basis != "unknown")
    if document.published:
        days_of(document.published)


def damage(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few random changes."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(out) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            out[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del out[at : at + chance.choice((1, 2, 30, 1000))]
        elif kind == 2:
            out[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 2, 8))))
        elif kind == 3:
            start = chance.randrange(len(out) + 1)
            out[at:at] = out[start : start + chance.choice((1, 4, 40, 400))] * chance.choice((1, 1, 2, 50))
        elif kind == 4:
            out[at:at] = chance.choice(_TOKENS)
        elif out:
            out[at % len(out)] ^= 1 << chance.randrange(8)
    return bytes(out[:LARGEST])


_TOKENS = [
    b"\x00", b"\xff", b"\r\n", b"\n\n", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b'"', b"'", b",", b"<", b">", b"</p>", b"<p>",
    b"&amp;",
    b"&#0;", b"&#xd800;", b"]]>", b"<!--", b"<![CDATA[", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xe2\x80\xa8",
    b"9" * 30,
    b"-1", b"2026-02-30", b"<<", b"[[", b"{", b"(", b" " * 50, b"\x1b[2J",
]  # fmt: skip


def seeds_of(target: str) -> list[bytes]:
    if target in SEEDS:
        whole = SEEDS[target]()
        # an input that damages a part of a package: odd, which part, where, with what
        return whole + ([bytes([1, n, 0, 9]) + b"<x>" for n in range(9)] if target in PACKAGES else [])
    return review_seeds() if target == "review" else TEXT_SEEDS


def check_of(target: str, folder: Path) -> Check:
    if target in SEEDS:
        return Reading(target, folder)
    return {"marks": check_marks, "dates": check_dates, "review": lambda data: check_review(data, folder)}[target]


def fuzz(target: str, runs: int, engine: str, seed: int, keep: Path) -> Record:
    """Run one target; with atheris this ends the process, with the record printed."""
    record = Record(target, keep)
    with tempfile.TemporaryDirectory(prefix="quotetrack-fuzz-") as folder:
        check, seeds = check_of(target, Path(folder)), seeds_of(target)
        if engine == "atheris":
            _atheris(record, check, seeds, runs, seed, Path(folder))
        elif engine == "hypothesis":
            _hypothesis(record, check, seeds, runs, seed)
        else:
            chance = random.Random(seed)
            for data in seeds:
                record.run(check, data)
            while record.inputs < runs:
                record.run(check, damage(chance.choice(seeds), chance))
    return record


def _hypothesis(record: Record, check: Check, seeds: list[bytes], runs: int, seed: int) -> None:
    import hypothesis
    from hypothesis import strategies as st

    damaged = st.builds(damage, st.sampled_from(seeds), st.randoms(use_true_random=False))
    spliced = st.builds(
        lambda whole, at, piece: whole[: at % (len(whole) + 1)] + piece + whole[at % (len(whole) + 1) :],
        st.sampled_from(seeds), st.integers(0, LARGEST), st.binary(max_size=200),
    )  # fmt: skip

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=runs, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.given(st.binary(max_size=500) | damaged | spliced)
    def body(data: bytes) -> None:
        record.run(check, data)

    body()


def _atheris(record: Record, check: Check, seeds: list[bytes], runs: int, seed: int, folder: Path) -> None:
    import atheris

    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(seeds):
        (corpus / str(number)).write_bytes(data)

    def one(data: bytes) -> None:
        record.run(check, data)
        if record.inputs >= runs:  # libFuzzer ends the process, and says nothing of what it checked
            print(record, flush=True)
            shutil.rmtree(folder)
            os._exit(1 if record.broken else 0)

    def mutate(data: bytes, largest: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, largest))
        return damage(data if chance.random() < 0.7 else chance.choice(seeds), chance)[:largest]

    options = [f"-runs={2 * runs}", f"-seed={seed}", f"-max_len={LARGEST}", "-verbosity=0", "-timeout=600"]
    atheris.Setup(["fuzz", *options, str(corpus)], one, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    targets = [*SEEDS, "marks", "dates", "review"]
    parser.add_argument("target", choices=[*targets, "all"], metavar="TARGET")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=ROOT / ".work" / "fuzz", metavar="FOLDER")
    options = parser.parse_args()
    engine = options.engine
    if not importlib.util.find_spec("atheris") and engine in (None, "atheris"):
        print("atheris is not installed (pip install atheris): random changes instead", file=sys.stderr)
        engine = "random"
    engine = engine or "atheris"
    if options.target == "all":
        common = ["--runs", str(options.runs), "--engine", engine, "--seed", str(options.seed), "--keep", options.keep]
        return max(
            subprocess.call([sys.executable, "-m", "benchmarks.fuzz", target, *map(str, common)]) for target in targets
        )
    if engine == "atheris":
        import atheris

        with atheris.instrument_imports(include=["quotetrack"]):
            import quotetrack.documents
            import quotetrack.ledger.review_files
            import quotetrack.quotations.said_on
            import quotetrack.quotations.speech_tags
            import quotetrack.quotations.turns  # noqa: F401
    record = fuzz(options.target, options.runs, engine, options.seed, options.keep)
    print(record)
    return 1 if record.broken else 0


if __name__ == "__main__":
    sys.exit(main())
