"""The bridge to BERTopic, with the real package (which needs neither torch nor a model for this)."""

from collections import Counter

import commonground as cg
import numpy
import pytest

pytest.importorskip("bertopic", reason="BERTopic is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def passages(study):
    table = study.passages()
    return list(table["text"])


def test_ours_stand_in_for_its_vectoriser_and_its_clusterer(study, passages):
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction

    embeddings = numpy.random.RandomState(0).rand(len(passages), 6)
    embeddings[::3] += 5
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=cg.KMeans(3),
        vectorizer_model=cg.CountVectorizer(min_df=1),
    )
    topics, _ = model.fit_transform(passages, embeddings)
    assert set(topics) == {0, 1, 2}
    # The same division as without BERTopic, which numbers topics by size as we do.
    assert list(topics) == cg.KMeans(3).fit(embeddings).labels_.tolist()
    again, _ = model.transform(passages[:9], embeddings[:9])
    assert list(again) == list(topics[:9])
    words = [word for word, _ in model.get_topic(0)]
    names = set(model.vectorizer_model.get_feature_names_out())
    assert words and set(words) <= names
    frequencies, _ = model.approximate_distribution(passages[:3], use_embedding_model=False)
    assert frequencies.shape == (3, 3)


def test_our_themes_are_shown_in_its_pictures(study, passages):
    from commonground.bertopic import as_topics

    model, texts = as_topics(study)
    assert texts == passages
    themes = study.passages()["theme"]
    sizes = Counter(int(theme) for theme in themes.dropna())
    table = model.get_topic_info()
    shown = dict(zip(table["CustomName"], table["Count"], strict=True))
    for theme in study.themes:
        assert shown[theme.label] == sizes[theme.number]
    assert shown.get("unplaced", 0) == int(themes.isna().sum())
    for picture in (
        model.visualize_barchart(custom_labels=True),
        model.visualize_heatmap(custom_labels=True),
        model.visualize_hierarchy(custom_labels=True),
        model.visualize_term_rank(custom_labels=True),
    ):
        assert any(theme.label.split(",")[0][:12] in picture.to_json() for theme in study.themes)
