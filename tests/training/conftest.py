"""A tiny corpus in the corpora's format, made of the project's own example sentences."""

import json
from pathlib import Path

import pytest

from examples import FALSE_ALARMS, FLAG, MISSED, QUIET
from propdetect.taxonomy import get

ARTICLES = 40


def articles() -> list[dict[str, object]]:
    """Deal the example sentences into articles, a line each; the flagged ones carry a span."""
    texts: list[list[str]] = [[] for _ in range(ARTICLES)]
    spans: list[list[dict[str, object]]] = [[] for _ in range(ARTICLES)]
    for i, row in enumerate([*FLAG, *MISSED, *QUIET, *FALSE_ALARMS]):
        lines = texts[i % ARTICLES]
        if i < len(FLAG) + len(MISSED):
            start = sum(len(line) + 1 for line in lines)
            label = get(row.technique).semeval2023
            spans[i % ARTICLES].append({"technique": label, "start": start, "end": start + len(row.sentence)})
        lines.append(row.sentence)
    return [
        {"id": f"a{i}", "text": "\n".join(lines), "spans": marked, "group": f"g{i // 2}", "corpus": "examples"}
        for i, (lines, marked) in enumerate(zip(texts, spans, strict=True))
    ]


@pytest.fixture(scope="session")
def tiny_corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small corpora: articles with spans, sentences with bias labels, plain sentences."""
    folder = tmp_path_factory.mktemp("corpora")
    biased = [{"text": row.sentence, "biased": True, "group": f"b{i}"} for i, row in enumerate((*FLAG, *MISSED))]
    biased += [
        {"text": row.sentence, "biased": False, "group": f"q{i}"} for i, row in enumerate((*QUIET, *FALSE_ALARMS))
    ]
    for name, rows in (
        ("techniques-en.jsonl", articles()),
        ("bias-en.jsonl", biased),
        ("unlabelled-en.jsonl", [{"text": row.sentence} for row in QUIET]),
        ("sources-en.jsonl", [{"text": row.sentence, "source": "invented"} for row in QUIET[:3]]),
        ("npov-en.jsonl", [{"text": row.sentence, "biased": False} for row in QUIET[3:6]]),
        ("memes-en.jsonl", [{"text": row.sentence, "spans": []} for row in QUIET[:3]]),
        ("fallacies-en.jsonl", [{"text": row.sentence, "fallacy": "ad populum"} for row in QUIET[:3]]),
    ):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder
