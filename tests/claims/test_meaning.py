"""The embeddings' file: what is written is read again, and a damaged one is reported."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from quotetrack.claims import meaning
from quotetrack.claims.wording import wording
from quotetrack.errors import ModelError
from quotetrack.parsing.encoder import Encoder
from quotetrack.parsing.models import SHIPPED


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    target = tmp_path / "en" / "encoder"
    shutil.copytree(SHIPPED / "en" / "encoder", target)
    monkeypatch.setattr(meaning, "SHIPPED", tmp_path)
    return target


def test_layers_written_are_layers_read(folder: Path) -> None:
    torch.manual_seed(3)
    encoder = Encoder().eval()
    torch.nn.init.zeros_(encoder.cases.weight)
    shared = meaning.load_file(folder / "minilm.safetensors")
    encoder.load_state_dict({name: shared[name].float() for name in ("words.weight", "positions.weight")}, strict=False)
    meaning.save_layers(encoder, folder / "meaning.safetensors")
    loaded = meaning.load()
    said = wording("the harbour wall will hold", "said")
    own = meaning.Meaning(encoder, loaded._pieces)
    assert np.allclose(own.vector(said), loaded.vector(said), atol=2e-3)


def test_case_does_not_matter_but_the_cue_does() -> None:
    shipped = meaning.load()
    plain, loud = (shipped.vector(wording(text, "said")) for text in ("the wall holds", "THE WALL HOLDS"))
    assert np.array_equal(plain, loud)
    assert not np.array_equal(plain, shipped.vector(wording("the wall holds", "doubted")))


def test_damaged_files_are_reported(folder: Path) -> None:
    (folder / "meaning.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="reinstall quotetrack"):
        meaning.load()
