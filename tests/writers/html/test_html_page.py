"""What the pages hold, read without a browser."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_page import RUN, flag, page, report, view
from propdetect.batch import ErrorRecord
from propdetect.taxonomy import GROUPS
from propdetect.writers import Look, Source, WriteError, get
from propdetect.writers.html.article import article
from propdetect.writers.html.escape import escaped, json_block, shown
from propdetect.writers.html.view import LETTERS
from propdetect.writers.html.writer import PageWriter, SiteWriter

TEXT = "The vile plan of traitors failed. Nobody minds.\n\nThe bus leaves at nine."
FLAGS = [flag(TEXT, "vile plan of traitors"), flag(TEXT, "traitors", "name_calling_labeling", 0.6)]


class Plain(HTMLParser):
    """The words of a piece of a page, as a browser reads them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[str] = []
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def data_of(markup: str) -> dict[str, list[list[object]]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', markup, re.DOTALL)
    assert found
    data: dict[str, list[list[object]]] = json.loads(found[1])
    return data


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_survives_escaping_as_words_and_never_as_markup(text: str) -> None:
    parsed = Plain(f'<p title="{escaped(text)}">{escaped(text)}</p>')
    assert parsed.tags == ["p"]
    assert parsed.words == shown(text)
    escaped(text).encode()


@given(st.text(alphabet="<>&/script!-\"'\\\u2028\u2029é"))
def test_json_in_a_page_holds_no_character_that_could_end_its_script(text: str) -> None:
    block = json_block([text])
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == [text]


def test_controls_of_direction_are_named_instead_of_obeyed() -> None:
    assert shown("safe\u202eevil\u2069") == "safe[U+202E]evil[U+2069]"


def test_controls_and_lone_surrogates_become_pictures() -> None:
    assert shown("a\x00\x1b\x9b\ud800\tb\n") == "a\u2400\u241b\ufffd\ufffd\tb\n"


def test_marks_nest_where_flags_lie_inside_each_other() -> None:
    assert article(view(TEXT, FLAGS)) == (
        '<p><span class="s" id="s1">The <mark class="on g5 narrator" data-k="W" data-f="0">vile plan of '
        '<mark class="on g0 narrator" data-k="R" data-f="1">traitors</mark></mark> failed.</span> '
        '<span class="s" id="s2">Nobody minds.</span></p>'
        '<p><span class="s" id="s3">The bus leaves at nine.</span></p>'
    )


def test_crossing_flags_are_cut_and_both_pieces_know_their_flag() -> None:
    crossing = [flag(TEXT, "vile plan of"), flag(TEXT, "plan of traitors", "doubt")]
    marks = re.findall(r'<mark[^>]*data-f="([\d,]+)">', article(view(TEXT, crossing)))
    assert marks == ["0", "1", "1"]


def test_flags_over_the_same_words_share_a_mark_with_both_letters() -> None:
    both = [flag(TEXT, "traitors"), flag(TEXT, "traitors", "doubt")]
    assert 'data-k="WR" data-f="0,1">traitors</mark>' in article(view(TEXT, both))


@given(st.text(alphabet="ab.\n\r <&\u202e", max_size=60))
def test_the_article_loses_no_word(text: str) -> None:
    words = Plain(article(view(text, []))).words
    assert "".join(words.split()) == "".join(shown(text).split())


def test_the_data_holds_evidence_of_flags_with_kind_and_source() -> None:
    data = data_of(page(TEXT, FLAGS))
    first, _ = data["flags"]
    assert first[:3] == [0, 0, 0.8]
    assert first[3] == [["vile plan of traitors", 0, 1.5, 0], ["vile", 1, -0.5, None]]
    assert data["sources"] == ["lexicons/en/doubt.tsv:12"]
    assert data["kinds"] == ["lexicon", "word"]
    assert [row[3] for row in data["sentences"]] == ["1:1", "1:35", "3:1"]
    assert "loaded_language" in str(data["techniques"])
    assert "whataboutism" not in str(data["techniques"])


def test_long_evidence_is_cut_to_the_strongest_and_counted() -> None:
    one = flag(TEXT, "vile")
    many = tuple(one.evidence[0].__class__("word", str(i), 0, 1, i / 10) for i in range(20))
    object.__setattr__(one, "evidence", many)
    row = data_of(page(TEXT, [one]))["flags"][0]
    assert isinstance(row[3], list)
    assert [piece[2] for piece in row[3]] == [x / 10 for x in range(19, 7, -1)]
    assert row[4] == 8


def test_all_is_the_articles_own_while_a_report_does_not_tell_who_speaks() -> None:
    made = view(TEXT, FLAGS)
    assert made.voices == ["narrator"]
    assert {name: tally.sentences for name, tally in made.speakers.items()} == {"the article": 3}


def test_a_flag_that_names_its_speaker_is_counted_as_theirs() -> None:
    made = view(TEXT, [flag(TEXT, "traitors", said=("quoted", "Ana <Holm>"))])
    assert made.voices == ["narrator", "quoted"]
    assert made.speakers["Ana <Holm>"].flags.total() == 1
    assert made.speakers["the article"].flags.total() == 0
    markup = page(TEXT, [flag(TEXT, "traitors", said=("quoted", "Ana <Holm>"))])
    assert "<bdi>Ana &lt;Holm&gt;</bdi>" in markup
    assert 'class="on g5 quoted"' in markup


def test_each_group_has_a_letter_of_its_own() -> None:
    assert LETTERS.keys() == GROUPS.keys()
    assert len(set(LETTERS.values())) == len(GROUPS)


def test_the_policy_admits_only_the_style_and_script_of_the_page() -> None:
    markup = page(TEXT, FLAGS)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', markup)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    for content in (
        *re.findall(r"<style>(.*?)</style>", markup, re.DOTALL),
        *re.findall(r"<script>(.*?)</script>", markup, re.DOTALL),
    ):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    assert not re.search(r'\s(?:style|on\w+)="', markup)
    assert not re.search(r'(?:src|href)="(?!#)', markup)


