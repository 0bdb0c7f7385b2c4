"""What many tests share: one set of loaded models, and a small folder of invented news."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the hub's library is imported

BRIDGE = """Renholt calls Sallow Bridge safe

By Ines Carrow, Ostre Courier
July 7, 2026

“The bridge is safe,” Mayor Clara Renholt said on Monday.

The repairs cost 4.2 million crowns. Renholt said the town would pay for them.
"""
FERRY = """Ferry crews walk out in Ostrehaven

“We cannot go on like this,” union leader Jonas Pell said. “The crews are tired.”

Ostre Line said that it would cancel forty crossings.
"""


@pytest.fixture(scope="session")
def reader() -> Any:
    """The shipped models, loaded once."""
    from quotetrack.reading import Reader

    return Reader(threads=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two articles."""
    made = tmp_path / "news"
    made.mkdir()
    (made / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (made / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def corpus_ledger(reader: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of a scan of corpus/, to be read only."""
    from quotetrack.ledger import Ledger
    from quotetrack.scanning import scan

    path = tmp_path_factory.mktemp("ledger") / "corpus.db"
    with Ledger(path) as ledger, pytest.MonkeyPatch.context() as patch:
        patch.setattr("quotetrack.reading.Reader", lambda model=None: reader)
        patch.chdir(Path(__file__).parent.parent)
        scan([Path("corpus")], ledger)
    return path
