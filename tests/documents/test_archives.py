from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from quotetrack import scanning
from quotetrack.documents import archives, count_paths, read_paths
from quotetrack.types import Document, Skipped

TEXT = "The mayor said no. Nobody in the harbour believed her."


def pack(members: dict[str, str | bytes], path: Path | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    if path:
        path.write_bytes(data.getvalue())
    return data.getvalue()


def read(path: Path) -> dict[str, Document | Skipped]:
    found = list(read_paths([path]))
    names = [item.name.removeprefix(f"{path}#") for item in found]
    assert len(set(names)) == len(names)
    assert all(isinstance(item, Document) or "\n" not in item.reason for item in found)
    return dict(zip(names, found, strict=True))


def reasons(path: Path) -> dict[str, str]:
    return {name: item.reason for name, item in read(path).items() if isinstance(item, Skipped)}


@pytest.fixture(autouse=True)
def no_leftovers(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> object:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert not list(folder.iterdir())


def test_members_are_read_as_files_are(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    pack(
        {
            "b/2026-06-08-pier.txt": TEXT,
            "b.csv": f"text,title\n{TEXT},Pier\n{TEXT},Ferry\n",
            "c.tsv": f"title\ttext\nPier, again\t{TEXT}\n",
            "a.html": f"<html><body><p>{TEXT}</p></body></html>",
            "b/": "",
            "inner.zip": pack({"x.txt": TEXT, "y.zip": pack({"z.txt": TEXT})}),
            ".hidden.txt": TEXT,
            "__MACOSX/._a.txt": TEXT,
            "photo.jpg": b"\xff\xd8",
            "note": "x",
            "win\\dows.md": f"# Pier\n\n{TEXT}",
        },
        path,
    )
    found = read(path)
    assert list(found) == [
        "a.html", "b/2026-06-08-pier.txt", "b.csv#1", "b.csv#2", "c.tsv#1", "inner.zip#x.txt", "inner.zip#y.zip",
        "note", "photo.jpg", "win/dows.md",
    ]  # fmt: skip
    assert reasons(path) == {
        "inner.zip#y.zip": "an archive in an archive in an archive: unpack it",
        "note": "not a text format quotetrack reads: no file ending; rename it to .txt if it is plain text",
        "photo.jpg": "not a text format quotetrack reads: .jpg; nothing to do",
    }
    dated = found["b/2026-06-08-pier.txt"]
    assert isinstance(dated, Document)
    assert (dated.text, dated.published, dated.date_basis) == (TEXT, "2026-06-08", "file")
    assert count_paths([tmp_path]) == 1


@pytest.mark.parametrize("name", ["/etc/passwd.txt", "../out.txt", "a/../../out.txt", "C:\\out.txt", "..\\out.txt"])
def test_no_path_leaves_the_archive(tmp_path: Path, name: str) -> None:
    pack({name: TEXT, "good.txt": TEXT}, tmp_path / "sub.zip")
    before = sorted(tmp_path.rglob("*"))
    (reason,) = reasons(tmp_path / "sub.zip").values()
    assert reason.startswith("a path that leads out of the archive")
    assert sorted(tmp_path.rglob("*")) == before


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(TEXT)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(tmp_path / "secret.txt"))
    assert reasons(tmp_path / "a.zip") == {"a.txt": "a link: unpack the archive first"}


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    pack({"bomb.txt": b"a" * 30_000_000, "good.txt": TEXT}, path)
    assert reasons(path)["bomb.txt"].startswith("unpacks to 30 MB, suspiciously much for its size")
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 2_000)
    inner = pack({f"{n}.txt": f"{n}" + "a" * 400 for n in range(4)}, method=zipfile.ZIP_STORED)
    pack({f"{n}.txt": "a" * 400 for n in range(3)} | {"z.zip": inner}, path)
    assert {name.count("#") for name in reasons(path)} <= {0, 1}
    assert all("unpacks to more than" in reason for reason in reasons(path).values())
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 100)
    assert "too large to be unpacked here" in reasons(path)["0.txt"]
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    (item,) = read_paths([path])
    assert isinstance(item, Skipped)
    assert item.reason == "too many files in it (4): unpack it first"