def test_an_empty_document_has_a_page() -> None:
    markup = page("", [])
    assert "0 sentences, 0 flagged" in markup
    assert "No technique was decided" in markup
    assert 'id="strip"' not in markup


def test_a_page_is_the_same_each_time() -> None:
    assert page(TEXT, FLAGS) == page(TEXT, FLAGS)


def test_a_second_input_in_one_file_is_an_error_with_the_remedy() -> None:
    pieces: list[str] = []
    writer = PageWriter(pieces.append)
    writer.begin(RUN)
    writer.record(Source("a.txt", TEXT), report(TEXT, []))
    with pytest.raises(WriteError, match="-o reports/"):
        writer.record(Source("b.txt", TEXT), report(TEXT, []))
    assert pieces == []


def test_without_a_report_no_page_replaces_an_older_one() -> None:
    writer = PageWriter([].append)
    writer.begin(RUN)
    writer.error("a.txt", ErrorRecord("a.txt", "no such file"))
    with pytest.raises(WriteError, match="no input could be scored"):
        writer.end()


def test_a_folder_has_an_index_that_links_a_page_for_each_input(tmp_path: Path) -> None:
    writer = SiteWriter(tmp_path)
    writer.begin(RUN)
    for name in ("texts/First Page!.txt", "<b>.txt", "texts/First Page!.txt"):
        writer.record(Source(name, TEXT), report(TEXT, FLAGS))
    writer.error("gone.txt", ErrorRecord("gone.txt", "no <such> file"))
    writer.end()
    index = (tmp_path / "index.html").read_text("utf-8")
    links = re.findall(r'href="(pages/[^"]+)"', index)
    assert links == ["pages/00001-first-page.html", "pages/00002-b.html", "pages/00003-first-page.html"]
    assert sorted(f"pages/{path.name}" for path in (tmp_path / "pages").iterdir()) == links
    assert 'href="../index.html"' in (tmp_path / links[0]).read_text("utf-8")
    assert "<bdi>&lt;b&gt;.txt</bdi>" in index
    assert "<bdi>gone.txt</bdi>: no &lt;such&gt; file" in index
    assert "3 documents" in index


def test_the_page_names_what_the_user_set() -> None:
    pieces: list[str] = []
    writer = PageWriter(pieces.append)
    writer.begin(RUN.__class__("0.1", RUN.model, {"min_precision": 0.8, "lexicon": ["a.tsv"], "allow": []}))
    writer.record(Source("-", TEXT), report(TEXT, []))
    writer.end()
    assert "Settings: min precision 0.8; lexicon a.tsv." in pieces[0]
    assert "<h1><bdi>standard input</bdi></h1>" in pieces[0]


def test_the_format_is_offered_as_a_page_and_as_a_folder(tmp_path: Path) -> None:
    chosen = get("html")
    assert chosen.stream is not None
    assert chosen.folder is not None
    assert isinstance(chosen.folder(tmp_path, Look()), SiteWriter)
