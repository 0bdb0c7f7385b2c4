"""The benchmark of speed measures a real scan."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import speed
from tests.conftest import BRIDGE, FERRY


def test_one_scan_is_measured_by_stages(tmp_path: Path) -> None:
    for name, text in (("bridge", BRIDGE), ("ferry", FERRY)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    taken = speed.run([sys.executable, "-m", "benchmarks.one_scan", str(tmp_path)])
    assert taken["words"] == len(f"{BRIDGE} {FERRY}".split())
    assert 0 < taken["cpu"] < taken["wall"] * 2 < 120
    assert 200 < taken["memory"] < 1500
    stages = taken["stages"]
    assert {"encoder", "tokenize", "ner", "pos", "depparse", "quotations", "claims", "ledger and CSV"} <= set(stages)
    assert all(seconds > 0 for name, seconds in stages.items() if name != "lemma")
    assert 0.5 * taken["cpu"] < sum(stages.values()) <= taken["cpu"] * 1.01
    assert "words per CPU-second" in speed.told("1 worker", [taken])
    assert speed.stages([taken]).count("%") == len(stages) + 1


def test_medians_and_shares() -> None:
    runs = [json.loads(f'{{"words": 100, "cpu": {c}, "wall": 4, "start": 1, "memory": 9, "stages": {{"ner": 1}}}}')
            for c in (1, 2, 4)]  # fmt: skip
    assert "50 words per CPU-second (100, 50, 25)" in speed.told("1 worker", runs)
    assert speed.stages(runs).splitlines() == ["  ner                  50.0 %", "  files and the rest   50.0 %"]
