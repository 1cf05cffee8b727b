"""The page on configuration shows files that are good, and names every table and shell."""

import re
import tomllib

from pages import ROOT
from propdetect.cli import app, keys
from propdetect.cli.completion import SHELLS
from propdetect.cli.settings import Settings

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_two_files_shown_are_good_and_say_the_same() -> None:
    project, own = (
        tomllib.loads(text) for text in re.findall(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    )
    assert project["tool"]["propdetect"] == own
    keys.check(Settings("propdetect.toml", own, ""), app)


def test_every_command_that_can_be_configured_is_named_or_has_no_options_but_its_format() -> None:
    for name, command in keys.commands(app):
        assert f"`[{name}]`" in PAGE or set(keys.options(command)) <= {"format"}, name


def test_each_shell_has_its_line() -> None:
    for shell in SHELLS:
        assert f"`propdetect completion {shell} >" in PAGE
