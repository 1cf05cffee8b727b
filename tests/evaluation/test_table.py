import propdetect
from propdetect.evaluation import Annotated, Article, Labels, Sentence, Span, evaluate
from propdetect.evaluation.table import table
from propdetect.taxonomy import IDS

TEXT = "A vile plot.\nThe bus left.\n\nThey are a gang of crooks.\n"


def lines(detector: propdetect.Detector, *spans: Span, labels: Labels = Labels.TECHNIQUE_SPANS) -> list[str]:
    data = Annotated((Article("1", TEXT, spans, labels=labels),))
    return table(evaluate(detector, data)).splitlines()


def test_a_table_shows_every_measure_with_its_counts(phrases: propdetect.Detector) -> None:
    shown = lines(phrases, Span("loaded_language", 2, 6), Span("doubt", 17, 20))
    assert shown[:20] == [
        "model phrases 0 (000000000000): 1 article, 3 lines, annotators marked spans with techniques",
        "",
        "                                      P     R    F1 marked found",
        "SLC  lines, any technique         0.500 0.500 0.500      2     2",
        "SI   spans, any technique         0.222 0.500 0.308      2     2",
        "FLC  spans by technique, micro    0.222 0.500 0.308      2     2",
        "     of techniques that occur     0.444 0.500 0.471      2     1",
        "ST3  lines by technique, micro    0.500 0.500 0.500      2     2",
        "     of techniques that occur     1.000 0.500 0.667      2     1",
        "ST3  macro over 23 techniques                 0.043",
        "     over the 2 that occur                    0.500",
        "",
        "average precision, any technique              0.583",
        "mean average precision                        0.667",
        "calibration error, any technique              0.625",
        "",
        "technique                                        lines                 |             spans",
        "                                     AP     P     R    F1 marked found |     P     R    F1 marked found",
        "loaded_language                   1.000 1.000 1.000 1.000      1     1 | 0.444 1.000 0.615      1     1",
        "name_calling_labeling                 - 0.000 0.000 0.000      0     1 | 0.000 0.000 0.000      0     1",
    ]


def test_techniques_that_were_neither_marked_nor_found_are_named_in_one_line(phrases: propdetect.Detector) -> None:
    shown = lines(phrases, Span("doubt", 17, 20))
    last = shown[-1].removeprefix("neither marked nor found: ").split(", ")
    rows = {line.split()[0] for line in shown if line.startswith(IDS)}
    assert rows == {"doubt", "loaded_language", "name_calling_labeling"}
    assert {*last, *rows} == set(IDS)


def test_measures_that_the_labels_do_not_tell_are_not_shown(phrases: propdetect.Detector) -> None:
    shown = lines(phrases, Span("propaganda", 0, 12), labels=Labels.LINES)
    assert [line.split()[0] for line in shown if line] == ["model", "P", "SLC", "average", "calibration"]
    shown = lines(phrases, Span("doubt", 0, 12), labels=Labels.TECHNIQUE_LINES)
    assert not any("|" in line for line in shown)
    assert lines(phrases, labels=Labels.NONE) == [
        "model phrases 0 (000000000000): 1 article, 3 lines, annotators marked nothing"
    ]


def test_bias_has_a_block_of_its_own(phrases: propdetect.Detector) -> None:
    data = Annotated((), (Sentence("A vile plot.", True), Sentence("Rain fell.", True)))
    assert table(evaluate(phrases, data)).splitlines() == [
        "model phrases 0 (000000000000): 2 sentences with bias labels",
        "",
        "                                      P     R    F1 marked found",
        "bias of at least 0.5              1.000 0.500 0.667      2     1",
        "macro-F1 of biased and not                    0.333",
        "area under the ROC curve                          -",
        "average precision                             1.000",
        "calibration error                             0.562",
    ]


def test_no_line_ends_with_white_space(phrases: propdetect.Detector) -> None:
    assert all(line == line.rstrip() for line in lines(phrases, Span("doubt", 17, 20)))