def test_a_size_that_is_a_lie(tmp_path: Path) -> None:
    whole = bytearray(pack({"a.txt": b"She said no. " * 100_000}))
    at = whole.rindex(b"PK\x01\x02") + 24  # the size in the central directory
    whole[at : at + 4] = (1000).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(whole)
    assert reasons(tmp_path / "a.zip")["a.txt"].startswith("damaged in the archive (BadZipFile)")


def test_encrypted_members(tmp_path: Path) -> None:
    whole = bytearray(pack({"a.txt": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(whole)
    assert reasons(tmp_path / "a.zip") == {"a.txt": "encrypted: unpack the archive with its password first"}


def test_archives_that_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    for data in (b"hello", pack({"a.txt": TEXT})[:30], b"PK\x03\x04" + b"\xff" * 99):
        path.write_bytes(data)
        (item,) = read_paths([path])
        assert isinstance(item, Skipped)
        assert item.reason.startswith("no ZIP archive, or damaged")
    pack({"bad.zip": b"hello", "good.txt": TEXT}, path)
    assert list(reasons(path)) == ["bad.zip"]


def test_archives_without_files(tmp_path: Path) -> None:
    for members in ({}, {"folder/": ""}, {".hidden.txt": TEXT}):
        pack(members, tmp_path / "a.zip")
        (item,) = read_paths([tmp_path / "a.zip"])
        assert item == Skipped(f"{tmp_path}/a.zip", "no files in it: remove it, or pack it again")


def test_odd_names(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    pack({"line\nbreak.txt": TEXT, "café.txt": TEXT, "a#b.txt": TEXT}, path)
    assert list(read(path)) == ["a#b.txt", "café.txt", "line\ufffdbreak.txt"]


def test_damaged_anywhere(tmp_path: Path) -> None:
    whole = pack({"a.txt": TEXT * 9, "b.csv": f"text\n{TEXT}\n", "c.zip": pack({"d.txt": TEXT})})
    for place in range(0, len(whole), 7):
        (tmp_path / "a.zip").write_bytes(whole[:place] + b"\xff\x00\xfe" + whole[place + 3 :])
        list(read_paths([tmp_path / "a.zip"]))


def test_breaking_off_leaves_no_file(tmp_path: Path) -> None:
    pack({"a.txt": TEXT, "b.csv": f"text\n{TEXT}\n{TEXT}\n"}, tmp_path / "a.zip")
    items = read_paths([tmp_path / "a.zip"])
    next(items)
    next(items)
    items.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "seen", "paths", "expected"),
    [
        ("news/a.zip#b.csv#3", set(), ["news"], True),
        ("news/a.zip#b.csv#3", set(), ["news/a.zip"], True),
        ("news/a.zip#b.csv#3", {"news/a.zip#b.csv#3"}, ["news"], False),
        ("news/a.zip#b.csv#3", {"news/a.zip"}, ["news"], False),  # the archive could not be read this time
        ("news/a.zip#b.csv#3", {"news/a.zip#b.csv"}, ["news"], False),
        ("news/a.zip#b/c.txt", {"news/a.zip#b/d.txt"}, ["news/a.zip"], True),
        ("other/a.zip#b.csv#3", set(), ["news"], False),
        ("news#2/a.txt", set(), ["news"], False),  # another folder's
        ("news#2/a.txt", set(), ["news#2"], True),
    ],
)
def test_what_a_scan_may_forget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, seen: set[str], paths: list[str], expected: bool
) -> None:
    for folder in ("news", "news#2", "other"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    assert (not scanning._is_seen(name, seen) and scanning._is_below(name, paths)) is expected
