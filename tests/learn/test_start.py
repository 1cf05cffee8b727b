"""What a model starts from, and words that it knows only from there."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

import propdetect
from propdetect.analysis import analyse
from propdetect.evaluation import read
from propdetect.hashing import HashTable
from propdetect.integrations.sklearn import VECTORS
from propdetect.learn.crossfit import fit_rows
from propdetect.learn.dataset import dataset
from propdetect.learn.features import Featurizer
from propdetect.learn.labels import N
from propdetect.learn.linear import PENALTY, Options
from propdetect.learn.rows import article_rows
from propdetect.learn.start import SCRATCH, start_from, word_vectors
from propdetect.learn.vocabulary import WordVectors, vocabulary
from propdetect.lexicon.read import LexiconError
from propdetect.model.scoring import probability
from propdetect.text.tokens import hash_words

AUTHORED = Path(__file__).parents[2] / "training" / "data" / "authored-en.jsonl"


def known(words: list[str], rows: list[list[float]]) -> WordVectors:
    table = HashTable.build(hash_words(words), np.arange(1, len(words) + 1, dtype=np.int32))
    return WordVectors(table, np.array([[0.0] * len(rows[0]), *rows], np.float32), unseen=True)


def taken_apart(*texts: str) -> list:
    detector = propdetect.load()
    return [analyse(text, detector.parameters, detector.matcher) for text in texts]


def test_scratch_has_the_lexicons_and_sentences_of_the_shipped_model_and_no_words() -> None:
    start, shipped = start_from(SCRATCH), propdetect.load()
    assert start.vectors is None
    assert start.model is None
    assert start.matcher.file_names == shipped.matcher.file_names
    assert start.lexicon_sha256
    assert b"collocations" in start.punkt


def test_a_model_gives_its_word_rows_as_vectors() -> None:
    start, shipped = start_from("en"), propdetect.load()
    assert start.model == shipped.info
    assert start.vectors is not None
    (row,) = start.vectors.of(["shameful"])
    number = shipped.weights.words.find(hash_words(["shameful"]))
    np.testing.assert_array_equal(row, shipped.weights.word_rows[number[0]].astype(np.float32))
    assert not word_vectors(shipped).rows[0].any()


def test_words_that_only_the_start_knows_are_in_the_vocabulary_by_their_vectors_alone() -> None:
    vectors = known(["tide", "kestrel"], [[1.0, 2.0], [3.0, 4.0]])
    analyses = taken_apart("The tide turned. The tide is in.", "A kestrel hovers.")
    chosen = vocabulary(analyses[:1], vectors, word_least=1, pair_least=1, buckets=256)
    assert chosen.spellings.count("") == 1
    assert "kestrel" not in chosen.spellings
    assert chosen.vectors[-1].tolist() == [3.0, 4.0]
    assert chosen.word_values[-1] == 0
    assert chosen.word_ngrams()[-1].nnz == 0
    features = Featurizer(chosen, propdetect.load().matcher).features(analyses[1:])
    assert features.words[0, len(chosen.spellings) - 1] > 0


def test_other_spellings_of_a_word_share_its_row_among_those_that_only_the_start_knows() -> None:
    table = HashTable.build(hash_words(["harbour", "harbor"]), np.array([1, 1], np.int32))
    vectors = WordVectors(table, np.array([[0.0], [5.0]], np.float32), unseen=True)
    chosen = vocabulary(taken_apart("The tide turned."), vectors, word_least=1, buckets=256)
    assert chosen.spellings.count("") == 1
    numbers = chosen.word_numbers[np.isin(chosen.word_hashes, hash_words(["harbour", "harbor"]))]
    assert numbers.tolist() == [len(chosen.spellings)] * 2


def test_own_lexicons_replace_those_of_the_start_and_are_called_by_the_folder_s_name(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    own = Path(propdetect.__file__).parents[1] / "lexicons" / "en" / "slogans.tsv"
    (folder / "slogans.tsv").write_bytes(own.read_bytes())
    start = start_from(SCRATCH, folder)
    assert list(start.lexicon_sha256) == ["slogans.tsv"]
    assert start.matcher.file_names == ("ours/slogans.tsv",)
    assert str(tmp_path) not in start.matcher.source(1)


@pytest.mark.slow
def test_to_start_from_the_shipped_model_ranks_techniques_better_where_labels_are_few() -> None:
    """On the fifth of the project's own texts that nothing is ever trained on."""
    rows = read([AUTHORED]).articles
    seen, held_out = (
        [a for a in rows if (int(hashlib.sha256(a.text.encode()).hexdigest(), 16) % 5 == 0) == out]
        for out in (False, True)
    )
    few = [seen[i] for i in np.random.default_rng(1).permutation(len(seen))[:200]]
    taught, asked = dataset(few, taken_apart(*(a.text for a in few))), held_out[::2]
    tested = dataset(asked, taken_apart(*(a.text for a in asked)))
    part = article_rows(taught, np.ones(len(few), np.bool_), None)
    precision = {}
    for name in (SCRATCH, "en"):
        start = start_from(name)
        options = Options({"vectors": VECTORS * PENALTY})
        model = fit_rows([part], start.matcher, start.vectors, options=options)
        logits = model.first.logits(model.featurizer.features(tested.analyses))
        scores = tested.by_line(probability(logits))
        labels = tested.line_known.labels
        precision[name] = np.mean([average_precision_score(labels[:, t], scores[:, t]) for t in range(N)])
    assert precision["en"] >= precision[SCRATCH], precision


def test_what_cannot_be_read_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(propdetect.ModelError, match='no model "xx"'):
        start_from("xx")
    with pytest.raises(LexiconError, match="the folder cannot be read"):
        start_from(SCRATCH, tmp_path / "none")
