"""Lexicons and lists of allowed phrases of a user: read as a whole, or refused with place and remedy."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from propdetect.lexicon.allow import read_allowed
from propdetect.lexicon.own import Own, read_own
from propdetect.lexicon.read import LexiconError
from propdetect.taxonomy import IDS

HEADER = "phrase\tstrength\tnote\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, *phrases: str, header: str = HEADER, cells: str = "\t3\ta note") -> str:
    """Write a lexicon with a line for each phrase, from line 2 on."""
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(header + "".join(f"{phrase}{cells}\n" for phrase in phrases), "utf-8")
    return name


def allow(name: str, *phrases: str) -> str:
    return write(name, *phrases, header="", cells="")


def refused(lexicons: object, allowed: object = ()) -> str:
    with pytest.raises(LexiconError) as caught:
        read_own(lexicons, allowed)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "\n" not in message
    return message


def read(lexicons: object, allowed: object = ()) -> Own:
    own = read_own(lexicons, allowed)  # type: ignore[arg-type]
    assert own is not None
    return own


def test_nothing_given_is_none() -> None:
    assert read_own((), ()) is None
    assert read_own([], iter(())) is None


def test_files_and_folders_are_read_in_the_order_given() -> None:
    write("words/slogans.tsv", "take it back", "-never again")
    write("words/doubt.tsv", "who knows")
    write("loaded_language.tsv", "vile")
    own = read([Path("loaded_language.tsv"), "words/"], allow("allowed.txt", "tin pot"))
    assert [(e.source, e.phrase, e.remove) for e in own.entries] == [
        ("loaded_language.tsv:2", "vile", False),
        ("words/doubt.tsv:2", "who knows", False),
        ("words/slogans.tsv:2", "take it back", False),
        ("words/slogans.tsv:3", "never again", True),
    ]
    assert [(e.source, e.forms) for e in own.allowed] == [("allowed.txt:1", ("tin pot",))]
    assert (own.lexicons, own.allow) == (("loaded_language.tsv", "words/"), ("allowed.txt",))
    assert hash(own) == hash(read(["loaded_language.tsv", "words/"], "allowed.txt"))


def test_one_path_stands_for_a_list_of_it() -> None:
    write("doubt.tsv", "who knows")
    assert read("doubt.tsv") == read(Path("doubt.tsv")) == read(["doubt.tsv"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((HEADER + "vile\t3\tx\n").encode("utf-16"), ":1:1: the file is UTF-16; save it as UTF-8"),
        (b"phrase\tstrength\tnote\ncaf\xe9\t3\tx\n", ":2:4: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (
            HEADER.encode() + b"vile  3  x\n",
            ":2:1: 3 columns separated by tabs expected, found 1; is it separated by spaces?",
        ),
        (
            HEADER.encode() + b"vile\t3\tx\nvile\t2\tx\n",
            ':3:1: "vile" is already given in line 2; remove one of the two',
        ),
        (HEADER.encode() + b"it's time\t3\tx\n", ':2:3: in texts "it\'s" is read as "it"; leave the \'s out'),
        (
            HEADER.encode() + b"who, knows\t3\tx\n",
            ':2:4: "," cannot stand in a phrase (no entry is matched across it)',
        ),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value[:12],
)
def test_a_fault_of_any_file_is_an_error_with_line_column_and_remedy(data: bytes, message: str) -> None:
    good = write("slogans.tsv", "take it back")
    Path("doubt.tsv").write_bytes(data)
    assert refused([good, "doubt.tsv"]).startswith(f"doubt.tsv{message}")


def test_an_unknown_technique_is_an_error_that_names_the_nearest() -> None:
    header = "technique\tphrase\tstrength\tnote\n"
    write("mine.tsv", "loaded_langage", header=header, cells="\tvile\t3\tx")
    assert refused("mine.tsv").startswith('mine.tsv:2:1: unknown technique "loaded_langage"; did you mean')


@pytest.mark.parametrize("name", ["missing.tsv", "empty", "words"])
def test_what_is_not_there_or_holds_no_lexicon_is_an_error(name: str) -> None:
    Path("empty").mkdir()
    Path("words").mkdir()
    Path("words/list.txt").write_text("vile\n")
    message = refused(name)
    assert message.startswith(f"{name}: no ")


def test_a_form_in_two_files_is_an_error_that_names_both_places() -> None:
    first = write("doubt.tsv", "who cares", "who [knows|knew]")
    write("mine.tsv", "doubt", header="technique\tphrase\tstrength\tnote\n", cells="\twho knew\t1\tx")
    assert refused([first, "mine.tsv"]) == (
        'mine.tsv:2:7: "who knew" is already given in doubt.tsv:3; remove one of the two'
    )
    first, second = write("a/doubt.tsv", "-who knows"), write("b/doubt.tsv", "-who knows")
    assert refused([first, second]).startswith('b/doubt.tsv:2:1: "who knows" is already given in a/doubt.tsv:2')


def test_two_techniques_may_share_a_form() -> None:
    assert len(read([write("doubt.tsv", "who knows"), write("slogans.tsv", "who knows")]).entries) == 2


def test_a_form_given_and_taken_away_is_an_error_that_names_both_places() -> None:
    gives, takes = write("a/doubt.tsv", "who knows"), write("b/doubt.tsv", "-who [knows|knew]")
    end = "remove one of the two (an entry of your own replaces a built-in one by itself)"
    assert refused([gives, takes]) == (
        f'b/doubt.tsv:2:1: "who knows" is given and taken away: a/doubt.tsv:2 gives it; {end}'
    )
    assert refused([takes, gives]) == (
        f'a/doubt.tsv:2:1: "who knows" is given and taken away: b/doubt.tsv:2 takes it away; {end}'
    )
    both = write("doubt.tsv", "who knows", "-who knows")
    assert refused(both).startswith('doubt.tsv:3:1: "who knows" is already given in line 2; remove one of the two')


def test_a_file_given_twice_is_an_error() -> None:
    path = write("words/doubt.tsv", "who knows")
    for again in ([path, path], ["words", "./words/doubt.tsv"], ["words", Path("words")]):
        assert refused(again).endswith("doubt.tsv: the file is given twice; name it once")
    shutil.copy(path, "doubt.txt")
    listed = allow("allowed.txt", "vile")
    assert refused((), [listed, listed]) == "allowed.txt: the file is given twice; name it once"


@pytest.mark.parametrize(
    ("phrase", "allowed", "hidden"),
    [
        ("tin-pot clique", "tin pot clique", True),
        ("tin-pot clique*", "clique", False),
        ("tin-pot clique*", "clique*", True),
        ("this tin-pot clique", "tin pot", True),
        ("tin-pot clique", "tin pot cliques", False),
        ("[vile|tin-pot] clique", "tin-pot", False),
        ("either ... or perish", "or perish", True),
        ("either ... or perish", "perish or", False),
        ("either ... or perish", "either ... perish", False),  # its gap is wider than one may be
        ("either ... or", "either ... or", True),
        ("if either ... or", "either ... or", True),
    ],
)
def test_an_entry_whose_words_are_always_allowed_can_never_match_and_is_an_error(
    phrase: str, allowed: str, hidden: bool
) -> None:
    lexicon, listed = write("doubt.tsv", "who knows", phrase), allow("allowed.txt", "# ours", "zebra", allowed)
    if not hidden:
        assert len(read(lexicon, listed).entries) == 2
        return
    assert refused(lexicon, listed) == (
        f'doubt.tsv:3:1: "{phrase}" can never match, as allowed.txt:3 allows words of it; remove one of the two'
    )


def test_a_removal_may_name_what_is_allowed() -> None:
    assert read(write("doubt.tsv", "-who knows"), allow("allowed.txt", "who knows")).entries[0].remove


def test_allowed_phrases_are_one_a_line_in_the_notation_of_lexicons() -> None:
    Path("a.txt").write_bytes(b"\xef\xbb\xbf# ours\r\n\r\ntin-pot clique*\r\n  \neither ... or\nColour~")
    allowed = read_allowed(Path("a.txt"))
    assert [(e.source, e.phrase) for e in allowed] == [
        ("a.txt:3", "tin-pot clique*"), ("a.txt:5", "either ... or"), ("a.txt:6", "Colour~"),
    ]  # fmt: skip
    assert allowed[0].forms == ("tin pot clique", "tin pot cliques")
    assert {"colour", "color"} <= set(allowed[2].forms)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"vile\ncaf\xe9\n", "a.txt:2:4: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        ("vile\n".encode("utf-16"), "a.txt:1:1: the file is UTF-16; save it as UTF-8"),
        (b"vile\nvile\t3\tx\n", "a.txt:2:5: a tab; a list of allowed phrases has no columns, so write "
         "the phrase alone"),
        (b"vile\nvi\x00le\n", "a.txt:2:3: control character U+0000; remove it"),
        (b"[vile\n", 'a.txt:1:1: "[" is never closed; add "]"'),
        (b"vile, mean\n", 'a.txt:1:5: "," cannot stand in a phrase (no entry is matched across it); leave it out'),
        (b"-vile\n", "a.txt:1:1: a hyphen that joins nothing; one space or hyphen stands between two words"),
        (b"colour\nvile\ncolor\n", 'a.txt:3:1: "colour" is already given in line 1; remove one of the two'),
        (b"# nothing\n", "a.txt: the list has no phrases; write one a line"),
        (b"", "a.txt: the list has no phrases; write one a line"),
    ],
)  # fmt: skip
def test_a_fault_of_a_list_is_an_error_with_place_and_remedy(data: bytes, message: str) -> None:
    Path("a.txt").write_bytes(data)
    found = refused((), "a.txt")
    assert found.replace('"color"', '"colour"') == message


def test_a_list_that_is_missing_or_a_folder_is_an_error() -> None:
    assert refused((), "nope.txt") == "nope.txt: no such file; check the path"
    Path("words").mkdir()
    assert refused((), "words") == "words: is a folder; name a file in it"


def test_a_phrase_in_two_lists_is_an_error_that_names_both_places() -> None:
    lists = [allow("a.txt", "vile*"), allow("b.txt", "mean", "viles")]
    assert refused((), lists) == 'b.txt:2:1: "viles" is already given in a.txt:1; remove one of the two'


def test_weightless_are_additions_to_whose_strength_a_model_gives_nothing() -> None:
    write("doubt.tsv", "who knows", "-who cares")
    own = read("doubt.tsv")
    rows = np.ones((69, 25))
    assert own.weightless(rows) == []
    for weight in (0.0, -0.5):
        rows[IDS.index("doubt") * 3 + 2, IDS.index("doubt")] = weight
        assert [e.source for e in own.weightless(rows)] == ["doubt.tsv:2"]
