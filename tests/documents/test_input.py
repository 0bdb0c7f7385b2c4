from __future__ import annotations

import io
from pathlib import Path, PurePath

import pytest
from click.testing import CliRunner

from quotetrack import scanning
from quotetrack.cli import main
from quotetrack.documents import count_paths, read, read_paths
from quotetrack.documents.globs import matches
from quotetrack.types import Document, Skipped

TEXT = "The mayor said no. Nobody in the harbour believed her."


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Document | Skipped:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    (item,) = read_paths(["-"])
    assert item.name == "stdin"
    return item


@pytest.mark.parametrize(
    ("data", "title", "text"),
    [
        (f"Pier safe\n\n{TEXT}\n".encode(), "Pier safe", f"Pier safe\n\n{TEXT}"),
        (f"{TEXT}\r\n\r\nCafé.".encode("cp1252"), "", f"{TEXT}\n\nCafé."),
        (f"<!-- saved -->\n<!DOCTYPE html><html><head><title>Pier</title></head><body><p>{TEXT}</p></body></html>".encode(), "Pier", TEXT),
        (f"<p>{TEXT}</p>".encode(), "", TEXT),
        (b"<pier> is a word, she said.", "", "<pier> is a word, she said."),
    ],
)  # fmt: skip
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, title: str, text: str) -> None:
    item = stdin(monkeypatch, data)
    assert isinstance(item, Document)
    assert (item.title, item.text) == (title, text)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text in it"),
        (b"%PDF-1.4", "neither plain text nor HTML: give it as a file with the ending of its format"),
        (b"<html></html>", "no article text found in the page"),
        (b"x" * 101, "too large to be one article"),
    ],
)
def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str) -> None:
    monkeypatch.setattr(read, "LARGEST_TEXT", 100)
    item = stdin(monkeypatch, data)
    assert isinstance(item, Skipped)
    assert item.reason.startswith(reason)


def test_standard_input_beside_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "-").write_text("a file of that name is ./-")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert count_paths(["a.txt", "-", "-"]) == 2
    assert [item.name for item in read_paths(["a.txt", "-", "-"])] == ["a.txt", "stdin"]


@pytest.mark.parametrize(
    ("path", "glob", "expected"),
    [
        ("a.txt", "*.txt", True),
        ("b/c/a.txt", "*.txt", True),
        ("a.html", "*.txt", False),
        ("2026/a.txt", "2026/*.txt", True),
        ("2026/06/a.txt", "2026/*.txt", False),
        ("2026/06/a.txt", "2026/**/*.txt", True),
        ("2026/a.txt", "2026/**/*.txt", True),
        ("x/2026/a.txt", "2026/**/*.txt", False),
        ("x/2026/a.txt", "**/2026/*", True),
        ("2026/06/a.txt", "2026/", True),
        ("2025/06/a.txt", "2026/", False),
        ("2026/06/a.txt", "./2026/**", True),
        ("a.txt", "**", True),
        ("2026-06-08.txt", "2026-0[67]-*", True),
        ("2026-08-08.txt", "2026-0[67]-*", False),
        ("a.txt", "", False),
        ("a.txt", "a.tx[", False),
    ],
)
def test_patterns(path: str, glob: str, expected: bool) -> None:
    assert matches(PurePath(path), [glob]) is expected
    assert matches(PurePath(path), [])
    assert matches(PurePath(path), ["nothing", glob]) is expected


def test_patterns_are_for_folders(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.md", "a.txt", "photo.jpg", "c.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT)
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing")

    def names(*globs: str) -> list[str]:
        paths = [tmp_path, tmp_path / "c.html"]
        assert count_paths(paths, globs=globs) == len(list(read_paths(paths, globs=globs)))
        return [item.name.removeprefix(f"{tmp_path}/") for item in read_paths(paths, globs=globs)]

    assert names("*.txt") == ["a.txt", "b/2.txt"]
    assert names("*.txt", "b/*") == ["a.txt", "b/1.md", "b/2.txt"]
    assert names("*.jpg") == ["photo.jpg"]
    assert names("*.md") == ["b/1.md", "gone.md"]
    assert names("nothing") == []
    (given,) = read_paths([tmp_path / "b" / "1.md"], globs=["*.txt"])
    assert isinstance(given, Document)


@pytest.mark.parametrize(
    ("name", "globs", "expected"),
    [
        ("news/b/a.txt", ["*.txt"], True),
        ("news/b/a.md", ["*.txt"], False),  # it may be there all the same
        ("news/a.zip#b/c.txt", ["*.txt"], False),
        ("news/a.zip#b/c.txt", ["*.zip"], True),
        ("news/a.csv#3", ["*.csv"], True),
        ("one.md", ["*.txt"], True),  # given by name
    ],
)
def test_patterns_keep_the_rest_from_being_forgotten(name: str, globs: list[str], expected: bool) -> None:
    assert scanning._is_below(name, ["news", "one.md"], globs) is expected


def test_the_command_line(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("a.txt", "b.md", "c.bin"):
        (news / name).write_bytes(b"")
    ledger = ["--ledger", str(tmp_path / "q.db"), "--quiet"]
    done = CliRunner().invoke(main, ["scan", str(news), "--glob", "*.txt", "--glob", "*.bin", *ledger])
    assert done.exit_code == 1
    assert [line.split(":")[0].split("/")[-1] for line in done.output.splitlines()] == ["a.txt", "c.bin"]
    done = CliRunner().invoke(main, ["scan", "-", *ledger], input="")
    assert done.exit_code == 1
    assert "skipped stdin: no text in it" in done.output
