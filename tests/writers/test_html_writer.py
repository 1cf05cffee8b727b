"""HTML pages of texts that tend to break whoever writes them down, read back by a parser."""

import json
import re
from html.parser import HTMLParser

from hypothesis import given

from made_reports import Span, made, nasty, write
from propdetect.writers import Look, Source, get
from propdetect.writers.html.escape import shown

# White space, and the pictures that a page shows of some of it.
SPACE = re.compile(r"[\s\u240b\u240c\u241c-\u241f]")


class Article(HTMLParser):
    """The words of the article, what is in each mark, and the data of a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.words = ""
        self.data = ""
        self.marked: dict[int, str] = {}
        self.inside = self.in_data = False
        self.open: list[tuple[str, list[int]]] = []
        self.scripts = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self.scripts += tag == "script"
        self.inside |= given_.get("id") == "article"
        self.in_data = given_.get("id") == "data"
        if self.inside and tag in ("mark", "span", "p"):
            self.open.append((tag, [int(number) for number in (given_.get("data-f") or "").split(",") if number]))

    def handle_endtag(self, tag: str) -> None:
        self.in_data = False
        if self.inside and tag == "div":
            assert self.open == []
            self.inside = False
        elif self.inside:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.in_data:
            self.data += data
        if self.inside:
            self.words += data
            # a flag may be in a mark and in one inside it
            for number in {number for _, numbers in self.open for number in numbers}:
                self.marked[number] = self.marked.get(number, "") + data


@given(nasty())
def test_a_page_of_any_text_reads_back_with_all_words_and_the_words_of_each_flag(
    given_: tuple[str, list[Span]],
) -> None:
    text, spans = given_
    report = made(text, spans)
    pieces: list[str] = []
    stream = get("html").stream
    assert stream is not None
    write(stream(pieces.append, Look()), (Source(text, text), report))
    markup = "".join(pieces)
    markup.encode()
    read = Article(markup)
    assert read.scripts == 2
    assert "".join(read.words.split()) == "".join(shown(text).split())
    flags = [(sentence, flag) for sentence in report.sentences for flag in sentence.flags]
    assert len(json.loads(read.data)["flags"]) == len(flags)
    for number, (sentence, flag) in enumerate(flags):
        # what reaches out of the sentence is cut off, and where flags cross so is white space
        words = shown(text[flag.start : min(flag.end, sentence.end)])
        assert SPACE.sub("", read.marked.get(number, "")) == SPACE.sub("", words)
