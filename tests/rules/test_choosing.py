"""Names, --select and --ignore, thresholds and conditions as a user writes them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_reports import made
from propdetect.rules.choice import ALL, chosen
from propdetect.rules.fail import Condition, counts, fails
from propdetect.rules.left import of_techniques
from propdetect.rules.names import techniques
from propdetect.rules.thresholds import parse, thresholds
from propdetect.taxonomy import GROUPS, IDS, OUTPUTS, TECHNIQUES, UnknownTechniqueError

NAMES = st.sampled_from((*IDS, *GROUPS))
CALL = {"slogans", "appeal_to_time", "conversation_killer"}
# four sentences, three findings: doubt twice, slogans once
REPORT = made("One two three.\nFour five.\nSix.\nSeven.", [(0, 3, "doubt"), (4, 7, "slogans"), (15, 19, "doubt")])


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_stands_for_its_techniques_however_it_is_written(group: str) -> None:
    members = tuple(technique.id for technique in TECHNIQUES if technique.group == group)
    for name in (group, group.upper(), group.replace("_", "-"), GROUPS[group]):
        assert techniques(name) == members


def test_a_name_of_a_label_set_stands_for_its_technique() -> None:
    assert techniques("Loaded_Language") == ("loaded_language",)


@pytest.mark.parametrize(
    ("name", "near"), [("loaded_langage", "loaded_language"), ("distractions", "distraction"), ("Calls", "call")]
)
def test_an_unknown_name_is_an_error_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownTechniqueError, match=f'"{name}"; did you mean "{near}"'):
        techniques(name)


@pytest.mark.parametrize("name", ["propaganda", "bias"])
def test_scores_of_whole_sentences_are_no_findings_to_choose(name: str) -> None:
    with pytest.raises(UnknownTechniqueError, match=f'"{name}" is a score of whole sentences'):
        chosen([name], [])


def test_without_names_all_techniques_are_looked_for() -> None:
    assert chosen([], []) == ALL == set(IDS)


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (["call"], [], CALL),
        (["call"], ["slogans"], CALL - {"slogans"}),
        (["loaded_language"], ["manipulative_wording"], {"loaded_language"}),
        (["call", "doubt"], ["attack_on_reputation"], CALL | {"doubt"}),
        (["call", "doubt"], ["call"], {"doubt"}),
        ([], ["doubt"], ALL - {"doubt"}),
        (["manipulative_wording", "loaded_language"], ["loaded_language"],
         {"repetition", "exaggeration_minimisation", "obfuscation_vagueness_confusion"}),
    ],
)  # fmt: skip
def test_the_closer_name_counts_and_of_equals_the_one_to_ignore(
    select: list[str], ignore: list[str], expected: set[str]
) -> None:
    assert chosen(select, ignore) == expected


@given(st.lists(NAMES), st.lists(st.sampled_from(IDS), max_size=5))
def test_what_is_ignored_by_its_own_name_is_never_looked_for(select: list[str], ignore: list[str]) -> None:
    try:
        found = chosen(select, ignore)
    except ValueError as error:
        assert "ignore less, or select more" in str(error)
    else:
        assert found.isdisjoint(ignore)
        assert not select or found <= {id_ for name in select for id_ in techniques(name)}


def test_thresholds_for_a_name_go_before_those_for_its_group_and_for_all() -> None:
    found = thresholds([parse("slogans=0.2"), parse("call=0.5"), parse("0.7"), parse("bias=1"), parse("doubt=0.1")])
    assert tuple(found) == OUTPUTS
    expected = {"slogans": 0.2, "appeal_to_time": 0.5, "conversation_killer": 0.5, "bias": 1.0, "doubt": 0.1}
    assert found == {output: expected.get(output, 0.7) for output in OUTPUTS}


def test_of_two_thresholds_for_a_name_the_last_counts() -> None:
    assert thresholds([parse("doubt=0.2"), parse("doubt=0.3")]) == {"doubt": 0.3}


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("high", '"high" is no threshold; write a probability, as in 0.7'),
        ("doubt=", "is no threshold"),
        ("doubt=1.5", "from 0 to 1, not 1.5; give one such as 0.6"),
        ("-0.1", "from 0 to 1"),
        ("nan", "from 0 to 1, not nan"),
        ("dout=0.5", 'unknown technique or group "dout"; did you mean "doubt"'),
        ("=0.5", 'unknown technique or group ""'),
    ],
)
def test_what_is_no_threshold_is_an_error_that_says_what_to_write(item: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(item)


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("doubt", True),
        ("attack_on_reputation", True),
        ("loaded_language", False),
        ("count=3", True),
        ("count=4", False),
        ("doubt:count=2", True),
        ("doubt:count=3", False),
        ("call:count=1", True),
        ("density=0.5", True),
        ("density=0.51", False),
        ("slogans:density=0.25", True),
        ("slogans:density=0.26", False),
        ("density=1", False),
    ],
)
def test_a_text_fails_by_technique_count_or_density_of_its_findings(text: str, met: bool) -> None:
    assert Condition.parse(text).met(REPORT) is met
    assert fails([Condition.parse(text)], REPORT) is met


def test_one_condition_that_is_met_is_enough_and_without_any_a_finding_is() -> None:
    assert fails([Condition.parse("loaded_language"), Condition.parse("count=3")], REPORT)
    assert fails([], REPORT)
    assert not fails([], of_techniques(REPORT, {"loaded_language"}))


@pytest.mark.parametrize("text", ["count=1", "density=0.01", "doubt"])
def test_a_text_without_sentences_or_findings_never_fails(text: str) -> None:
    for report in (made("", []), made("Nothing.", [])):
        assert not Condition.parse(text).met(report)


@pytest.mark.parametrize(
    "text",
    ["count=0", "count=-1", "count=1.5", "count=", "density=0", "density=1.1", "density=nan", "density=x", "a:b",
     "doubt=5", "count", "density", "doubt:count", "doubt:", ":count=1", "doubt:share=0.1", "", "count=\u00b2"],
)  # fmt: skip
def test_what_is_no_condition_is_an_error_that_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"write .*count=5|write .*density=0.1|propdetect techniques lists all"):
        Condition.parse(text)


def test_findings_are_counted_by_technique_with_those_that_no_words_show() -> None:
    decided = REPORT.decided.copy()
    decided[3, IDS.index("straw_man")] = True
    assert counts(replace(REPORT, decided=decided)) == {"doubt": 2, "slogans": 1, "straw_man": 1}
