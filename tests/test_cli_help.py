"""Every command and option is documented, by example too, and the examples are commands that exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from quotetrack.cli import main

ROOT = Path(__file__).parents[1]


def tree(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from tree(below, f"{path} {name}")


COMMANDS = dict(tree(main, "quotetrack"))


def examples(help_text: str) -> list[str]:
    """The lines of the blocks that are not wrapped."""
    blocks = [part for part in help_text.split("\n\n") if part.lstrip().startswith("\b")]
    return [line.strip() for block in blocks for line in block.splitlines() if "quotetrack " in line]


def parse(example: str) -> None:
    """Raises click.UsageError or KeyError for a command line that quotetrack would not take."""
    line = re.split(r"\s{2,}|\s[>|&#]", example[example.index("quotetrack ") :])[0]
    command, words, name = main, shlex.split(line)[1:], "quotetrack"
    while isinstance(command, click.Group):
        if words == ["--version"]:
            return
        name = words.pop(0)
        command = command.commands[name]
    command.make_context(name, words, **main.context_settings)


def lines_of(path: Path) -> list[str]:
    """The commands of quotetrack in the shell blocks of a page."""
    blocks = re.findall(r"^```(?:sh|bash|shell|console)[^\n]*\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if re.match(r"(\$ )?quotetrack |.*[|&] quotetrack ", line)]


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_says_what_it_does_and_shows_how(path: str) -> None:
    command = COMMANDS[path]
    text = command.help or ""
    assert text, f"{path} has no help"
    assert any(example.startswith(path) for example in examples(text)), f"{path} --help has no example of it"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts[0]} has no help"
        else:
            name = parameter.metavar or parameter.name.upper()
            assert re.search(rf"\b{name}\b", text), f"{path} --help does not say what {name} is"


@pytest.mark.parametrize("example", sorted({line for c in COMMANDS.values() for line in examples(c.help or "")}))
def test_an_example_of_a_help_text_is_a_command(example: str) -> None:
    parse(example)


@pytest.mark.parametrize(("page", "line"), [(page.name, line) for page in PAGES for line in lines_of(page)])
def test_an_example_of_a_page_is_a_command(page: str, line: str) -> None:
    parse(line)


@pytest.mark.parametrize("wrong", ["quotetrack nosuch", "quotetrack scan a --nosuch", "quotetrack scan",
                                   "quotetrack speakers undo x", "quotetrack claims --format xml"])  # fmt: skip
def test_a_wrong_example_would_be_found(wrong: str) -> None:
    with pytest.raises((click.UsageError, KeyError)):
        parse(wrong)


@pytest.mark.parametrize("path", [path for path in COMMANDS if path != "quotetrack"])
def test_a_command_is_named_in_the_documentation(path: str) -> None:
    written = " ".join(" ".join(page.read_text("utf-8").split()) for page in PAGES)
    assert re.search(rf"\b{path}\b", written), f"neither README.md nor docs/ mentions {path}"


SAME = [
    "ledger",
    "speaker",
    "since",
    "until",
    "limit",
    "quiet",
    "yes",
    "as_json",
    "model",
    "document",
    "min_confidence",
]


@pytest.mark.parametrize("name", SAME)
def test_an_option_is_the_same_wherever_it_is(name: str) -> None:
    options = [p for c in COMMANDS.values() for p in c.params if isinstance(p, click.Option) and p.name == name]
    assert options
    assert len({(tuple(option.opts), option.help, option.default, option.metavar) for option in options}) == 1


@pytest.mark.parametrize("path", COMMANDS)
def test_help(path: str) -> None:
    for flag in ("--help", "-h"):
        result = CliRunner().invoke(main, [*path.split()[1:], flag])
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")


NEAREST = [
    (["sacn", "."], "scan"),
    (["speakers", "lst"], "list"),
    (["scan", ".", "--ledgr", "x"], "--ledger"),
    (["claims", "--jsn"], "--json"),
]


@pytest.mark.parametrize(("arguments", "nearest"), NEAREST)
def test_the_nearest_name_is_suggested(arguments: list[str], nearest: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert re.search(rf"Did you mean.*{nearest}\b", result.stderr)


def test_help_imports_nothing_that_takes_seconds() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from quotetrack.cli import main\n"
        f"for path in {[path.split()[1:] for path in COMMANDS]!r}:\n"
        "    assert CliRunner().invoke(main, [*path, '--help']).exit_code == 0\n"
        "print(sorted({'torch', 'pandas', 'stanza', 'numpy'} & set(sys.modules)))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
