"""Who is who across documents: against the gold standard of corpus/, or as a list to read.

    python -m benchmarks.identities                        # scan corpus/, count wrong merges and splits
    python -m benchmarks.identities LEDGER [--most 40]     # the most frequent named speakers, with all their names

A speaker of a document counts as the one whom most of its gold statements there are labelled with, so that mistakes
within a document do not count here. A wrong merge is a name of the ledger that stands for two such speakers, a split
one of them who has two names in the ledger.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import gold as corpus_gold
from benchmarks.scoring import Gold, Prediction, name_key, verdicts
from quotetrack.ledger import Ledger
from quotetrack.reading import Reader
from quotetrack.scanning import settle_identities
from quotetrack.types import Document, Statement


@dataclass(frozen=True)
class Identities:
    """Speakers of a gold standard and of a ledger by each other's names; `documents` counts (document, name) pairs."""

    merges: dict[str, tuple[str, ...]]  # a name in the ledger: the gold speakers it stands for
    splits: dict[str, tuple[str, ...]]  # a gold speaker: the names in the ledger
    speakers: int
    documents: int


def of_corpus(reader: Reader) -> Identities:
    """The identities of the sample articles, against their gold standard."""
    found: dict[str, list[Statement]] = {}
    articles = corpus_gold.documents()
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "q.db") as ledger:
        scan = ledger.begin_scan("", "", {})
        for document, statements in reader.read(articles.values()):
            ledger.add(scan, document, statements)
            found[document.name] = statements
        settle_identities(ledger)
        ledger.finish_scan(scan, {})
        frame = ledger.statements()
        names = {
            (row.document, row.statement_id): row.speaker for row in frame.itertuples() if isinstance(row.speaker, str)
        }
    meant: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    called: dict[tuple[str, str], str] = {}
    for name, document in articles.items():
        for statement, who in _labelled(document, name, found[document.name]).items():
            if len(statement.speakers) == 1:
                key = (document.name, statement.speakers[0].name)
                meant[key][who] += 1
                called[key] = names[document.name, statement.statement_id]
    return compare({key: count.most_common(1)[0][0] for key, count in meant.items()}, called)


def _labelled(document: Document, name: str, found: list[Statement]) -> dict[Statement, str]:
    """The statements that are in the gold standard with a named speaker, and who that is."""
    wanted = [g for g in corpus_gold.statements(document, corpus_gold.GOLD / f"{name}.json") if g.named]
    gold = [Gold(g.content, (g.source,) if g.source else (), (g.cue,) if g.cue else ()) for g in wanted]
    paired = {}
    for i, one in enumerate(gold):
        for number in verdicts(document.text, [one], [Prediction(s.content_spans) for s in found]):
            paired[found[number]] = wanted[i].speaker
    return paired


def compare(meant: Mapping[tuple[str, str], str], called: Mapping[tuple[str, str], str]) -> Identities:
    """Who is meant by the speakers of documents, against what the ledger calls them."""
    stands_for: dict[str, set[str]] = defaultdict(set)
    has: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for key, who in meant.items():
        person = spelled.setdefault(name_key(who), who)
        stands_for[called[key]].add(person)
        has[person].add(called[key])
    return Identities(
        {name: tuple(sorted(people)) for name, people in sorted(stands_for.items()) if len(people) > 1},
        {person: tuple(sorted(names)) for person, names in sorted(has.items()) if len(names) > 1},
        len(has),
        len(meant),
    )


def reading_list(path: Path, most: int) -> list[str]:
    """A line for each of the most frequent named speakers: how many statements and documents, all names and roles."""
    with Ledger(path) as ledger:
        local = {(s.document, s.name): s for s in ledger.local_speakers()}
        frame = ledger.speakers()
        frame = frame[frame["speaker_type"].isin(["person", "organization"])]
        lines = []
        for row in frame.sort_values(["statements", "name"], ascending=[False, True]).itertuples():
            documents = ledger.speaker_documents(row.speaker_id)
            who = [
                local[document, name] for document, name in zip(documents["document"], documents["name"], strict=True)
            ]
            if not any(s.named for s in who):
                continue
            parts = {
                "names": Counter(s.name for s in who),
                "also": Counter(alias for s in who for alias in s.aliases),
                "roles": Counter(s.role for s in who if s.role),
            }
            told = "; ".join(
                f"{what}: {', '.join(f'{value} {count}' for value, count in counts.most_common())}"
                for what, counts in parts.items()
                if counts
            )
            lines.append(f"{row.name} ({row.statements} statements, {row.documents} documents) {told}")
            if len(lines) == most:
                break
    return lines


def main() -> None:
    arguments = argparse.ArgumentParser(description="Who is who across documents.")
    arguments.add_argument("ledger", type=Path, nargs="?", help="list its speakers (default: judge those of corpus/)")
    arguments.add_argument("--most", type=int, default=40)
    options = arguments.parse_args()
    if options.ledger:
        print("\n".join(reading_list(options.ledger, options.most)))
        return
    found = of_corpus(Reader())
    print(f"{found.speakers} speakers of the gold standard, in {found.documents} documents and names")
    for name, people in found.merges.items():
        print(f"wrong merge  {name}: {'; '.join(people)}")
    for person, names in found.splits.items():
        print(f"split        {person}: {'; '.join(names)}")


if __name__ == "__main__":
    main()
