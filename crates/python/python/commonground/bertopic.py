"""A bridge to BERTopic: our themes in its pictures.

Our estimators need no bridge: ``CountVectorizer`` is a ``vectorizer_model`` and ``KMeans`` an ``hdbscan_model``. Themes
that were found here become the topics of a BERTopic model by `as_topics`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonground._study import Study

if TYPE_CHECKING:
    from commonground.estimators import CountVectorizer

__all__ = ["as_topics"]


def as_topics(
    study: Study, *, vectorizer_model: CountVectorizer | None = None, embeddings: Any = None, **options: Any
) -> tuple[Any, list[str]]:
    """A fitted BERTopic model whose topics are the themes of a study, and the passages that it was fitted to.

    Nothing is embedded or clustered anew: each passage has its theme, and unplaced passages are the topic −1. Topics
    are called as our themes are. ``embeddings`` (passages × numbers) are for BERTopic's pictures that need some; without
    them our TF-IDF rows, brought to a few dimensions by an SVD, stand in. Other ``options`` go to ``BERTopic``.
    """
    import numpy as np
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction

    from commonground.estimators import CountVectorizer, TfidfVectorizer

    passages = study._native.table("passages").to_dict()
    texts: list[str] = passages["text"]
    labels = [-1 if theme is None else theme - 1 for theme in passages["theme"]]
    if embeddings is None:
        from sklearn.decomposition import TruncatedSVD

        rows = TfidfVectorizer().fit_transform(texts)
        dimensions = max(1, min(50, min(rows.shape) - 1))
        embeddings = TruncatedSVD(dimensions, random_state=0).fit_transform(rows)
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=vectorizer_model or CountVectorizer(),
        **options,
    )
    model.fit(texts, embeddings=np.asarray(embeddings), y=np.array(labels))
    # BERTopic numbers topics by size, and themes are numbered by how widely they are raised.
    themes = {theme.number - 1: theme for theme in study.themes}
    names = {topic: themes[label].label for topic, label in zip(model.topics_, labels, strict=True) if label >= 0}
    model.set_topic_labels(names | ({-1: "unplaced"} if -1 in labels else {}))
    return model, texts
