"""The taxonomy: its order is a contract with the model, its labels one with four label sets."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from propdetect import taxonomy

ORDER = [
    "appeal_to_authority",
    "appeal_to_popularity",
    "appeal_to_values",
    "appeal_to_fear_prejudice",
    "flag_waving",
    "causal_oversimplification",
    "false_dilemma_no_choice",
    "consequential_oversimplification",
    "straw_man",
    "red_herring",
    "whataboutism",
    "slogans",
    "appeal_to_time",
    "conversation_killer",
    "loaded_language",
    "repetition",
    "exaggeration_minimisation",
    "obfuscation_vagueness_confusion",
    "name_calling_labeling",
    "doubt",
    "guilt_by_association",
    "appeal_to_hypocrisy",
    "questioning_the_reputation",
]

GROUPS = {
    "attack_on_reputation": {
        "name_calling_labeling",
        "guilt_by_association",
        "doubt",
        "appeal_to_hypocrisy",
        "questioning_the_reputation",
    },
    "justification": {
        "flag_waving",
        "appeal_to_authority",
        "appeal_to_popularity",
        "appeal_to_values",
        "appeal_to_fear_prejudice",
    },
    "simplification": {
        "causal_oversimplification",
        "false_dilemma_no_choice",
        "consequential_oversimplification",
    },
    "distraction": {"straw_man", "red_herring", "whataboutism"},
    "call": {"slogans", "conversation_killer", "appeal_to_time"},
    "manipulative_wording": {
        "loaded_language",
        "obfuscation_vagueness_confusion",
        "exaggeration_minimisation",
        "repetition",
    },
}

# How many classes each label set has.
LABEL_SETS = {"ptc14": 14, "ptc18": 18, "semeval2021": 20, "semeval2023": 23}

EVERY_TECHNIQUE = pytest.mark.parametrize("technique", taxonomy.TECHNIQUES, ids=taxonomy.IDS)
EVERY_LABEL_SET = pytest.mark.parametrize("label_set", LABEL_SETS)


def labels(label_set: str) -> dict[str, tuple[str, ...]]:
    """Each name of one label set with the ids of the techniques that carry it, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for technique in taxonomy.TECHNIQUES:
        name = getattr(technique, label_set)
        if name is not None:
            found[name] = (*found.get(name, ()), technique.id)
    return found


def test_order_and_count() -> None:
    assert len(taxonomy.TECHNIQUES) == 23
    assert list(taxonomy.IDS) == ORDER
    assert [technique.id for technique in taxonomy.TECHNIQUES] == ORDER
    assert (*ORDER, "propaganda", "bias") == taxonomy.OUTPUTS


def test_groups() -> None:
    assert list(taxonomy.GROUPS) == list(GROUPS)
    assert all(taxonomy.GROUPS.values())
    for group, members in GROUPS.items():
        assert {t.id for t in taxonomy.TECHNIQUES if t.group == group} == members
    assert sum(map(len, GROUPS.values())) == 23


@EVERY_TECHNIQUE
def test_every_technique_has_texts(technique: taxonomy.Technique) -> None:
    assert technique.name.strip() == technique.name != ""
    for text in (technique.definition, technique.example, technique.near_miss):
        assert len(text.split()) >= 5
        assert text == " ".join(text.split())
        assert text[0].isupper()
        assert text[-1] in ".!?"
    assert technique.example != technique.near_miss


@EVERY_TECHNIQUE
def test_example_and_near_miss_share_a_word(technique: taxonomy.Technique) -> None:
    def words(text: str) -> set[str]:
        return {word.strip(".,:;!?").lower() for word in text.split() if len(word.strip(".,:;!?")) > 3}

    assert words(technique.example) & words(technique.near_miss)


def test_no_text_is_used_twice() -> None:
    for field in ("name", "definition", "example", "near_miss"):
        assert len({getattr(technique, field) for technique in taxonomy.TECHNIQUES}) == 23


def test_a_technique_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        taxonomy.get("doubt").name = "Certainty"  # type: ignore[misc]


@pytest.mark.parametrize("technique_id", ORDER)
def test_get(technique_id: str) -> None:
    assert taxonomy.get(technique_id).id == technique_id


