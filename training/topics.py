"""Cluster texts by topic, so that a figure never rests on a topic, an event or a near-copy seen in training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from propdetect.hashing import Ints

# Clusters are many and small, so that folds come out of like size; their number and the number of dimensions are
# those of common practice for some hundreds of articles, and nothing was tuned on them.
CLUSTERS, DIMENSIONS, SEED = 30, 64, 0


def topic_clusters(texts: Sequence[str], groups: Sequence[str], clusters: int = CLUSTERS) -> Ints:
    """Cluster articles by their words: (n,) number of the cluster of each.

    texts, groups : (n,); articles of one group are clustered as one text and so never part
    TF-IDF, latent semantic analysis (Deerwester et al. 1990) and k-means, all with fixed seeds.
    """
    names = list(dict.fromkeys(groups))
    joined = ["\n".join(t for t, g in zip(texts, groups, strict=True) if g == name) for name in names]
    words = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2 if len(names) > 50 else 1, max_df=0.5)
    vectors = words.fit_transform(joined)
    dimensions = min(DIMENSIONS, vectors.shape[1] - 1, len(names) - 1)
    reduced = normalize(TruncatedSVD(dimensions, random_state=SEED).fit_transform(vectors))
    found = KMeans(min(clusters, len(names)), n_init=8, random_state=SEED).fit_predict(reduced)
    of = dict(zip(names, found.tolist(), strict=True))
    return np.array([of[g] for g in groups], np.int64)
