"""Every command and every Python block of README and docs is run, and prints what the page shows.

`pytest tests/docs --update-docs` writes what is printed now into the pages, after a change of the model.
"""

from __future__ import annotations

import difflib
import re
import traceback
from pathlib import Path

import pytest

from pages import DIRECTIVES, PAGES, ROOT, RUN, Block, Shown, blocks, name
from reader import Reader, missing, needs
from rewriting import agrees, renewed, replaced

TEXTS = {name(path): path.read_text("utf-8") for path in PAGES}
BLOCKS = {page: blocks(text) for page, text in TEXTS.items()}
SLOW = [page for page, found in BLOCKS.items() if any("slow" in block.notes for block in found)]
# What a block may need: what `.ci/run` installs, so that it is run there.
NEEDS = {"dask", "distributed", "fastapi", "httpx", "java", "pyspark", "trafilatura"}
SKIPPED = [(page, block) for page, found in BLOCKS.items() for block in found if "skip" in block.notes]
# Why a block may not be run, and how many there are at most; a new reason is argued for here.
REASONS = {
    "installs packages": 12,
    "needs the corpora": 5,
    "runs the checks of the project": 5,
    # what it answers is shown below these, and test_moderation_service.py runs them
    "runs until it is stopped": 1,
    "asks a service that runs": 1,
    # the page says with which version it was run by hand
    "needs Ray, which no check installs": 1,
}
COMMAND = re.compile(r"^ {4,}(\$ )?(propdetect|python3?|pytest|pip|git|import|from) ", re.MULTILINE)


@pytest.mark.parametrize("page", [page for page, found in BLOCKS.items() if found])
def test_what_a_page_shows_is_what_happens(page: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    follow(page, tmp_path, update=request.config.getoption("--update-docs"), slow=False)


@pytest.mark.slow
@pytest.mark.parametrize("page", SLOW)
def test_what_a_page_shows_is_what_happens_where_it_takes_long(
    page: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    follow(page, tmp_path, update=request.config.getoption("--update-docs"), slow=True)


def follow(page: str, folder: Path, *, update: bool, slow: bool) -> None:
    """Do all that a page says, and collect what is not as it shows before failing, or mend it."""
    text = (ROOT / page).read_text("utf-8")
    reader = Reader(folder, text)
    wrong, changes, lacking = [], [], set()
    for block in blocks(text):
        if "skip" in block.notes or ("slow" in block.notes and not slow):
            continue
        if reason := missing(block):
            lacking.add(reason)
            continue
        problems, change = compared(f"{page}:{block.line}", reader, block)
        if change is None or not update:
            wrong += problems
        else:
            changes.append(change)
    if changes:
        (ROOT / page).write_text(replaced(text, changes), "utf-8")
    assert not wrong, "\n".join(wrong)
    if lacking:
        pytest.skip(f"blocks of {page} were left out: {', '.join(sorted(lacking))}")


def compared(where: str, reader: Reader, block: Block) -> tuple[list[str], tuple[Shown, str] | None]:
    """Run a block; return what is not as the page says, and the change that would mend all of it."""
    try:
        printed, code = reader.run(block)
    except Exception:
        return [f"{where}: {traceback.format_exc()}"], None
    wrong = []
    if code != int(block.notes.get("exit", "0")):
        wrong.append(f"{where}: exit code {code}; if that is right, say so with <!-- exit: {code} -->")
    if block.output is None:
        if block.kind == "python" and printed:
            wrong.append(f"{where}: prints what the page does not show:\n{printed}")
        return wrong, None
    if block.source == printed if block.kind == "file" else agrees(block.output.text, printed):
        return wrong, None
    new = printed if block.kind == "file" else renewed(block.output.text, printed)
    problem = f"{where}: prints something else:\n{difference(block.output, printed)}"
    return [*wrong, problem], None if wrong or new is None else (block.output, new)


def difference(shown: Shown, printed: str) -> str:
    lines = difflib.unified_diff(shown.text.splitlines(), printed.splitlines(), "shown", "printed", lineterm="")
    return "\n".join(lines)


def test_what_a_block_needs_is_there_where_all_checks_run() -> None:
    needed = {module for found in BLOCKS.values() for block in found for module in needs(block)}
    assert needed == NEEDS


@pytest.mark.parametrize("reason", REASONS)
def test_few_blocks_are_never_run(reason: str) -> None:
    assert 0 < sum(block.notes["skip"] == reason for _, block in SKIPPED) <= REASONS[reason]


def test_every_command_of_propdetect_is_run() -> None:
    hidden = [f"{page}:{block.line}" for page, block in SKIPPED if re.search(r"^propdetect ", block.source, re.M)]
    assert not hidden


def test_each_block_that_is_never_run_says_why() -> None:
    unknown = [f"{page}:{block.line}" for page, block in SKIPPED if block.notes["skip"] not in REASONS]
    assert not unknown, "give one of the reasons of REASONS, or argue for a new one there"


@pytest.mark.parametrize("page", TEXTS)
def test_no_command_hides_where_it_is_not_run(page: str) -> None:
    assert not COMMAND.search(TEXTS[page])
    comments = re.findall(rf"^\s*<!--\s*({'|'.join(DIRECTIVES)}):", TEXTS[page], re.MULTILINE)
    assert len(comments) == sum(len(block.notes) for block in BLOCKS[page]), "a comment belongs to no block"
    languages = set(re.findall(r"^\s*(?:```|~~~)([\w-]+)", TEXTS[page], re.MULTILINE))
    assert not languages & {"bash", "shell", "console", "py", "pycon"}, f"blocks are run where they are {RUN}"
