"""How far a long run has come, on standard error and nowhere else."""

import io
import sys

import pytest

from propdetect.cli import progress
from propdetect.cli.output import warn


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal on standard error, and have no patience."""
    stderr = Terminal()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    return stderr


def test_a_long_run_shows_count_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    assert list(progress.tracked(range(5), 5, shown=True)) == list(range(5))
    shown = terminal.getvalue()
    assert "scoring" in shown
    assert "/5" in shown
    assert "inputs/s" in shown
    assert "left" in shown


def test_a_run_of_unknown_length_shows_how_many_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    assert list(progress.tracked(iter("abc"), None, shown=True)) == list("abc")
    assert "/?" in terminal.getvalue()


def test_what_is_said_on_standard_error_meanwhile_stays_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    for item in progress.tracked(range(3), 3, shown=True):
        warn(f"input {item} is odd")
    lines = [line for line in terminal.getvalue().replace("\r", "\n").split("\n") if "is odd" in line]
    assert len(lines) == 3
    assert sys.stderr is terminal


def test_the_bar_is_gone_when_the_work_stops_early(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    items = progress.tracked(range(9), 9, shown=True)
    next(items)
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert sys.stderr is terminal
    assert terminal.getvalue().endswith(("\x1b[2K", "\x1b[?25h"))


@pytest.mark.parametrize(("total", "shown"), [(1, True), (5, False)])
def test_one_input_or_results_on_the_terminal_show_no_bar(
    monkeypatch: pytest.MonkeyPatch, total: int, shown: bool
) -> None:
    terminal = on_terminal(monkeypatch)
    assert list(progress.tracked(range(total), total, shown=shown)) == list(range(total))
    assert terminal.getvalue() == ""


def test_a_short_run_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setattr(progress, "_PATIENCE", 60.0)
    assert list(progress.tracked(range(5), 5, shown=True)) == list(range(5))
    assert terminal.getvalue() == ""


def test_standard_error_that_is_no_terminal_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    list(progress.tracked(range(5), 5, shown=True))
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]
