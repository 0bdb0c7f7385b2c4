"""ZIP archives become the files in them, unpacked one at a time, within limits.

A member is unpacked to a temporary file of our own naming: no path of the archive is ever written to. An archive in an
archive is opened too, one within that is not.
"""

from __future__ import annotations

import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from .reasons import Unreadable
from .walk import PAGES, Entry, is_companion

LARGEST_MEMBER = 2_000_000_000  # bytes unpacked; one is on the disk at a time
LARGEST_TOTAL = 20_000_000_000  # bytes unpacked, of an archive with the archives in it
LARGEST_RATIO = 200  # bytes from one byte: text gives about 4, a table that repeats itself 50, a bomb 1000
SMALL = 10_000_000  # bytes, of which no ratio is suspicious
MOST_MEMBERS = 200_000
CHUNK = 1 << 20

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass
class _Budget:
    """What may still be unpacked."""

    left: int


def unpacked(name: str, path: Path, wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """Yield the files of an archive in sorted order, each there until the next one is asked for.

    `wanted` tells by its ending whether a file is worth unpacking; others are named all the same. Hidden files are left
    out. Raises Unreadable where the archive cannot be opened or holds too much.
    """
    # also of the whole: members may overlap, or be archives
    total = min(LARGEST_TOTAL, max(LARGEST_RATIO * path.stat().st_size, 10 * SMALL))
    return _unpacked(name, path, wanted, _Budget(total), depth=0)


def _unpacked(name: str, path: Path, wanted: Callable[[str], bool], budget: _Budget, depth: int) -> Iterator[Entry]:
    try:
        archive = ZipFile(path)
    except (BadZipFile, ValueError, NotImplementedError) as error:
        why = " ".join(str(error).split())[:80]
        raise Unreadable(f"no ZIP archive, or damaged ({why}): pack it again, or unpack it first") from error
    with archive:
        infos = archive.infolist()
        if len(infos) > MOST_MEMBERS:
            raise Unreadable(f"too many files in it ({len(infos)}): unpack it first")
        members = {_inside(info): info for info in infos if not info.is_dir()}
        pages = {inside.rpartition(".")[0] for inside in members if inside.lower().endswith(PAGES)}
        for inside in sorted(members, key=lambda inside: inside.split("/")):
            parts = PurePosixPath(inside).parts
            folders = ["/".join(parts[:count]) for count in range(1, len(parts))]
            hidden = "__MACOSX" in parts or any(part.startswith(".") and part != ".." for part in parts)
            if not hidden and not any(is_companion(folder, pages) for folder in folders):
                yield from _member(name, archive, members[inside], inside, wanted, budget, depth)


def _member(
    name: str,
    archive: ZipFile,
    info: ZipInfo,
    inside: str,
    wanted: Callable[[str], bool],
    budget: _Budget,
    depth: int,
) -> Iterator[Entry]:
    entry = Entry(f"{name}#{inside}", Path(), inside=inside)
    nested = entry.suffix == ".zip"
    reason = _refusal(info, inside, budget) or (
        "an archive in an archive in an archive: unpack it" if nested and depth else ""
    )
    if reason or not wanted(entry.suffix):
        yield Entry(entry.name, entry.path, reason, inside)
        return
    with tempfile.TemporaryDirectory(prefix="quotetrack-") as folder:
        target = Path(folder) / f"member{entry.suffix}"
        try:
            with archive.open(info) as source, target.open("wb") as file:
                while chunk := source.read(CHUNK):  # never more than the size that the archive states
                    budget.left -= len(chunk)
                    file.write(chunk)
            reason = ""
        except OSError as error:
            reason = f"cannot be unpacked ({error.strerror or type(error).__name__}): unpack the archive first"
        except Exception as error:  # a wrong checksum, an unknown method, broken data
            reason = f"damaged in the archive ({type(error).__name__}): pack it again"
        if nested and not reason:
            try:
                yield from _unpacked(entry.name, target, wanted, budget, depth + 1)
                return
            except Unreadable as error:
                reason = str(error)
        yield Entry(entry.name, target, reason, inside)


def _refusal(info: ZipInfo, inside: str, budget: _Budget) -> str:
    """Why a member is not unpacked, or ""."""
    megabytes = info.file_size // 1_000_000
    if inside.startswith("/") or ".." in inside.split("/") or re.match(r"[A-Za-z]:", inside):
        return "a path that leads out of the archive: unpack it with care, and check where it came from"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link: unpack the archive first"
    if info.flag_bits & 1:
        return "encrypted: unpack the archive with its password first"
    if info.file_size > max(SMALL, LARGEST_RATIO * info.compress_size):
        return f"unpacks to {megabytes} MB, suspiciously much for its size: unpack the archive first if you trust it"
    if info.file_size > LARGEST_MEMBER:
        return f"too large to be unpacked here ({megabytes} MB): unpack the archive first"
    if info.file_size > budget.left:
        return "the archive unpacks to more than it should: unpack it first if you trust it"
    return ""


def _inside(info: ZipInfo) -> str:
    """The path of a member with slashes, on one line, as text that can be stored."""
    path = _CONTROL.sub("\ufffd", info.filename.replace("\\", "/"))
    return path.encode("utf-8", "replace").decode("utf-8")
