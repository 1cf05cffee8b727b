import pytest

from propdetect.evaluation.classes import LABEL_SETS, LabelSetError, index, joined, of_label_set, of_labels
from propdetect.taxonomy import IDS, TECHNIQUES, resolve


@pytest.mark.parametrize("name", LABEL_SETS)
def test_the_classes_of_a_label_set_are_what_its_names_stand_for(name: str) -> None:
    classes = of_label_set(name)
    assert {entry.name for entry in classes} == {getattr(t, name) for t in TECHNIQUES} - {None}
    for entry in classes:
        assert set(entry.members) <= set(resolve(entry.name))
        assert entry.id == joined(entry.members)
    members = [id_ for entry in classes for id_ in entry.members]
    assert len(members) == len(set(members))


def test_ptc14_has_14_classes_of_which_two_are_merged() -> None:
    classes = of_label_set("ptc14")
    assert len(classes) == 14
    assert sorted(len(entry.members) for entry in classes)[-3:] == [1, 2, 3]


def test_an_unknown_label_set_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(LabelSetError, match="choose one of ptc14, ptc18, semeval2021, semeval2023"):
        of_label_set("ptc15")


def test_labels_of_single_techniques_merge_nothing() -> None:
    assert [entry.id for entry in of_labels(["doubt", "propaganda"])] == list(IDS)


def test_a_label_that_merges_techniques_makes_them_one_class() -> None:
    label = joined(resolve("Whataboutism,Straw_Men,Red_Herring"))
    classes = of_labels([label, "whataboutism", "doubt"])
    assert len(classes) == len(IDS) - 2
    number = index(classes, [label, "propaganda"])
    assert number[label] == number["straw_man"] == number["red_herring"] == number["whataboutism"]
    assert classes[number[label]].id == label
    assert "propaganda" not in number


def test_a_label_that_a_label_set_tells_apart_is_refused() -> None:
    label = joined(resolve("Bandwagon,Reductio_ad_hitlerum"))
    with pytest.raises(LabelSetError, match="which the label set tells apart; choose another, as ptc14"):
        index(of_label_set("ptc18"), [label])


def test_a_technique_that_a_label_set_lacks_has_no_class() -> None:
    assert "appeal_to_hypocrisy" not in index(of_label_set("ptc14"), ["appeal_to_hypocrisy"])
