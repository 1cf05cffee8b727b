"""The formats that fill a folder: submission files of PTC and brat standoff, read back."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given

from made_reports import RUN, Span, made, nasty, write
from propdetect.batch import ErrorRecord
from propdetect.evaluation import read
from propdetect.evaluation.measures import merged
from propdetect.report import Report
from propdetect.taxonomy import IDS, TECHNIQUES
from propdetect.writers import Source, WriteError
from propdetect.writers.brat import BratWriter
from propdetect.writers.ptc import PtcWriter

TEXT = "One.\r\nA vile,\r\nvile lie, they say.\r\n"
SPANS = [(8, 22, "loaded_language"), (8, 12, "name_calling_labeling")]


def both(path: str, name: str | None = None) -> tuple[Source, Report]:
    return Source(path, TEXT, name=name), made(TEXT, SPANS)


def annotations(path: Path) -> dict[str, tuple[str, list[tuple[int, int]], str]]:
    """Read the text-bound annotations of a brat file: type, fragments, words."""
    found = {}
    for line in path.read_bytes().decode("utf-8").split("\n"):
        if line.startswith("T"):
            number, kind, words = line.split("\t")
            type_, _, spans = kind.partition(" ")
            fragments = [tuple(map(int, span.split(" "))) for span in spans.split(";")]
            found[number] = type_, [(a, b) for a, b in fragments], words
    return found


def test_ptc_files_hold_the_spans_by_the_names_of_the_task(tmp_path: Path) -> None:
    write(PtcWriter(tmp_path), both("texts/article111.txt"), both("b.csv", "seven"))
    assert (tmp_path / "si.txt").read_text() == "111\t8\t22\nseven\t8\t22\n"
    assert (tmp_path / "tc.txt").read_text() == (
        "111\tName_Calling,Labeling\t8\t12\n111\tLoaded_Language\t8\t22\n"
        "seven\tName_Calling,Labeling\t8\t12\nseven\tLoaded_Language\t8\t22\n"
    )


@given(made_up=nasty())
def test_ptc_files_of_any_text_read_back_as_its_spans(
    tmp_path_factory: pytest.TempPathFactory, made_up: tuple[str, list[Span]]
) -> None:
    text, spans = made_up
    # the techniques of these spans, in the label set, are each a class of its own or in none
    spans = [(start, end, technique) for start, end, technique in spans if technique == "appeal_to_authority"]
    # a text in a file of its own has no lone surrogates, and one that begins so would be read as another kind
    assume(spans and not re.search(r"[\ud800-\udfff]|^\ufeff|^\s*\{", text))
    folder = tmp_path_factory.mktemp("ptc")
    write(PtcWriter(folder), (Source("article1.txt", text), made(text, spans)))
    (folder / "article1.txt").write_bytes(text.encode("utf-8"))
    (article,) = read([str(folder / "article1.txt")], [str(folder / "tc.txt")]).articles
    expected = merged([span[:2] for span in spans], touching=False)
    assert [(s.start, s.end) for s in article.spans] == list(expected)


def test_two_articles_of_one_id_are_an_error_that_names_both(tmp_path: Path) -> None:
    with pytest.raises(
        WriteError, match=r"^b/article1\.txt: would be article '1', as is a/article1\.txt; rename one"
    ):
        write(PtcWriter(tmp_path), both("a/article1.txt"), both("b/article1.txt"))


def test_an_id_that_no_row_can_hold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"^a\.csv: article id '1\\t2' cannot stand in a table; give it another"):
        write(PtcWriter(tmp_path), both("a.csv", "1\t2"))


def test_inputs_that_failed_have_no_place_in_a_folder(tmp_path: Path) -> None:
    for kind in (PtcWriter, BratWriter):
        folder = tmp_path / kind.__name__
        folder.mkdir()
        writer = kind(folder)
        writer.begin(RUN)
        before = {path: path.read_bytes() for path in folder.iterdir()}
        writer.error("a.txt", ErrorRecord("a.txt", "no such file"))
        writer.end()
        assert {path: path.read_bytes() for path in folder.iterdir()} == before


@given(made_up=nasty())
def test_brat_fragments_of_any_text_hold_its_words(
    tmp_path_factory: pytest.TempPathFactory, made_up: tuple[str, list[Span]]
) -> None:
    text, spans = made_up
    folder = tmp_path_factory.mktemp("brat")
    write(BratWriter(folder), (Source("a.txt", text), made(text, spans)))
    stored = (folder / "a.txt").read_bytes().decode("utf-8")
    assert stored == re.sub("[\ud800-\udfff]", "\ufffd", text)
    shown = [span for span in sorted(spans) if text[span[0] : span[1]].strip("\t\n\r\v\f\x85\u2028\u2029")]
    found = annotations(folder / "a.ann")
    assert [kind for kind, _, _ in found.values()] == [technique for _, _, technique in shown]
    for (start, end, _), (_, fragments, words) in zip(shown, found.values(), strict=True):
        assert start <= fragments[0][0]
        assert fragments[-1][1] <= end
        assert " ".join(stored[a:b] for a, b in fragments) == words
        covered = {i for a, b in fragments for i in range(a, b)}
        assert all(i in covered or stored[i] in "\t\n\r\v\f\x85\u2028\u2029" for i in range(start, end))


def test_brat_says_what_the_types_are_and_how_probable_each_is(tmp_path: Path) -> None:
    write(BratWriter(tmp_path), both("a.txt"))
    entities = (tmp_path / "annotation.conf").read_text().split("[entities]\n")[1].split("\n\n")[0]
    assert entities.split("\n") == list(IDS)
    for technique in TECHNIQUES:
        assert f"{technique.id} | {technique.name}\n" in (tmp_path / "visual.conf").read_text()
    assert (tmp_path / "a.ann").read_text() == (
        "T1\tname_calling_labeling 8 12\tvile\n#1\tAnnotatorNotes T1\tprobability 0.75\n"
        "T2\tloaded_language 8 13;15 22\tvile, vile li\n#2\tAnnotatorNotes T2\tprobability 0.75\n"
    )


def test_brat_files_lie_below_the_folder_each_under_a_name_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    paths = [
        "a.txt", "A.txt", "a.md", "../up.txt", "/root/deep/b.txt", "-", "sub/.hidden", "x/nul:*?.txt",
        "annotation.txt",         "caf\udce9.txt", "../../..", "w\\in.txt", "long" * 100,
    ]  # fmt: skip
    write(BratWriter(folder), *(both(path) for path in paths), both("t.csv", "../7"), both("t.csv", "/8"))
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.ann"))
    assert len(names) == len(paths) + 2
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    assert {"a.ann", "A-2.ann", "a-3.ann", "up.ann", "root/deep/b.ann", "stdin.ann", "annotation-2.ann"} < set(
        names
    )
    for name in names:
        assert (folder / name).with_suffix(".txt").read_bytes() == TEXT.encode()