@EVERY_LABEL_SET
def test_label_set_size(label_set: str) -> None:
    assert len(labels(label_set)) == LABEL_SETS[label_set]


@EVERY_LABEL_SET
def test_resolve_round_trips_every_label(label_set: str) -> None:
    for name, ids in labels(label_set).items():
        assert taxonomy.resolve(name) == ids
        assert all(getattr(taxonomy.get(technique_id), label_set) == name for technique_id in ids)
        assert taxonomy.resolve(name.upper()) == ids
        for char in " -_,/":
            assert taxonomy.resolve(name.replace(char, "")) == ids
            assert taxonomy.resolve(char + name.replace(" ", char).replace("_", char)) == ids


@pytest.mark.parametrize("technique_id", ORDER)
def test_resolve_takes_ids_and_names(technique_id: str) -> None:
    assert taxonomy.resolve(technique_id) == (technique_id,)
    assert taxonomy.resolve(taxonomy.get(technique_id).name) == (technique_id,)


@pytest.mark.parametrize(
    ("label", "ids"),
    [
        ("Whataboutism,Straw_Men,Red_Herring", ("straw_man", "red_herring", "whataboutism")),
        ("Bandwagon,Reductio_ad_hitlerum", ("appeal_to_popularity", "guilt_by_association")),
        ("Bandwagon", ("appeal_to_popularity",)),
        ("Reductio ad hitlerum", ("guilt_by_association",)),
        ("Straw_Men", ("straw_man",)),
        ("Glittering generalities (Virtue)", ("appeal_to_values",)),
        ("Smears", ("questioning_the_reputation",)),
        ("Thought-terminating_Cliches", ("conversation_killer",)),
        ("Thought-terminating cliché", ("conversation_killer",)),
        ("THOUGHT-TERMINATING CLICHÉ", ("conversation_killer",)),
        ("Thought-terminating cliche\u0301", ("conversation_killer",)),
        ("Black-and-white Fallacy/Dictatorship", ("false_dilemma_no_choice",)),
        ("Misrepresentation of Someone\u2019s Position (Straw Man)", ("straw_man",)),
        ("name calling / labeling", ("name_calling_labeling",)),
        ("Obfuscation,Intentional_Vagueness,Confusion", ("obfuscation_vagueness_confusion",)),
    ],
)
def test_resolve(label: str, ids: tuple[str, ...]) -> None:
    assert taxonomy.resolve(label) == ids


def test_unknown_technique_suggests_a_near_name() -> None:
    with pytest.raises(taxonomy.UnknownTechniqueError) as caught:
        taxonomy.get("loaded_langage")
    assert str(caught.value) == (
        'unknown technique "loaded_langage"; did you mean "loaded_language"? (propdetect techniques lists all)'
    )
    assert isinstance(caught.value, ValueError)
    with pytest.raises(taxonomy.UnknownTechniqueError, match='did you mean "whataboutism"'):
        taxonomy.resolve("Whatabautism")


def test_get_takes_ids_only_but_points_from_a_label_to_its_id() -> None:
    with pytest.raises(taxonomy.UnknownTechniqueError, match='did you mean "loaded_language"'):
        taxonomy.get("Loaded_Language")
    with pytest.raises(taxonomy.UnknownTechniqueError, match='did you mean "questioning_the_reputation"'):
        taxonomy.get("Smears")


@pytest.mark.parametrize("label", ["", " ", "_", "zzz", "propaganda", "bias", "no_propaganda", "-,/"])
def test_unknown_technique_without_a_near_name(label: str) -> None:
    for call in (taxonomy.get, taxonomy.resolve):
        with pytest.raises(taxonomy.UnknownTechniqueError) as caught:
            call(label)
        assert str(caught.value) == f'unknown technique "{label}" (propdetect techniques lists all)'


def test_import_does_not_load_difflib() -> None:
    # In a fresh process and by its path, so that only what the file itself imports counts.
    code = (
        "import dataclasses, importlib.util as u, sys; before = set(sys.modules); "
        f"s = u.spec_from_file_location('taxonomy', {taxonomy.__file__!r}); "
        "m = u.module_from_spec(s); sys.modules['taxonomy'] = m; s.loader.exec_module(m); "
        "sys.exit('difflib' in set(sys.modules) - before)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
