"""Train teachers for each split and keep what they say: `python -m training.teach CORPORA`.

Takes about four hours on one core that multiplies bfloat16 matrices, and much longer on others. What is already
kept is not made again, so a run that was cut short goes on. Needs `pip install '.[train]'`. The kept labels are
part of the project, so that a build does without all this.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from propdetect.detector import MODELS, PUNKT
from propdetect.learn.labels import Labels
from propdetect.text.sentences import SentenceParameters
from training.corpora import FALLACIES, MEMES, Corpora, load, read_jsonl
from training.encoders import larger_encoder, word_vectors, words_of
from training.lessons import lesson
from training.lexicons import compiled
from training.pool import pool
from training.progress import step
from training.soft import FOLDER, OLDER, SPLITS, TEACHERS, keep, sources
from training.teacher import LARGE, SMALL, Lesson, Teacher, encoder_folder

CACHE = Path(".cache") / "encoders"
# Who labels the sentences without labels: the larger encoder would take hours, and its labels teach hardly more.
# Two teachers' labels of the same sentences teach what one's do.
READERS = {"pool": "minilm-2", "further": "minilm-3"}


def seen_by(corpora: Corpora, split: str) -> tuple[Labels, Labels]:
    """Return which articles, and which sentences labelled for bias, a split's teacher may see."""
    if split == OLDER:
        return ~corpora.newer, corpora.bias.fold != 0
    return corpora.data.fold != int(split), corpora.bias.fold != int(split)


def _teacher(name: str) -> Teacher:
    """Make the teacher of this name, not yet trained."""
    encoder, run = name.split("-")
    if encoder == "mpnet":
        return Teacher(larger_encoder(CACHE), LARGE, int(run))
    return Teacher(encoder_folder(), SMALL, int(run))


def _teach(texts: dict[str, Sequence[str]], given: Lesson, name: str, split: str, out: Path) -> None:
    """Train one teacher on what a split may see and keep its labels of texts, by kind."""
    with step(f"teacher {name}, split {split}"):
        teacher = _teacher(name).train(given, f"{name} {split}")
        for kind, sentences in texts.items():
            keep(out, kind, name, split, teacher.label(sentences, f"{kind} {name} {split}"))


def teach(folder: Path, splits: tuple[str, ...] = SPLITS, out: Path = FOLDER) -> None:
    """Make whatever of the kept labels is missing."""
    out.mkdir(parents=True, exist_ok=True)
    parameters = SentenceParameters.from_json(MODELS / "en" / PUNKT)
    matcher = compiled()
    corpora = load(folder, parameters, matcher)
    words_file, vectors_file = out / "words.txt", out / "vectors.npy"
    if not words_file.exists():
        memes, fallacies = (
            pool([row["text"] for row in read_jsonl(folder / name)], parameters, matcher).analyses
            for name in (MEMES, FALLACIES)
        )
        annotated = (*corpora.data.analyses, *corpora.bias.analyses, *memes, *fallacies)
        words = words_of(annotated, (*corpora.pool.analyses, *corpora.further.analyses))
        words_file.write_text("\n".join(words), encoding="ascii")
    words = words_file.read_text(encoding="ascii").split("\n")
    if not vectors_file.exists():
        with step("word vectors"):
            np.save(vectors_file, word_vectors(words, CACHE))
    (out / "sources.json").write_text(json.dumps(sources(corpora), indent=1) + "\n", encoding="utf-8")
    texts = {"articles": corpora.sentences(), "biased": corpora.bias_sentences}
    texts |= {"pool": corpora.pool.sentences, "further": corpora.further.sentences}
    for split in splits:
        given = lesson(corpora, folder, *seen_by(corpora, split), parameters, matcher)
        for name in TEACHERS:
            kinds = {kind: texts[kind] for kind in texts if READERS.get(kind, name) == name}
            # the words come last, so that their file marks a teacher as done
            if not (out / f"words-{name}-{split}.npz").exists():
                _teach(kinds | {"words": words}, given, name, split, out)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.teach", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, help="folder of the annotated corpora")
    parser.add_argument("--split", action="append", choices=SPLITS, help="only this one; may be given again")
    arguments = parser.parse_args()
    teach(arguments.corpora, tuple(arguments.split or SPLITS))


if __name__ == "__main__":
    main()
