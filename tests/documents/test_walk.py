from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotetrack.documents import count_paths, read, read_paths
from quotetrack.documents.walk import Entry
from quotetrack.errors import InputError
from quotetrack.types import Document, Skipped

TEXT = "The mayor said no. Nobody in the harbour believed her."


def names(*paths: Path) -> list[str]:
    return [item.name.removeprefix(f"{paths[0]}/") for item in read_paths(paths)]


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.md", "a.txt", "c.txt", ".hidden.txt", ".git/x.txt", "b/.x/y.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(TEXT)
    assert names(tmp_path) == ["a.txt", "b/1.md", "b/2.txt", "c.txt"]
    assert count_paths([tmp_path]) == 4
    assert names(tmp_path, tmp_path / "a.txt", tmp_path / "b", tmp_path) == ["a.txt", "b/1.md", "b/2.txt", "c.txt"]
    assert len(names(tmp_path, tmp_path / ".hidden.txt")) == 5  # given by name


def test_names_are_paths_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    assert [item.name for item in read_paths(["corpus/"])] == ["corpus/a.txt"]
    assert [item.name for item in read_paths(["./corpus/a.txt"])] == ["corpus/a.txt"]
    assert [item.name for item in read_paths("corpus")] == ["corpus/a.txt"]
    assert [item.name for item in read_paths(["."])] == ["corpus/a.txt"]


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file or folder: .*nowhere"):
        read_paths([tmp_path, tmp_path / "nowhere"])
    with pytest.raises(InputError):
        count_paths([""])


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "no text in it"),
        ("a.txt", b" \n\n ", "no text in it"),
        ("a.md", b"---\ntitle: A\n---\n", "no text in it"),
        ("a.txt", b"\x7fELF\x00\x00\x01" * 9, "binary, not text"),
        ("a.csv", b"\x00\x01\x02" * 9, "binary, not text"),
        ("a.txt", b"%PDF-1.4 x", "is a PDF"),
        ("a.pdf", b"%PDF-1.4 x", "a PDF that cannot be read"),
        ("a.doc", b"\xd0\xcf", "not a text format quotetrack reads: .doc; save it as .docx, .odt or .txt"),
        ("a.db", b"SQLite format 3\x00", "not a text format quotetrack reads: .db"),
        ("a.css", b"a{}", "not a text format quotetrack reads: .css"),
        ("a.foo", b"hello", "not a text format quotetrack reads: .foo; it reads .txt, .md"),
        ("README", b"hello", "not a text format quotetrack reads: no file ending"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.txt").write_text(TEXT)
    bad, good = read_paths([tmp_path])
    assert isinstance(bad, Skipped)
    assert bad.reason.startswith(reason)
    assert "\n" not in bad.reason
    assert isinstance(good, Document)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "a.html").open("wb") as file:
        file.truncate(10**9)  # sparse
    (item,) = read_paths([tmp_path])
    assert isinstance(item, Skipped)
    assert item.reason.startswith("too large to be one article (1000 MB)")


def test_any_error_is_one_files_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(TEXT)
    real = read._read_article

    def fails(entry: Entry, suffix: str) -> Document | Skipped:
        if entry.path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        if entry.path.name == "b.txt":
            raise RecursionError
        return real(entry, suffix)

    monkeypatch.setattr(read, "_read_article", fails)
    denied, broken, good = read_paths([tmp_path])
    assert isinstance(denied, Skipped)
    assert "Permission denied" in denied.reason
    assert isinstance(broken, Skipped)
    assert "RecursionError" in broken.reason
    assert isinstance(good, Document)


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text(TEXT)
    real = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    bad, good = read_paths([tmp_path])
    assert isinstance(bad, Skipped)
    assert "Permission denied" in bad.reason
    assert isinstance(good, Document)


def test_links(tmp_path: Path) -> None:
    root, outside = tmp_path / "in", tmp_path / "out"
    for folder in (root / "sub", root / ".annex", outside):
        folder.mkdir(parents=True)
    for path in (root / "sub" / "a.txt", root / ".annex" / "b.txt", outside / "c.txt"):
        path.write_text(TEXT)
    links = {
        "loop": root,
        "sub/up": root / "sub",
        "same.txt": root / "sub" / "a.txt",
        "kept.txt": root / ".annex" / "b.txt",
        "out.txt": outside / "c.txt",
        "outdir": outside,
        "broken.txt": root / "gone.txt",
        "self.txt": root / "self.txt",
        "hiddendir": root / ".annex",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    found = {item.name.removeprefix(f"{root}/"): item for item in read_paths([root])}
    read_ones = [name for name, item in found.items() if isinstance(item, Document)]
    assert read_ones == ["kept.txt", "sub/a.txt"]  # the others are met on the way
    reasons = {name: item.reason.split(":")[0] for name, item in found.items() if isinstance(item, Skipped)}
    assert reasons == {
        "broken.txt": "a link to nothing",
        "hiddendir": "a link to a hidden folder",
        "out.txt": "a link that leads out of the folder",
        "outdir": "a link that leads out of the folder",
        "self.txt": "a link to nothing",
    }
    (tmp_path / "link").symlink_to(root)
    assert len(list(read_paths([tmp_path / "link"]))) == len(found)  # a link given by name is followed


def test_pipes_and_odd_names(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.txt")).write_text(TEXT)
    pipe, odd = read_paths([tmp_path])
    assert isinstance(pipe, Skipped)
    assert "pipe" in pipe.reason
    assert isinstance(odd, Document)
    assert odd.name.endswith("/b\\xff.txt")


def test_reading_is_lazy(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(TEXT)
    items = read_paths([tmp_path])
    next(items)
    (tmp_path / "1.txt").unlink()  # vanishes while the scan runs
    second, third = items
    assert isinstance(second, Skipped)
    assert isinstance(third, Document)


ENDINGS = ["txt", "md", "html", "csv", "tsv", "jsonl"]
PACKED = ["pdf", "docx", "odt", "epub", "xlsx", "parquet", "zip", "xml"]
PIECES = st.sampled_from(
    ['"', "\n", "\r", ",", "---\n", "text", "{", "}", "<p>", "</", "#", "\x00", "é", ":", "June 8"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode())))
def test_any_bytes_are_safe(tmp_path: Path, data: bytes) -> None:
    for ending in ENDINGS + PACKED:
        (tmp_path / f"a.{ending}").write_bytes(data)
    for item in read_paths([tmp_path]):
        assert isinstance(item, Document) or (
            "\n" not in item.reason and "save it again as .txt in UTF-8" not in item.reason
        )
        if isinstance(item, Document):
            assert item.text.strip()
            assert "\r" not in item.text
            item.text.encode()


def test_noise_of_some_size_is_binary(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(200_000)
    for ending in ENDINGS:
        (tmp_path / f"a.{ending}").write_bytes(noise)
    assert all(isinstance(item, Skipped) and "binary" in item.reason for item in read_paths([tmp_path]))


def test_what_a_browser_saved_beside_a_page_is_left_out(tmp_path: Path) -> None:
    for name in ("pier.html", "pier_files/ad.html", "pier_files/a.js", "old_files/2019.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"<p>{TEXT}</p>")
    assert names(tmp_path) == ["old_files/2019.txt", "pier.html"]
    assert count_paths([tmp_path]) == 2
    assert names(tmp_path / "pier_files") == ["a.js", "ad.html"]  # given by name
