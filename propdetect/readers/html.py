"""HTML: the text that a reader sees, each code point with its place in the page. Markup is passed over."""

from __future__ import annotations

from collections.abc import Iterator

from propdetect.readers.comments import in_markup
from propdetect.readers.decode import decode
from propdetect.readers.document import Document, Origin, ReadError, marked
from propdetect.readers.offsets import Builder, Pieces
from propdetect.readers.options import Options
from propdetect.readers.raw import load
from propdetect.readers.tags import Tag, attribute, decode_into, tags, words

# Elements that begin and end a block: no sentence runs over their edges.
_BLOCKS = words(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li main menu nav ol "
    "optgroup option p pre search section select summary table tbody td textarea tfoot th thead title tr ul video "
    "audio object canvas"
)
# Elements whose content is not for reading in the page, or is no prose.
_SKIPPED = words(
    "script style template title iframe noembed noframes noscript xmp textarea select svg math object canvas audio "
    "video code kbd samp datalist"
)
_QUOTES = words("blockquote q")
# Left out, with all that is in them, where only the article is wanted.
FURNITURE = words("nav aside figcaption footer form button menu dialog")


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield the one document of a web page.

    Raises ReadError for what plain text is refused for, and with `options.main_content` for a page without an
    article, or where trafilatura is not installed.
    """
    source = decode(load(path, options.max_bytes), path, options)
    comments: list[tuple[int, int]] = []
    quotes: list[tuple[int, int]] = []
    text, pieces = extract(
        source, alt_text=options.alt_text, skipped=_skipped(options), comments=comments, quotes=quotes
    )
    if options.main_content:
        from propdetect.readers.article import main_content

        text, pieces = main_content(path, source, text, pieces)
    text = marked(text, pieces, quotes)
    yield Document(path, path, text, Origin(source, pieces), in_markup(source, comments))


def _skipped(options: Options) -> frozenset[str]:
    return _SKIPPED | FURNITURE if options.main_content else _SKIPPED


def extract(
    source: str,
    *,
    alt_text: bool = False,
    skipped: frozenset[str] = _SKIPPED,
    comments: list[tuple[int, int]] | None = None,
    quotes: list[tuple[int, int]] | None = None,
) -> tuple[str, Pieces]:
    """Return the text of a page and its map into the page, in time linear in the page and however deep it nests.

    alt_text : also the descriptions of pictures, each as a block
    skipped : names of elements that are left out with all that is in them
    comments, quotes : take the spans of all comments, and of what stands in <blockquote> and <q>, in the source
    """
    built = Builder(source)
    walk = _Walk(built, alt_text, skipped)
    at = 0
    for tag in tags(source):
        walk.text(at, tag.begin)
        walk.tag(tag)
        if comments is not None and source.startswith("<!--", tag.begin):
            comments.append((tag.begin, tag.end))
        at = tag.end
    walk.text(at, len(source))
    if quotes is not None:
        quotes += walk.quotes
    return built.text(), built.pieces


class _Walk:
    """Where in the page the reading stands: in an element that is skipped, in one that keeps its line ends."""

    def __init__(self, built: Builder, alt_text: bool, skipped: frozenset[str]) -> None:
        self._built = built
        self._alt_text = alt_text
        self._skipped = skipped
        self._inside: str | None = None
        self._depth = 0
        self._pre = 0
        self._opened: list[int] = []
        self.quotes: list[tuple[int, int]] = []

    def text(self, begin: int, end: int) -> None:
        """Take the text between two tags."""
        if begin < end and self._inside is None:
            decode_into(self._built, begin, end, keep_lines=self._pre > 0)

    def tag(self, tag: Tag) -> None:
        """Take a tag."""
        if self._inside is not None:
            if tag.name == self._inside:
                self._depth += -1 if tag.closing else 1
            if not self._depth:
                self._inside = None
        elif tag.name in self._skipped and not tag.closing and not tag.empty:
            self._inside, self._depth = tag.name, 1
        elif tag.name in _QUOTES:
            self._quote(tag)
        if tag.name in _BLOCKS:
            self._built.end_block(tag.begin)
        if tag.name == "pre":
            self._pre = max(self._pre + (-1 if tag.closing else 1), 0)
        elif self._inside is None and not tag.closing:
            self._void(tag)

    def _quote(self, tag: Tag) -> None:
        """Take an edge of a quotation; of those in one another the outermost counts."""
        if not tag.closing:
            self._opened.append(tag.end)
        elif self._opened:
            begin = self._opened.pop()
            if not self._opened:
                self.quotes.append((begin, tag.begin))

    def _void(self, tag: Tag) -> None:
        """Take an element without content: a line break, a picture."""
        if tag.name == "br":
            self._built.insert("\n", tag.begin)
        elif tag.name in ("img", "area") and self._alt_text:
            span = attribute(self._built.source, tag, "alt")
            if span is not None:
                self._built.end_block(tag.begin)
                decode_into(self._built, *span)
                self._built.end_block(tag.end)
