"""Pages of the documentation, run: what their blocks print has to be what they show.

    python -m tests.pages docs/tutorial.md ...

writes what the blocks print now into the pages. These blocks are run, in order, in one folder:

console   commands behind "$ ", with what they print below; an answer to a question stands behind it ("[Y/n]: y")
python    code; an "output" block right behind shows what it prints
sql       a query of quotetrack.db that has to find something
a table right behind <!-- edit: FILE.csv -->   what a reader edits: statement_id, column, before, after

A block right behind <!-- not run: WHY --> is only shown, and so are all other kinds. In what is shown, "..." stands for
anything within a line, or for any lines where it stands alone.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_STEP = re.compile(
    r"^(?P<skip><!-- not run: [^\n]+ -->\n+)?```(?P<kind>console|python|sql)\n(?P<body>.*?)^```\n"
    r"(?P<output>\n```output\n(?P<shown>.*?)^```\n)?"
    r"|^<!-- edit: (?P<file>\S+) -->\n+(?P<table>(?:\|[^\n]*\n)+)",
    re.M | re.S,
)
_COMMAND = re.compile(r"^\$ ([^\n]+)\n((?:(?!\$ )[^\n]*\n)*)", re.M)
_ANSWER = re.compile(r"(?<=\]: )(\w+)\n")


class Run:
    """A folder with the sample articles, as a reader has it."""

    def __init__(self, folder: Path, ledger: Path | None = None):
        """`ledger`: one of corpus/, where the page goes on from a scan."""
        self.folder = folder
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
        shown = command[2]
        done = subprocess.run(
            ["bash", "-c", command[1]], cwd=self.folder, env=self._environment, timeout=300,
            input="".join(f"{answer}\n" for answer in _ANSWER.findall(shown)).encode(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        # of a line of progress only what it ends as can be seen
        lines = done.stdout.decode().split("\n")
        printed = "\n".join(line.rpartition("\r")[2].rstrip() for line in lines)
        assert done.returncode == 0, f"{command[1]}\n{printed}"
        return command[0] if _fits(printed, _ANSWER.sub("", shown)) else f"$ {command[1]}\n{printed}"

    def _python(self, step: re.Match[str]) -> str:
        printed = io.StringIO()
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(step["body"], "<page>", "exec"), self._names)
        finally:
            os.chdir(before)
        text = "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
        if _fits(text, step["shown"] or ""):
            return step[0]
        code = step[0].removesuffix(step["output"] or "")
        return f"{code}\n```output\n{text}```\n"

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
def scanned() -> Iterator[Path]:
    """A ledger of corpus/."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "corpus", Path(folder) / "corpus")
        command = [sys.executable, "-m", "quotetrack", "scan", "corpus/", "--quiet"]
        subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        yield Path(folder) / "quotetrack.db"


def main(pages: list[str]) -> None:
    with contextlib.ExitStack() as stack:
        others = [page for page in pages if Path(page).name != "tutorial.md"]
        ledger = stack.enter_context(scanned()) if others else None
        for page in map(Path, pages):
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "news").mkdir()
                run = Run(Path(folder) / "news", ledger if str(page) in others else None)
                text = page.read_text(encoding="utf-8")
                now = run.page(text)
            page.write_text(now, encoding="utf-8")
            print(f"{page}: {'as it was' if now == text else 'written anew'}")


if __name__ == "__main__":
    main(sys.argv[1:])
