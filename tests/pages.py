"""Pages of the documentation, run: what their blocks print has to be what they show.

    python -m tests.pages docs/tutorial.md ...

writes what the blocks print now into the pages. These blocks are run, in order, in one folder:

console   commands behind "$ ", with what they print below; an answer to a question stands behind it ("[Y/n]: y")
python    code; an "output" block right behind shows what it prints
sql       a query of quotetrack.db that has to find something
a table right behind <!-- edit: FILE.csv -->   what a reader edits: statement_id, column, before, after

A block right behind <!-- not run: WHY --> is only shown, and so are all other kinds. In what is shown, "..." stands for
anything within a line, or for any lines where it stands alone.

Commands are processes. Where models are given that are loaded already, plain commands of quotetrack run in this process
and share them, which takes a fraction of the time.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from quotetrack.cli import main as quotetrack
from quotetrack.ledger import Ledger
from quotetrack.reading import Reader
from quotetrack.scanning import scan

ROOT = Path(__file__).resolve().parent.parent
_STEP = re.compile(
    r"^(?P<skip><!-- not run: [^\n]+ -->\n+)?```(?P<kind>console|python|sql)\n(?P<body>.*?)^```\n"
    r"(?P<output>\n```output\n(?P<shown>.*?)^```\n)?"
    r"|^<!-- edit: (?P<file>\S+) -->\n+(?P<table>(?:\|[^\n]*\n)+)",
    re.M | re.S,
)
_COMMAND = re.compile(r"^\$ ([^\n]+)\n((?:(?!\$ )[^\n]*\n)*)", re.M)
_ANSWER = re.compile(r"(?<=\]: )(\w+)\n")
_SHELL = re.compile(r"[|&;<>$*?]")  # what only a shell understands


class Run:
    """A folder with the sample articles, as a reader has it."""

    def __init__(
        self, folder: Path, ledger: Path | None = None, reader: Reader | None = None, processes: Sequence[str] = ()
    ):
        """`ledger`: one of corpus/, where the page goes on from a scan; `reader`: the shipped models, to be shared by
        all commands but `processes`."""
        self.folder = folder
        self._reader = reader
        self._processes = processes
        self._names: dict[str, Any] = {}
        shutil.copytree(ROOT / "corpus", folder / "corpus")
        if ledger:
            shutil.copy(ledger, folder / "quotetrack.db")
        tools = folder.parent / f"{folder.name}-bin"
        tools.mkdir()
        for name, module in (("quotetrack", "-m quotetrack"), ("python", "")):
            tool = tools / name
            tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
            tool.chmod(0o755)
        self._environment = {
            **os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
            "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def page(self, text: str) -> str:
        """The page with what its blocks print now; what fits what it shows stays as it is."""
        return _STEP.sub(self._step, text)

    def _step(self, step: re.Match[str]) -> str:
        if step["table"]:
            self._edit(step["file"], step["table"])
        elif step["skip"] is None:
            return {"console": self._console, "python": self._python, "sql": self._sql}[step["kind"]](step)
        return step[0]

    def _console(self, step: re.Match[str]) -> str:
        return step[0].replace(step["body"], _COMMAND.sub(self._command, step["body"]))

    def _command(self, command: re.Match[str]) -> str:
        line, shown = command.groups()
        shared = self._reader and line.startswith("quotetrack ") and not _SHELL.search(line)
        shared = shared and line.split()[1] not in self._processes
        answers = "".join(f"{answer}\n" for answer in _ANSWER.findall(shown))
        status, output = (self._shared if shared else self._process)(line, answers)
        # of a line of progress only what it ends as can be seen
        printed = "\n".join(each.rpartition("\r")[2].rstrip() for each in output.split("\n"))
        assert status == 0, f"{line}\n{printed}"
        return command[0] if _fits(printed, _ANSWER.sub("", shown)) else f"$ {line}\n{printed}"

    def _process(self, line: str, answers: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self._environment, timeout=300, input=answers.encode(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return done.returncode, done.stdout.decode()

    def _shared(self, line: str, answers: str) -> tuple[int, str]:
        output = io.StringIO()
        with (
            _inside(self.folder, self._models), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output),
            patch("sys.stdin", io.StringIO(answers)),
        ):  # fmt: skip
            try:
                status = quotetrack(shlex.split(line)[1:])
            except SystemExit as ended:
                status = ended.code
        return int(status or 0), output.getvalue()

    def _python(self, step: re.Match[str]) -> str:
        printed = io.StringIO()
        with _inside(self.folder, self._models), contextlib.redirect_stdout(printed):
            exec(compile(step["body"], "<page>", "exec"), self._names)
        text = "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
        if _fits(text, step["shown"] or ""):
            return step[0]
        code = step[0].removesuffix(step["output"] or "")
        return f"{code}\n```output\n{text}```\n"

    def _models(self, model: str | None = None) -> Reader:
        return self._reader if self._reader and model is None else Reader(model)

    def _sql(self, step: re.Match[str]) -> str:
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/quotetrack.db?mode=ro", uri=True)) as db:
            assert db.execute(step["body"]).fetchone(), f"finds nothing:\n{step['body']}"
        return step[0]

    def _edit(self, name: str, table: str) -> None:
        """Edit cells of a CSV file as a spreadsheet program would."""
        header, _, *lines = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines()]
        path = self.folder / name
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        by_id = {row["statement_id"]: row for row in rows}
        for line in lines:
            edit = dict(zip(header, line, strict=True))
            row = by_id[edit["statement_id"]]
            assert row[edit["column"]] == edit["before"], edit
            row[edit["column"]] = edit["after"]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _fits(printed: str, shown: str) -> bool:
    pattern = re.sub(r"^\\\.\\\.\\\.\\\n", r"(?:[^\\n]*\\n)*", re.escape(shown), flags=re.M)
    return re.fullmatch(pattern.replace(r"\.\.\.", "[^\n]*"), printed) is not None


@contextlib.contextmanager
def _inside(folder: Path, models: Callable[..., Reader]) -> Iterator[None]:
    """This process in a folder, with these models for those that it would load."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with patch("quotetrack.reading.Reader", models):
            yield
    finally:
        os.chdir(before)


def main(pages: list[str]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        reader = Reader(threads=1)
        with _inside(ROOT, lambda model=None: reader), Ledger(folder / "corpus.db") as ledger:
            scan([Path("corpus")], ledger)
        for number, page in enumerate(map(Path, pages)):
            (folder / str(number)).mkdir()
            ledger = folder / "corpus.db" if page.name != "tutorial.md" else None
            text = page.read_text(encoding="utf-8")
            now = Run(folder / str(number) / "news", ledger, reader).page(text)
            page.write_text(now, encoding="utf-8")
            print(f"{page}: {'as it was' if now == text else 'written anew'}")


if __name__ == "__main__":
    main(sys.argv[1:])
