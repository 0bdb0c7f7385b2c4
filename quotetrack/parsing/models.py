"""Where model sets are: the shipped one, official Stanza packages, or any Stanza resource directory."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import TYPE_CHECKING

from quotetrack.errors import REINSTALL, ModelError

# Stanza and torch take seconds to import, and finding the shipped models needs neither.
if TYPE_CHECKING:
    from stanza.models.common.foundation_cache import FoundationCache

    from quotetrack.parsing.encoder import Encoder, WordPieces

SHIPPED = Path(__file__).resolve().parent.parent / "models"
LANGUAGE = "en"
_NEEDED = ("tokenize", "pos", "lemma", "depparse", "ner")


@dataclass(frozen=True)
class ModelSet:
    """A Stanza resource directory and the package in it; `name` is what the user called it."""

    name: str
    directory: Path
    package: str = "default"

    @property
    def processors(self) -> str:
        """The processors to load; not every model set splits multi-word tokens."""
        mwt = "mwt" in _packages(self.directory).get(self.package, {})
        return ",".join(["tokenize", *["mwt"] * mwt, *_NEEDED[1:]])


def find_models(name: str | None = None) -> ModelSet:
    """The model set of that name: "small" (shipped), a folder, or an official package downloaded before.

    Raises ModelError, with the command that mends it, when there is none.
    """
    if name in (None, "small"):
        return ModelSet("small", SHIPPED)
    assert name is not None
    folder = Path(name)
    if folder.is_dir():
        if not (folder / "resources.json").is_file():
            raise ModelError(
                f"{name} is no Stanza resource directory: it holds no resources.json; give one that does, "
                "or leave --model out for the shipped models"
            )
        return ModelSet(str(folder), folder)
    official = _official()
    packages = _packages(official)
    if name not in packages or not _complete(official, packages[name]):
        raise ModelError(f"model set '{name}' is not on this machine; run: quotetrack models download {name}")
    return ModelSet(name, official, name)


def installed() -> list[ModelSet]:
    """The shipped model set and the official packages that are on this machine."""
    official = _official()
    here = [name for name, files in _packages(official).items() if _complete(official, files)]
    return [find_models("small"), *(ModelSet(name, official, name) for name in here)]


def mending(models: ModelSet) -> str:
    """What to do about a model set that does not load."""
    if models.directory == SHIPPED:
        return REINSTALL
    if models.directory == _official():
        return f"run: quotetrack models download {models.name}"
    return "give another directory, or leave --model out for the shipped models"


def _official() -> Path:
    """Stanza's own folder of downloaded packages, as Stanza itself finds it, which takes seconds to import."""
    if loaded := sys.modules.get("stanza.resources.common"):
        return Path(loaded.DEFAULT_MODEL_DIR)
    if "STANZA_RESOURCES_DIR" in os.environ:
        return Path(os.environ["STANZA_RESOURCES_DIR"])
    from platformdirs import user_cache_dir

    stanza = find_spec("stanza")
    if stanza is None or stanza.origin is None:
        raise ModelError(f"Stanza is not installed; {REINSTALL}")
    version = run_path(str(Path(stanza.origin).with_name("_version.py")))["__resources_version__"]
    return Path(user_cache_dir("stanza", "StanfordNLP", version)) / "resources"


def _packages(directory: Path) -> dict[str, dict[str, str]]:
    try:
        resources = json.loads((directory / "resources.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    english = resources.get(LANGUAGE) if isinstance(resources, dict) else None
    packages = english.get("packages") if isinstance(english, dict) else None
    return packages if isinstance(packages, dict) else {}


def _complete(directory: Path, files: dict[str, str]) -> bool:
    return all(kind in files for kind in _NEEDED) and all(
        (directory / LANGUAGE / kind / f"{files[kind]}.pt").is_file() for kind in (*_NEEDED, "mwt") if kind in files
    )


def download(name: str, model_url: str | None = None, resources_url: str | None = None) -> ModelSet:
    """Fetch an official English Stanza package into Stanza's own folder: the one step that goes on line.

    Raises ModelError when the hub cannot be reached or knows no such package.
    """
    import stanza

    urls = {k: v for k, v in (("model_url", model_url), ("resources_url", resources_url)) if v}
    try:
        stanza.download(LANGUAGE, model_dir=str(_official()), package=name, verbose=False, **urls)
    except Exception as error:  # Stanza lets whatever its downloader raised through
        reason = str(error).split("\n")[0] or type(error).__name__
        advice = f"check the connection and the name, then try again: quotetrack models download {name}"
        raise ModelError(f"cannot download '{name}': {reason}; {advice}") from error
    known = _packages(_official())
    if name not in known:
        raise ModelError(
            f"the hub knows no English package '{name}', but these: {', '.join(sorted(known))}; "
            "take one of them with: quotetrack models download NAME"
        )
    return find_models(name)


def load_encoder() -> tuple[Encoder, WordPieces]:
    """The shipped encoder, ready to run, and its word pieces."""
    from quotetrack.parsing.encoder import Encoder, WordPieces

    folder = SHIPPED / LANGUAGE / "encoder"
    try:
        return Encoder.load(folder / "minilm.safetensors"), WordPieces(folder / "tokenizer.json")
    except Exception as error:  # each library has its own for a damaged file
        raise ModelError(f"the shipped models are damaged or missing ({folder}); {REINSTALL}") from error


def foundation_cache(encoder: Encoder, pieces: WordPieces) -> FoundationCache:
    """What a ``stanza.Pipeline`` needs, as ``foundation_cache=``, to load the shipped models."""
    from stanza.models.common.foundation_cache import BertRecord, FoundationCache

    from quotetrack.parsing.encoder import NAME

    cache = FoundationCache(local_files_only=True)
    cache.bert[NAME] = BertRecord(encoder, pieces, {})
    return cache
