"""Write quotetrack/speakers/first_names.txt: first names that are mostly a man's or a woman's.

    pip install nomquamgender==0.1.4 && python -m training.first_names

The package (MIT) holds the share of women among the bearers of a name in 36 sources: Van Buskirk, Clauset and
Larremore, An Open-Source Cultural Consensus Approach to Name-Based Gender Classification, ICWSM 2023. A name is kept
from three sources and twenty bearers on, where four in five bearers agree.
"""

from __future__ import annotations

import json
import re
import textwrap
from importlib import resources
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "quotetrack/speakers/first_names.txt"


def main() -> None:
    known = json.loads(resources.files("nomquamgender").joinpath("name_data.json").read_text(encoding="utf-8"))
    clear = {
        name: share
        for name, (sources, bearers, share, *_) in known.items()
        if re.fullmatch(r"[a-z][a-z'-]*[a-z]", name) and sources >= 3 and bearers >= 20
    }
    men = sorted(name for name, share in clear.items() if share <= 0.2)
    women = sorted(name for name, share in clear.items() if share >= 0.8)
    blocks = (textwrap.fill(" ".join(group), 120, break_on_hyphens=False) for group in (men, women))
    TARGET.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    print(f"{len(men)} men's and {len(women)} women's names: {TARGET}")


if __name__ == "__main__":
    main()
