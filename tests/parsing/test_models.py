"""Which model sets there are, getting one from a hub, and loading them."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import shutil
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch
from click.testing import CliRunner
from stanza.resources.common import DEFAULT_RESOURCES_VERSION

from quotetrack.cli import main
from quotetrack.errors import ModelError
from quotetrack.parsing import models
from quotetrack.parsing.parser import Parser
from quotetrack.types import Document

KINDS = ("tokenize", "pos", "lemma", "depparse", "ner")
SAFE = "“The bridge is safe,” Mayor Clara Renholt said on Monday."


class Hub(NamedTuple):
    """A model hub on this machine: its folder and its address."""

    folder: Path
    url: str

    @property
    def model_url(self) -> str:
        return self.url + "/v{resources_version}/{lang}/{filename}"

    def rewrite(self, change: Any) -> None:
        path = self.folder / f"resources_{DEFAULT_RESOURCES_VERSION}.json"
        resources = json.loads(path.read_text())
        change(resources)
        path.write_text(json.dumps(resources))


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes()).hexdigest()


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where official packages go; nothing is there yet, and no address but this machine's may be asked."""
    folder = tmp_path / "stanza_resources"
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    connect = socket.socket.connect

    def here_only(self: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", address
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", here_only)
    return folder


@pytest.fixture
def hub(tmp_path: Path, official: Path) -> Iterator[Hub]:
    """Serves the shipped models as Stanza's hub does: `default` as a zip file, `default_fast` file by file."""
    folder = tmp_path / "hub"
    files = folder / f"v{DEFAULT_RESOURCES_VERSION}" / "en"
    files.mkdir(parents=True)
    english: dict[str, Any] = {"lang_name": "English", "packages": {"default": {}, "default_fast": {}, "unfetched": {}}}
    with zipfile.ZipFile(files / "default.zip", "w") as archive:
        for kind in KINDS:
            shipped = models.SHIPPED / "en" / kind / "news.pt"
            archive.write(shipped, f"{kind}/combined.pt")
            (files / kind).mkdir()
            shutil.copy(shipped, files / kind / "fast.pt")
            english[kind] = {name: {"md5": _md5(shipped)} for name in ("combined", "fast", "other")}
            english["packages"]["default"][kind] = "combined"
            english["packages"]["default_fast"][kind] = "fast"
            english["packages"]["unfetched"][kind] = "other"
    english["default_md5"] = _md5(files / "default.zip")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    pattern = url + "/v{resources_version}/{lang}/{filename}"
    (folder / f"resources_{DEFAULT_RESOURCES_VERSION}.json").write_text(json.dumps({"url": pattern, "en": english}))
    yield Hub(folder, url)
    server.shutdown()
    server.server_close()
    thread.join()


def quotetrack(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def one_line(result: Any, status: int = 2) -> str:
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("quotetrack: ")
    return line


def test_download_default_then_scan_with_it(hub: Hub, official: Path, folder: Path, tmp_path: Path) -> None:
    result = quotetrack("models", "download", "--resources-url", hub.url)
    assert result.exit_code == 0, result.output
    assert result.stdout == "default is ready: quotetrack scan FOLDER --model default\n"
    assert result.stderr == ""

    listed = quotetrack("models", "list").stdout.splitlines()
    assert [line.split() for line in listed] == [["small", str(models.SHIPPED)], ["default", str(official)]]

    scanned = quotetrack("scan", folder, "--ledger", tmp_path / "q.db", "--model", "default")
    assert scanned.exit_code == 0, scanned.output
    assert "2 articles read" in scanned.stdout
    assert "Clara Renholt" in scanned.stdout


def test_download_file_by_file_from_a_mirror(hub: Hub, official: Path) -> None:
    hub.rewrite(lambda resources: resources.update(url="http://127.0.0.1:9/{filename}"))
    result = quotetrack("models", "download", "default_fast", "--resources-url", hub.url, "--model-url", hub.model_url)
    assert result.exit_code == 0, result.output
    assert sorted(path.relative_to(official / "en").as_posix() for path in official.glob("en/*/*")) == sorted(
        f"{kind}/fast.pt" for kind in KINDS
    )
    found = models.find_models("default_fast")
    assert (found.name, found.directory, found.package) == ("default_fast", official, "default_fast")
    # the hub's list names "default" too, but its files are not here
    assert [model.name for model in models.installed()] == ["small", "default_fast"]
    with pytest.raises(ModelError, match=r"quotetrack models download default$"):
        models.find_models("default")


def test_download_again_mends_a_damaged_file(hub: Hub, official: Path) -> None:
    for _ in range(2):
        models.download("default_fast", resources_url=hub.url)
        damaged = official / "en" / "ner" / "fast.pt"
        assert _md5(damaged) == _md5(models.SHIPPED / "en" / "ner" / "news.pt")
        damaged.write_bytes(b"half")


def test_a_package_the_hub_lacks(hub: Hub) -> None:
    line = one_line(quotetrack("models", "download", "default_fats", "--resources-url", hub.url))
    assert line.endswith(
        "no English package 'default_fats', but these: default, default_fast, unfetched; "
        "take one of them with: quotetrack models download NAME"
    )


def test_a_hub_without_the_files(hub: Hub) -> None:
    line = one_line(quotetrack("models", "download", "unfetched", "--resources-url", hub.url))
    assert "cannot download 'unfetched'" in line


def test_a_server_that_is_no_hub(hub: Hub, official: Path) -> None:
    line = one_line(quotetrack("models", "download", "--resources-url", f"{hub.url}/elsewhere"))
    assert "404" in line
    assert [model.name for model in models.installed()] == ["small"]


def test_an_unreachable_hub(official: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = one_line(quotetrack("models", "download", "default", "--resources-url", f"http://127.0.0.1:{port}"))
    assert "cannot download 'default'" in line
    assert "check the connection" in line


def test_a_broken_pattern_of_addresses(hub: Hub) -> None:
    result = quotetrack("models", "download", "--resources-url", hub.url, "--model-url", hub.url + "/{language}")
    assert "cannot download 'default'" in one_line(result)


def test_without_a_download_only_small_is_there(official: Path) -> None:
    assert [model.name for model in models.installed()] == ["small"]
    for name in (None, "small"):
        assert models.find_models(name).directory == models.SHIPPED
    with pytest.raises(ModelError, match="'default' is not on this machine; run: quotetrack models download default"):
        models.find_models("default")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"en": []}', '{"en": {"packages": []}}', "\xff"])
def test_a_damaged_list_of_models_is_an_empty_one(official: Path, text: str) -> None:
    (official / "en").mkdir(parents=True)
    (official / "resources.json").write_bytes(text.encode("latin-1"))
    assert [model.name for model in models.installed()] == ["small"]
    with pytest.raises(ModelError):
        models.find_models("default")


def test_a_folder_without_models(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no resources\.json"):
        models.find_models(str(tmp_path))


def test_a_resource_directory_of_one_s_own(tmp_path: Path, reader: Any) -> None:
    shutil.copytree(models.SHIPPED, tmp_path / "own")
    parser = Parser(str(tmp_path / "own"))
    assert (parser.models.name, parser.models.directory) == (str(tmp_path / "own"), tmp_path / "own")
    (doc,) = parser.read([SAFE])
    (same,) = reader._parser.read([SAFE])
    assert [(ent.text, ent.type) for ent in doc.ents] == [(ent.text, ent.type) for ent in same.ents]
    assert [token.text for token in doc.iter_tokens()] == [token.text for token in same.iter_tokens()]
    (parsed,) = parser.parse([Document("a", SAFE)], [doc], lambda *_: True)
    assert [word.head for sentence in parsed.sentences for word in sentence.words].count(-1) == len(parsed.sentences)


@pytest.mark.parametrize("damage", ["missing", "cut", "no list"])
def test_a_damaged_resource_directory_is_one_line(
    tmp_path: Path, damage: str, caplog: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    shutil.copytree(models.SHIPPED, own)
    model = own / "en" / "tokenize" / "news.pt"
    if damage == "missing":
        model.unlink()
    elif damage == "cut":
        model.write_bytes(model.read_bytes()[:1000])
    else:
        (own / "resources.json").write_text("{}")
    with pytest.raises(ModelError) as raised:
        Parser(str(own))
    assert str(raised.value).startswith(f"cannot load model set '{own}': ")
    assert "\n" not in str(raised.value)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_damaged_shipped_models_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = tmp_path / "en" / "encoder"
    encoder.mkdir(parents=True)
    monkeypatch.setattr(models, "SHIPPED", tmp_path)
    with pytest.raises(ModelError, match="reinstall quotetrack"):
        models.load_encoder()
    (encoder / "minilm.safetensors").write_bytes(b"half a file")
    with pytest.raises(ModelError, match="reinstall quotetrack"):
        models.load_encoder()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, (str, Path)):
        yield str(value)
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in _strings(part))
    elif isinstance(value, (list, tuple, set)):
        yield from (text for part in value for text in _strings(part))


SHIPPED_FILES = sorted(models.SHIPPED.rglob("*.pt"))


def test_the_shipped_files_are_those_that_are_listed() -> None:
    resources = json.loads((models.SHIPPED / "resources.json").read_text())["en"]
    listed = {f"{kind}/{name}.pt" for kind, name in resources["packages"]["default"].items()}
    assert {path.relative_to(models.SHIPPED / "en").as_posix() for path in SHIPPED_FILES} == listed
    assert sum(path.stat().st_size for path in models.SHIPPED.rglob("*") if path.is_file()) < 100_000_000


@pytest.mark.parametrize("path", SHIPPED_FILES, ids=lambda path: path.parent.name)
def test_shipped_files_are_safe_to_load_and_name_no_place(path: Path) -> None:
    saved = torch.load(path, map_location="cpu", weights_only=True)
    config = saved["config"]
    config = config if isinstance(config, dict) else vars(config)
    assert config["lang"] == "en"
    for text in _strings(config):
        assert not text.startswith(("/", "~", "\\")), text
        assert not any(place in text for place in ("/home/", "/work/", "/root/", "/tmp/", ":\\")), text
