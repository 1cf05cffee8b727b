"""Train a teacher for each split and keep what it says: `python -m training.teach CORPORA`.

Takes about two hours on two cores; whatever is already kept is not made again, so a run that was cut short goes on.
Needs `pip install '.[train]'`. The kept labels are part of the project, so that a build does without all this.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from propdetect.detector import MODELS, PUNKT
from propdetect.learn.labels import Labels
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.read import read_folder
from propdetect.text.sentences import SentenceParameters
from training.build import LEXICON_NAME, LEXICONS
from training.corpora import FALLACIES, MEMES, NPOV, SPEAKERS, Corpora, kept, load, read_jsonl
from training.encoders import word_vectors, words_of
from training.lessons import lesson
from training.pool import pool
from training.progress import step
from training.soft import FOLDER, OLDER, SPLITS, packed, sources
from training.teacher import Teacher

CACHE = Path(".cache") / "encoders"


def seen_by(corpora: Corpora, split: str) -> tuple[Labels, Labels]:
    """Return which articles, and which sentences labelled for bias, a split's teacher may see."""
    if split == OLDER:
        return ~corpora.newer, corpora.bias.fold != 0
    return corpora.data.fold != int(split), corpora.bias.fold != int(split)


def _teach(corpora: Corpora, folder: Path, split: str, words: list[str], out: Path) -> None:
    """Train the teacher of one split and keep its labels; the file of words, written last, marks it as done."""
    if (out / f"words-{split}.npy").exists():
        return
    with step(f"teacher {split}"):
        teacher = Teacher().train(lesson(corpora, folder, *seen_by(corpora, split)), split)
        unlabelled = corpora.pool.sentences
        texts = {
            "articles": corpora.sentences(),
            "biased": corpora.bias_sentences,
            "pool": [unlabelled[i] for i in kept(len(unlabelled)).tolist()],
            "words": words,
        }
        for name, sentences in texts.items():
            np.save(out / f"{name}-{split}.npy", packed(teacher.label(sentences, f"{name} {split}")))


def teach(folder: Path, splits: tuple[str, ...] = SPLITS, out: Path = FOLDER) -> None:
    """Make whatever of the kept labels is missing."""
    out.mkdir(parents=True, exist_ok=True)
    parameters = SentenceParameters.from_json(MODELS / "en" / PUNKT)
    matcher = compile_entries(read_folder(LEXICONS, name=LEXICON_NAME))
    corpora = load(folder, parameters, matcher)
    words_file, vectors_file = out / "words.txt", out / "vectors.npy"
    if not words_file.exists():
        memes, fallacies, npov, spoken = (
            pool([row["text"] for row in read_jsonl(folder / name)], parameters, matcher).analyses
            for name in (MEMES, FALLACIES, NPOV, SPEAKERS)
        )
        annotated = (*corpora.data.analyses, *corpora.bias.analyses, *memes, *fallacies)
        words = words_of(annotated, (*corpora.pool.analyses, *npov, *spoken))
        words_file.write_text("\n".join(words), encoding="ascii")
    words = words_file.read_text(encoding="ascii").split("\n")
    if not vectors_file.exists():
        with step("word vectors"):
            np.save(vectors_file, word_vectors(words, CACHE))
    (out / "sources.json").write_text(json.dumps(sources(corpora), indent=1) + "\n", encoding="utf-8")
    for split in splits:
        _teach(corpora, folder, split, words, out)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.teach", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, help="folder of the annotated corpora")
    parser.add_argument("--split", action="append", choices=SPLITS, help="only this one; may be given again")
    arguments = parser.parse_args()
    teach(arguments.corpora, tuple(arguments.split or SPLITS))


if __name__ == "__main__":
    main()
