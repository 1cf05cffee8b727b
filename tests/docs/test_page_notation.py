"""The notation of pages: what is run, what is compared, what may vary, and how a page is brought up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import ROOT, Block, Shown, blocks
from reader import Reader, missing
from rewriting import agrees, renewed, replaced

PAGE = """# A page

<!-- exit: 1 -->
```sh
propdetect score letter.txt
```

```text
letter.txt: 2 sentences
```

Some words.

```text
no output
```

- In a list:

  <!-- skip: installs packages -->
  <!-- needs: numpy -->
  ```python
  print(1)
  ```

  ```text
    1

  2
  ```

```toml title="propdetect.toml"
threshold = 0.5
```

```yaml
on: push
```

<!-- invisible-code-block: python
print("| a |")
-->

| b |

<!-- end -->

<!-- invisible-code-block: python
assert "words" in page
-->
"""


def test_blocks_are_found_with_their_comments_and_outputs() -> None:
    command, listed, file, table, check = blocks(PAGE)
    assert (command.kind, command.source) == ("sh", "propdetect score letter.txt\n")
    assert (command.line, command.notes) == (4, {"exit": "1"})
    assert command.output is not None and command.output.text == "letter.txt: 2 sentences\n"
    assert (listed.kind, listed.source) == ("python", "print(1)\n")
    assert listed.notes == {"skip": "installs packages", "needs": "numpy"}
    assert listed.output is not None and (listed.output.text, listed.output.indent) == ("  1\n\n2\n", "  ")
    assert (file.kind, file.title, file.source) == ("file", "propdetect.toml", "threshold = 0.5\n")
    assert (table.kind, check.kind) == ("invisible", "invisible")
    assert table.output is not None and table.output.text == "| b |\n"
    assert check.output is None


def test_replacing_changes_what_is_shown_and_nothing_else() -> None:
    shown = [block.output for block in blocks(PAGE) if block.output is not None]
    page = replaced(PAGE, list(zip(shown, ["new\n", "3\n\n4\n", "threshold = 0.7\n", "| c |\n"], strict=True)))
    expected = PAGE.replace("letter.txt: 2 sentences", "new").replace("    1\n\n  2\n", "  3\n\n  4\n")
    assert page == expected.replace("| b |", "| c |").replace("0.5", "0.7")
    assert replaced(PAGE, [(part, part.text) for part in shown]) == PAGE


@pytest.mark.parametrize(
    ("shown", "printed"),
    [("a 0.76... b\n", "a 0.7612 b\n"), ("a\n...\nb\n", "a\nx\ny\nb\n"), ("FILE...\n", "FILE...\n")],
)
def test_dots_stand_for_anything(shown: str, printed: str) -> None:
    assert agrees(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"), [("a\n", "a \n"), ("a\n", "a\n\n"), ("a.c\n", "abc\n"), ("a...b\n", "a..\n")]
)
def test_without_dots_every_character_counts(shown: str, printed: str) -> None:
    assert not agrees(shown, printed)


def test_numbers_are_renewed_around_what_is_left_out() -> None:
    shown = '{"start": 51, "score": 0.76..., "flags": [...]}\n'
    printed = '{"start": 7, "score": -0.12345, "flags": [{"start": 7}]}\n'
    assert renewed(shown, printed) == '{"start": 7, "score": -0.12..., "flags": [...]}\n'
    assert renewed(shown, '{"begin": 7}\n') is None
    assert renewed("all of it\n", "anything\n") == "anything\n"


LINES = st.lists(st.text(st.characters(exclude_characters=".\r\n", codec="utf-8"), max_size=8), max_size=4)


@given(LINES, LINES)
def test_what_was_renewed_agrees_and_a_page_shows_its_own_output(before: list[str], after: list[str]) -> None:
    shown, printed = "\n".join([*before, "..."]), "\n".join([*after, "x"])
    new = renewed(shown, printed)
    assert new is None or agrees(new, printed)
    assert agrees(printed, printed)


def block(kind: str, source: str, title: str = "") -> Block:
    return Block(kind, 1, source, title)


def test_a_reader_gets_output_and_the_highest_exit_code(tmp_path: Path) -> None:
    reader = Reader(tmp_path, "the page")
    letter = "These traitors sold us out!\n"
    assert reader.run(block("file", letter, "a/letter.txt")) == (letter, 0)
    quiet = block("sh", "propdetect score --exit-zero a/letter.txt\n")
    assert reader.run(quiet)[1] == 0
    assert reader.run(block("sh", "propdetect score missing.txt\npropdetect techniques\n"))[1] == 2
    piped = block("sh", "propdetect score a/letter.txt | head -n 1\ncat a/letter.txt\n")
    output, code = reader.run(piped)
    assert output.startswith("a/letter.txt:1:1: ") and output.endswith("\nThese traitors sold us out!\n")
    assert code == 1
    assert reader.run(block("python", "print(page)\n")) == ("the page\n", 0)


def test_a_shell_and_this_process_print_the_same(tmp_path: Path) -> None:
    reader = Reader(tmp_path, "")
    command = "propdetect explain examples/pier.txt --sentence 2 --technique bias"
    assert reader.run(block("sh", f"{command}\n")) == reader.run(block("sh", f"{command} | cat\n"))


def test_a_command_that_cannot_be_run_is_no_success(tmp_path: Path) -> None:
    reader = Reader(tmp_path, "")
    with pytest.raises(AssertionError, match="exit code 127"):
        reader.run(block("sh", "propdetct score examples/pier.txt\n"))


def test_a_file_of_the_project_is_read_and_never_written(tmp_path: Path) -> None:
    held = (ROOT / "examples/pier.txt").read_text("utf-8")
    assert Reader(tmp_path, "").run(block("file", "something else\n", "examples/pier.txt")) == (held, 0)
    assert (ROOT / "examples/pier.txt").read_text("utf-8") == held


def test_what_a_block_needs_is_looked_for() -> None:
    assert not missing(Block("sh", 1, "", notes={"needs": "json, click"}))
    assert missing(Block("sh", 1, "", notes={"needs": "json, no_such_module"})) == "no_such_module is not installed"


def test_a_stretch_may_become_empty() -> None:
    assert replaced("a\nb\nc\n", [(Shown("b\n", 2, 4), "")]) == "a\nc\n"
