"""Whether pairs of statements say the same thing, by the decision that the ledger itself uses.

    python -m benchmarks.claims PAIRS.json -o PREDICTED.jsonl

PAIRS.json is a list of {"pair": number, "a": {"content", "cue", ...}, "b": the same}. PREDICTED gets a line
{"pair": number, "same": true or false, "opposed": true or false} each.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from quotetrack.claims.compare import OPPOSED, SAME, compare
from quotetrack.claims.meaning import Meaning, load
from quotetrack.claims.wording import Wording, wording


def read(statement: Mapping[str, str | None]) -> Wording:
    return wording(statement["content"] or "", statement.get("cue") or "")


def relation(meaning: Meaning, pair: Mapping[str, Mapping[str, str | None]]) -> str:
    """SAME, OPPOSED or OTHER; who "he" is the pair does not tell, so that the speakers count as unknown."""
    one, other = read(pair["a"]), read(pair["b"])

    def cosine() -> float:
        vectors = [meaning.vector(each).astype(np.float32) for each in (one, other)]
        return float(vectors[0] @ vectors[1])

    return compare(one, other, cosine)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Decide which pairs of statements say the same thing.")
    arguments.add_argument("pairs", type=Path)
    arguments.add_argument("-o", "--output", type=Path, required=True)
    options = arguments.parse_args()
    meaning = load()
    with options.output.open("w", encoding="utf-8") as file:
        for pair in json.loads(options.pairs.read_text(encoding="utf-8")):
            found = relation(meaning, pair)
            file.write(json.dumps({"pair": pair["pair"], "same": found == SAME, "opposed": found == OPPOSED}) + "\n")


if __name__ == "__main__":
    main()
