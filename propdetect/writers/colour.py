"""The colours of the text output: a colour for each group of techniques, underlined words (rich)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from propdetect.taxonomy import TECHNIQUES
from propdetect.writers.marks import Mark, one_line
from propdetect.writers.text import INDENT, Scores
from propdetect.writers.width import wrapped

# Of the eight colours that every colour terminal has, the six that show on dark and on light.
_COLOURS = {
    "attack_on_reputation": "red",
    "justification": "blue",
    "simplification": "cyan",
    "distraction": "green",
    "call": "magenta",
    "manipulative_wording": "yellow",
}
_STYLES = {technique.id: _COLOURS[technique.group] for technique in TECHNIQUES}


class ColourStyle:
    """Underlined words in the colour of their technique's group, as are the names.

    width : columns of the terminal, to wrap sentences at words; None leaves that to whatever shows them
    """

    def __init__(self, width: int | None = None) -> None:
        self._width = width
        self._console = Console(
            file=io.StringIO(),
            force_terminal=True,
            color_system="standard",
            no_color=False,
            width=width or 80,
        )

    def __reduce__(self) -> tuple[type[ColourStyle], tuple[int | None]]:
        return ColourStyle, (self._width,)

    def place(self, text: str) -> str:
        """Return the place in bold."""
        return self._render(Text(one_line(text, terminal=True), "bold"))

    def names(self, scores: Scores) -> str:
        """Return names with their scores, each name in its colour."""
        parts = [Text.assemble((name, _STYLES.get(name, "")), f" {score:.2f}") for name, score in scores]
        return self._render(Text(", ").join(parts))

    def plain(self, text: str) -> str:
        """Return the words as they are."""
        return self._render(Text(one_line(text, terminal=True)))

    def sentence(self, text: str, spans: Sequence[Mark]) -> str:
        """Return the sentence, indented, marked; names follow the words where there are several."""
        shown = Text(one_line(text, terminal=True))
        for mark in spans:
            shown.stylize(f"underline {_STYLES.get(mark.techniques[0], '')}", mark.start, mark.end)
        if len({name for mark in spans for name in mark.techniques}) > 1:
            shown = self._named(shown, spans)
        if self._width is None:
            return INDENT + self._render(shown)
        return "\n".join(INDENT + self._render(line) for line in wrapped(shown, self._width, INDENT))

    @staticmethod
    def _named(shown: Text, spans: Sequence[Mark]) -> Text:
        """Return the sentence with the names of each mark after its words, an inner mark first."""
        whole = Text()
        at = 0
        for mark in sorted(spans, key=lambda mark: (mark.end, -mark.start)):
            whole.append_text(shown[at : mark.end])
            whole.append(f"({', '.join(mark.techniques)})", "dim")
            at = mark.end
        return whole.append_text(shown[at:])

    def _render(self, text: Text) -> str:
        """Return a text with its escape sequences, on one line however long."""
        with self._console.capture() as capture:
            self._console.print(text, end="", soft_wrap=True, highlight=False)
        return capture.get()
