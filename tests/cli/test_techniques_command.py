import json
from collections.abc import Callable

from click.testing import Result

from propdetect import taxonomy

Run = Callable[..., Result]


def test_text_lists_every_technique_under_its_group(run: Run) -> None:
    lines = run("techniques").stdout.splitlines()
    group = ""
    seen = []
    for line in lines:
        for id_, title in taxonomy.GROUPS.items():
            if line == f"{title.upper()} ({id_})":
                group = id_
        if line.startswith("  ") and not line.startswith("   "):
            technique = taxonomy.get(line.split()[0])
            assert technique.group == group
            seen.append(technique.id)
    assert sorted(seen) == sorted(taxonomy.IDS)
    assert max(map(len, lines)) <= 100


def test_text_holds_definition_example_near_miss_and_names(run: Run) -> None:
    words = " ".join(run("techniques").stdout.split())
    for technique in taxonomy.TECHNIQUES:
        for value in (technique.definition, technique.example, technique.near_miss):
            assert " ".join(value.split()) in words
        assert f"SemEval-2023 {technique.semeval2023}" in words


def test_json_holds_the_whole_taxonomy(run: Run) -> None:
    record = json.loads(run("techniques", "--format", "json").stdout)
    assert record["groups"] == taxonomy.GROUPS
    assert [technique["id"] for technique in record["techniques"]] == list(taxonomy.IDS)
    assert all(taxonomy.Technique(**technique) for technique in record["techniques"])
