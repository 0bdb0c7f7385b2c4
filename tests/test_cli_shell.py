"""What a shell and a terminal see, as real processes: completion, and colours where they belong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotetrack.cli import main
from quotetrack.ledger import Ledger
from quotetrack.parsing import models
from quotetrack.types import Document, Span, Speaker, Statement

QUOTETRACK = [sys.executable, "-m", "quotetrack"]
TEXT = "It rains, Marta Quell said."
NAMES = ["Marta Quell", "Marta Oske", "Tobias Renholt", "Jon O'Dray"]
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1", "TERM": "xterm"}
ENVIRONMENT.pop("NO_COLOR", None)


def put(path: Path, names: list[str]) -> None:
    with Ledger(path) as book:
        scan = book.begin_scan("1", "small", {})
        found = [
            Statement(
                f"q0{n}", "It rains", (Speaker(name, "person", named=True),), cue="said", confidence=0.9, end=8,
                content_spans=(Span(0, 8),), cue_span=Span(22, 26),
            )
            for n, name in enumerate(names)
        ]  # fmt: skip
        book.add(scan, Document("news/dike.txt", TEXT), found)
        book.add_edit("alias", names[0], "M.Q.", "")
        book.finish_scan(scan, {})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "quotetrack.db", NAMES)
    put(tmp_path / "other.db", ["Ada Lund"])
    return tmp_path


def completed(*words: str, shell: str = "bash") -> list[str]:
    """What is offered for the last of the words."""
    line = "\n".join(["quotetrack", *words])
    done = subprocess.run(
        QUOTETRACK, capture_output=True, text=True, encoding="utf-8", timeout=60,
        env={**ENVIRONMENT, "_QUOTETRACK_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": f"{len(words)}"},
    )  # fmt: skip
    assert done.stderr == ""
    return [part.removeprefix("plain,") for part in done.stdout.splitlines() if part]


COMPLETIONS = [
    (["sp"], ["speakers"]),
    (["speakers", "sp"], ["split"]),
    (["claims", "--js"], ["--json"]),
    (["claims", "--format", "j"], ["json"]),
    (["completion", "z"], ["zsh"]),
    (["timeline", "Tob"], ["Tobias Renholt"]),
    (["timeline", "Marta"], ["Marta Oske", "Marta Quell"]),
    (["timeline", "Zed"], []),
    (["timeline", "'%"], []),
    (["claims", "--speaker", "T"], ["Tobias Renholt"]),
    (["claims", "--ledger", "other.db", "--speaker", ""], ["Ada Lund"]),
    (["claims", "--ledger", "none.db", "--speaker", ""], []),
    (["claims", "--ledger", "news.txt", "--speaker", ""], []),
    (["speakers", "show", "Jon"], ["Jon O'Dray"]),
    (["speakers", "merge", r"Marta\ Quell", r"Marta\ O"], ["Marta Oske"]),
    (["speakers", "split", '"Marta Quell"', "news/"], ["news/dike.txt"]),
    (["speakers", "undo", ""], ["1"]),
    (["export", "--document", "n"], ["news/dike.txt"]),
    (["show", "q0"], ["q00", "q01", "q02", "q03"]),
    (["scan", "--model", "s"], ["small"]),
    (["scan", "--model", "/"], ["dir,/"]),
]


@pytest.mark.parametrize(("words", "offered"), COMPLETIONS)
def test_the_tab_key_offers(here: Path, words: list[str], offered: list[str]) -> None:
    (here / "news.txt").write_text("no ledger")
    before = sorted(path.name for path in here.iterdir())
    assert completed(*words) == offered
    assert sorted(path.name for path in here.iterdir()) == before


def test_ids_of_claims_are_offered() -> None:
    with Ledger("quotetrack.db") as book:
        claims, propositions = (set(book.claims()[name]) for name in ("claim_id", "proposition_id"))
    assert set(completed("show", "c")) == claims
    assert set(completed("show", "p")) == propositions


def test_a_key_press_imports_nothing_that_takes_seconds() -> None:
    code = (
        "import os, sys; from quotetrack.cli import main\n"
        "for words in ('timeline ', 'scan --model ', 'show '):\n"
        "    words = ['quotetrack', *words.split(' ')]\n"
        "    os.environ |= {'COMP_WORDS': '\\n'.join(words), 'COMP_CWORD': str(len(words) - 1)}\n"
        "    try: main(prog_name='quotetrack')\n"
        "    except SystemExit: pass\n"
        "print(sorted({'torch', 'pandas', 'stanza', 'numpy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True,
        env={**ENVIRONMENT, "_QUOTETRACK_COMPLETE": "bash_complete"},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]", done
    assert "plain,small" in done.stdout


def test_stanzas_folder_is_found_as_stanza_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from stanza.resources import common

    monkeypatch.delitem(sys.modules, "stanza.resources.common")
    if "STANZA_RESOURCES_DIR" not in os.environ:
        assert str(models._official()) == common.DEFAULT_MODEL_DIR
    monkeypatch.setenv("STANZA_RESOURCES_DIR", "elsewhere")
    assert models._official() == Path("elsewhere")


SHELLS = {
    "bash": "complete -o nosort -F",
    "zsh": "#compdef quotetrack",
    "fish": "complete --no-files --command quotetrack",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_for_each_shell(shell: str) -> None:
    result = CliRunner().invoke(main, ["completion", shell])
    assert result.exit_code == 0
    assert SHELLS[shell] in result.stdout
    assert f"_QUOTETRACK_COMPLETE={shell}_complete" in result.stdout
    checker = shutil.which(shell)
    if checker:
        subprocess.run([checker, "-n", "-c", result.stdout], check=True)


def test_a_shell_that_is_none() -> None:
    result = CliRunner().invoke(main, ["completion", "tcsh"])
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in result.stderr


QUOTED = [
    (r"Tob", [r"Tobias\ Renholt"]),
    (r"Tobias\ R", [r"Tobias\ Renholt"]),
    (r"Jon", [r"Jon\ O\'Dray"]),
    (r'"Tob', ["Tobias Renholt"]),
    (r"'Marta Q", ["Marta Quell"]),
]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(("word", "replies"), QUOTED)
def test_bash_gets_names_as_one_word(here: Path, word: str, replies: list[str]) -> None:
    program = here / "quotetrack"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m quotetrack "$@"\n')
    program.chmod(0o755)
    script = CliRunner().invoke(main, ["completion", "bash"]).stdout
    (here / "words").write_text(word)
    press = 'COMP_WORDS=(quotetrack timeline "$(cat words)"); COMP_CWORD=2; _quotetrack_completion ./quotetrack'
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{press}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""], capture_output=True, text=True,
        env=ENVIRONMENT, timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines() == replies, done.stderr


# Colours


def on_a_terminal(arguments: list[str], **environment: str) -> str:
    """What a command writes to a terminal."""
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*QUOTETRACK, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env={**ENVIRONMENT, **environment}
    ) as process:
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 4096):
                written += part
        except OSError:  # how Linux says that the other side is closed
            pass
        process.wait(60)
    os.close(ours)
    return written.decode()


COLOURED = [
    (["show", "q00"], "\x1b[4mIt rains\x1b[0m, Marta Quell \x1b[35msaid\x1b[0m.", "<It rains>, Marta Quell [said]."),
    (["timeline", "Marta Quell"], "\x1b[1msaid_on", "said_on"),
    (["timeline", "Zed"], "\x1b[31mquotetrack:\x1b[0m no speaker", "quotetrack: no speaker"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("arguments", "coloured", "plain"), COLOURED)
def test_colours_are_for_terminals_alone(arguments: list[str], coloured: str, plain: str) -> None:
    assert coloured in on_a_terminal(arguments)
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        shown = on_a_terminal(arguments, **environment)
        assert plain in shown
        assert "\x1b" not in shown
    piped = subprocess.run([*QUOTETRACK, *arguments], capture_output=True, text=True, encoding="utf-8", env=ENVIRONMENT)
    assert plain in piped.stdout + piped.stderr
    assert "\x1b" not in piped.stdout + piped.stderr
