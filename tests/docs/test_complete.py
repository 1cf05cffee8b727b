"""What users can name is documented: commands, options, formats, public names, fields, exit codes."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
from collections.abc import Iterator
from pkgutil import resolve_name

import click
import pytest

import propdetect
from pages import PAGES, ROOT, name
from propdetect import joined, report, speech, taxonomy
from propdetect.cli import app, output
from propdetect.readers import formats
from propdetect.rules.suppress import VERBS
from propdetect.writers import BUILT_IN

TEXTS = {name(path): path.read_text("utf-8") for path in PAGES}
WRITTEN = "\n".join(text for page, text in TEXTS.items() if page.startswith("docs/"))
API = TEXTS["docs/api.md"]
# Classes whose fields and members are the contract of the library.
CONTRACT = [
    propdetect.BatchScorer,
    propdetect.Detector,
    propdetect.Report,
    propdetect.Sentence,
    propdetect.Flag,
    propdetect.Evidence,
    propdetect.Explanation,
    propdetect.ErrorRecord,
    report.ModelInfo,
    speech.Speaker,
    speech.Voice,
    joined.Scores,
    taxonomy.Technique,
]
# Members that serve the library itself; each is said to in its docstring or by its name.
INTERNAL = {
    "Detector": {"analyse", "score_analysis", "own_logits", "lexicon_classes", "entry_classes"},
    "Report": {"sentence_dict"},
}


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, click.Command]]:
    for key, command in group.commands.items():
        yield " ".join(("propdetect", *names, key)), command
        if isinstance(command, click.Group):
            yield from commands(command, *names, key)


COMMANDS = {key: command for key, command in commands(app) if not isinstance(command, click.Group)}
OPTIONS = [
    (key, parameter)
    for key, command in COMMANDS.items()
    for parameter in command.params
    if isinstance(parameter, click.Option)
]


def documented() -> dict[str, set[str]]:
    """Return the names of the Python reference, and the members that it lists of each; none stands for all."""
    found = {}
    for entry in re.finditer(r"^::: (propdetect\S*)\n((?:    .*\n)*)", API, re.MULTILINE):
        found[entry[1]] = set(re.findall(r"\w+", "".join(re.findall(r"members: \[(.*)\]", entry[2]))))
    return found


DOCUMENTED = documented()


def members(kind: type) -> dict[str, object]:
    """Return the public methods and properties that a class defines."""
    return {
        key: value
        for key, value in vars(kind).items()
        if not key.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_in_the_readme_and_in_a_page(command: str) -> None:
    assert f"`{command} " in TEXTS["README.md"] or f"`{command}`" in TEXTS["README.md"]
    assert re.search(rf"^ *{command} ", WRITTEN, re.MULTILINE) or f"`{command}" in WRITTEN


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=lambda value: getattr(value, "name", value))
def test_each_option_is_explained_in_the_help_that_the_reference_is_made_from(
    command: str, option: click.Option
) -> None:
    assert option.help and len(option.help) > 10
    assert not option.hidden


@pytest.mark.parametrize("option", sorted({option.opts[-1] for _, option in OPTIONS}))
def test_each_option_is_used_or_described_in_a_page(option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", WRITTEN)


def test_the_reference_of_commands_is_made_from_the_commands() -> None:
    assert ":module: propdetect.cli\n" in TEXTS["docs/cli.md"]
    assert ":command: app\n" in TEXTS["docs/cli.md"]


def test_each_output_format_has_a_section_with_a_command() -> None:
    page = TEXTS["docs/outputs.md"]
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    assert [section.split("\n")[0] for section in sections][: len(BUILT_IN)] == list(BUILT_IN)
    for key, section in zip(BUILT_IN, sections, strict=False):
        assert f"[`{key}`](#{key})" in page
        assert key == "text" or re.search(rf"^propdetect score .*--format {key} ", section, re.MULTILINE)
        (row,) = [line for line in TEXTS["README.md"].splitlines() if line.startswith("| `propdetect score")]
        assert f"`{key}`" in row


@pytest.mark.parametrize("key", formats.FORMATS)
def test_each_input_format_is_described_with_the_names_of_its_files(key: str) -> None:
    (row,) = [line for line in TEXTS["docs/inputs.md"].splitlines() if re.match(rf"\|.*`{key}`.*\|.*\|", line)]
    ends = [end for end, format_ in formats._BY_SUFFIX.items() if format_ == key and end]
    assert all(f"`{end}`" in row for end in ends)


@pytest.mark.parametrize("key", [key for key in propdetect.__all__ if not key.startswith("__")])
def test_each_public_name_is_in_the_reference(key: str) -> None:
    assert f"propdetect.{key}" in DOCUMENTED
    assert inspect.getdoc(getattr(propdetect, key))


@pytest.mark.parametrize("room", ["evaluation", "readers", "writers"])
def test_each_public_name_of_a_room_that_others_build_on_is_in_the_reference(room: str) -> None:
    # what has the name of its module is there by both
    apart = {key.rpartition(".")[2] for key in DOCUMENTED if key.startswith(f"propdetect.{room}.")}
    assert DOCUMENTED[f"propdetect.{room}"] | apart == set(resolve_name(f"propdetect.{room}").__all__)


@pytest.mark.parametrize("key", DOCUMENTED)
def test_each_name_of_the_reference_exists_and_so_do_its_members(key: str) -> None:
    if key.startswith("propdetect.integrations."):
        pytest.importorskip(key.rpartition(".")[0], reason="an extra is not installed", exc_type=ImportError)
    found = resolve_name(key)
    assert inspect.getdoc(found)
    for member in DOCUMENTED[key]:
        value = getattr(found, member)
        if inspect.isroutine(value) or isinstance(value, type | property):
            assert inspect.getdoc(value), member


@pytest.mark.parametrize("kind", CONTRACT, ids=lambda kind: kind.__name__)
def test_each_member_and_field_of_a_result_is_in_the_reference(kind: type) -> None:
    ((key, listed),) = [(key, listed) for key, listed in DOCUMENTED.items() if key.endswith(f".{kind.__name__}")]
    public = members(kind)
    for member in public.keys() - INTERNAL.get(kind.__name__, set()):
        assert member in listed or not listed, f"{key}.{member}"
        assert inspect.getdoc(public[member]), f"{key}.{member}"
    if dataclasses.is_dataclass(kind):
        described = inspect.getdoc(kind) or ""
        for field in dataclasses.fields(kind):
            assert re.search(rf"\b{field.name}\b", described) or field.name in public, f"{key}.{field.name}"


def integrations() -> Iterator[str]:
    """Yield the public names that modules of integrations define, found without their libraries."""
    for path in sorted((ROOT / "propdetect/integrations").glob("[a-z]*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                yield f"propdetect.integrations.{path.stem}.{node.name}"


@pytest.mark.parametrize("key", list(integrations()))
def test_each_name_of_an_integration_is_in_the_reference(key: str) -> None:
    assert key in DOCUMENTED


@pytest.mark.parametrize("code", [output.NOTHING_FOUND, output.FOUND, output.COULD_NOT, 130, output.BROKEN_PIPE])
def test_each_exit_code_is_documented(code: int) -> None:
    assert re.search(rf"^\| {code} \|", TEXTS["docs/exit-codes.md"], re.MULTILINE)


@pytest.mark.parametrize("group", ["propdetect.readers", "propdetect.writers"])
def test_each_group_of_entry_points_is_documented(group: str) -> None:
    assert f'[project.entry-points."{group}"]' in WRITTEN


def test_each_kind_of_evidence_is_explained_where_a_sum_is() -> None:
    kinds = re.findall(r'"(\w+)"', inspect.getdoc(propdetect.Evidence) or "")
    assert len(kinds) >= 6
    assert all(f"`{kind}`" in TEXTS["docs/scoring.md"] for kind in kinds)


def test_each_word_of_a_comment_is_documented() -> None:
    page = (ROOT / "docs/rules.md").read_text("utf-8")
    assert all(f"`propdetect: {verb}" in page for verb in VERBS)
