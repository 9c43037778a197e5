"""The estimators keep scikit-learn's contract."""

import io
import pickle

import commonground as cg
import numpy as np
import pytest
import scipy.sparse

sklearn = pytest.importorskip("sklearn")
import joblib  # noqa: E402
from sklearn.base import clone  # noqa: E402
from sklearn.exceptions import NotFittedError  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.utils import estimator_checks  # noqa: E402

TEXTS = [
    "The flood reached the museum and its archive.",
    "An archive was lost in the flood.",
    "Flood water stood in the museum.",
    "We measure impact against a baseline.",
    "Without a baseline nobody measures impact.",
    "Impact and baselines: we measure both.",
]
FRAMEWORK = cg.Framework.from_areas({"Water": ["flood*"], "Impact": ["impact", "baseline*"]})


# All of them: there is no exception. (The one for the array API is skipped unless SCIPY_ARRAY_API is set.)
@estimator_checks.parametrize_with_checks([cg.KMeans(n_clusters=2)])
def test_k_means_passes_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


# scikit-learn has no texts to test with. Of what reads texts, its own vectoriser included, its generator checks only that
# it can be cloned; so these, which need no input, are called by name. The contract for texts is tested below.
CHECKS_WITHOUT_INPUT = [
    estimator_checks.check_estimator_cloneable,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_estimator_tags_renamed,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_mixin_order,
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_parameters_default_constructible,
    estimator_checks.check_set_params,
    estimator_checks.check_valid_tag_types,
]


@pytest.mark.parametrize("check", CHECKS_WITHOUT_INPUT, ids=lambda check: check.__name__)
@pytest.mark.parametrize("estimator", [cg.TfidfVectorizer(), cg.CountVectorizer(), cg.AreaCoder(FRAMEWORK)], ids=str)
def test_what_reads_texts_passes_those_that_apply(estimator, check):
    check(type(estimator).__name__, estimator)


@pytest.mark.filterwarnings("ignore")  # it warns that it cannot test them
def test_scikit_learn_checks_no_more_of_its_own_vectoriser():
    from sklearn.feature_extraction.text import TfidfVectorizer

    def names(estimator):
        return [check.func.__name__ for _, check in estimator_checks.estimator_checks_generator(estimator)]

    for estimator in (cg.TfidfVectorizer(), cg.CountVectorizer(), cg.AreaCoder(FRAMEWORK)):
        assert names(estimator) == names(TfidfVectorizer())


def vectorizers():
    return [cg.TfidfVectorizer(), cg.TfidfVectorizer(phrases=True, sublinear_tf=True), cg.CountVectorizer()]


@pytest.mark.parametrize("make", vectorizers(), ids=str)
def test_vectorisers_keep_the_contract(make):
    vectorizer = clone(make)
    assert vectorizer.get_params() == make.get_params() and vectorizer is not make
    with pytest.raises(NotFittedError):
        vectorizer.transform(TEXTS)
    with pytest.raises(NotFittedError):
        vectorizer.get_feature_names_out()
    rows = vectorizer.fit_transform(TEXTS)
    assert scipy.sparse.issparse(rows) and rows.format == "csr" and rows.has_canonical_format
    names = vectorizer.get_feature_names_out()
    assert rows.shape == (len(TEXTS), len(names)) and names.dtype == object and len(set(names)) == len(names)
    assert (clone(make).fit(TEXTS).transform(TEXTS) != rows).nnz == 0
    assert (vectorizer.transform(TEXTS[2:3]) != rows[2:3]).nnz == 0
    for name, column in vectorizer.vocabulary_.items():
        assert names[column] == name
    with pytest.raises(ValueError, match="string object received"):
        vectorizer.fit("a text")
    with pytest.raises(ValueError, match="no term is left"):
        clone(make).fit(["the of and"])
    with pytest.raises(TypeError, match="that at 1 is NoneType"):
        vectorizer.fit(["a text", None])
    with pytest.raises(ValueError, match="no parameter|Invalid parameter"):
        vectorizer.set_params(no_such=1)


def test_weights_are_those_of_scikit_learn():
    from sklearn.feature_extraction.text import TfidfVectorizer

    ours = cg.TfidfVectorizer(stem=False, stop_words=None)
    theirs = TfidfVectorizer()
    texts = [text.lower().replace("a ", "") for text in TEXTS]
    found, wanted = ours.fit_transform(texts), theirs.fit_transform(texts)
    assert list(ours.get_feature_names_out()) == list(theirs.get_feature_names_out())
    assert abs(found - wanted).max() < 1e-6
    assert abs(np.asarray(ours.idf_) - theirs.idf_).max() < 1e-6


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"language": "xx"}, "xx"),
        ({"max_df": 1.5}, "max_df"),
        ({"min_df": 0}, "min_df"),
        ({"min_df": 5, "max_df": 2}, "max_df corresponds"),
        ({"stop_words": "french"}, "stop_words"),
    ],
)
def test_wrong_settings_are_refused_when_they_are_used(wrong, told):
    with pytest.raises(ValueError, match=told):
        cg.TfidfVectorizer(**wrong).fit(TEXTS)


def test_document_frequencies_are_counts_or_shares():
    names = lambda **limits: list(cg.TfidfVectorizer(**limits).fit(TEXTS).get_feature_names_out())  # noqa: E731
    assert names(min_df=3) == names(min_df=0.5) and len(names(min_df=3)) < len(names())
    assert names(max_df=2) == names(max_df=2 / 6) and "flood" not in [n.lower() for n in names(max_df=2)]


def test_analyser_and_tokeniser_give_the_terms_and_the_words():
    vectorizer = cg.CountVectorizer()
    assert vectorizer.build_tokenizer()("The flood, again.") == ["The", "flood", "again"]
    assert vectorizer.build_analyzer()("The floods receded") == ["flood", "reced"]
    vectorizer.fit(TEXTS)
    known = set(vectorizer.get_feature_names_out())
    for text, row in zip(TEXTS, vectorizer.transform(TEXTS), strict=True):
        terms = vectorizer.build_analyzer()(text)
        assert set(terms) <= known and len(terms) == row.sum()


def test_models_come_back_from_pickle_and_joblib_the_same(tmp_path):
    rows = cg.TfidfVectorizer().fit_transform(TEXTS)
    fitted = [
        (cg.TfidfVectorizer().fit(TEXTS), lambda m: m.transform(TEXTS).toarray()),
        (cg.KMeans(2).fit(rows), lambda m: m.transform(rows)),
        (cg.AreaCoder(FRAMEWORK).fit(TEXTS), lambda m: m.predict_proba(TEXTS)),
    ]
    for model, use in fitted:
        joblib.dump(model, tmp_path / "model.joblib")
        for again in (pickle.loads(pickle.dumps(model)), joblib.load(tmp_path / "model.joblib")):
            assert (use(again) == use(model)).all() and again.get_params().keys() == model.get_params().keys()
        state = model.__getstate__()
        assert isinstance(state["_native_model"], str), "the model is JSON, not bytes of memory"
        assert pickle.load(io.BytesIO(pickle.dumps(clone(model)))).get_params() is not None


def test_k_means_finds_what_the_texts_say_from_sparse_and_dense_rows():
    rows = cg.TfidfVectorizer().fit_transform(TEXTS)
    sparse, dense = cg.KMeans(2).fit(rows), cg.KMeans(2).fit(rows.toarray())
    assert sparse.labels_.tolist() == dense.labels_.tolist() == [0, 0, 0, 1, 1, 1] or (
        sorted(np.bincount(sparse.labels_)) == [3, 3]
    )
    assert len(set(sparse.labels_[:3])) == len(set(sparse.labels_[3:])) == 1
    assert sparse.inertia_ == pytest.approx(dense.inertia_, rel=1e-5)
    assert sparse.score(rows) == pytest.approx(-sparse.inertia_, rel=1e-5)
    assert (sparse.predict(rows) == sparse.labels_).all() and sparse.n_iter_ >= 1
    assert sparse.get_feature_names_out().tolist() == ["kmeans0", "kmeans1"]


def test_k_means_is_no_worse_than_scikit_learns():
    from sklearn.cluster import KMeans
    from sklearn.datasets import make_blobs

    points, _ = make_blobs(400, centers=12, n_features=5, random_state=3)
    theirs = KMeans(12, n_init=10, random_state=0).fit(points)
    assert cg.KMeans(12).fit(points).inertia_ <= theirs.inertia_ * (1 + 1e-6)


def test_a_pipeline_is_searched():
    pipeline = make_pipeline(cg.TfidfVectorizer(), cg.KMeans(2))
    search = GridSearchCV(pipeline, {"tfidfvectorizer__phrases": [False, True], "kmeans__n_clusters": [2, 3]}, cv=2)
    search.fit(TEXTS * 3)
    assert set(search.best_params_) == {"tfidfvectorizer__phrases", "kmeans__n_clusters"}
    assert search.predict(TEXTS).shape == (6,)
    assert list(pipeline[:-1].fit(TEXTS).get_feature_names_out())


def test_areas_are_coded_and_learned():
    coder = cg.AreaCoder(FRAMEWORK).fit(TEXTS)
    assert coder.classes_.tolist() == ["water", "impact"]
    assert coder.predict(TEXTS).tolist() == [[1, 0]] * 3 + [[0, 1]] * 3
    assert coder.predict_proba(TEXTS).shape == (6, 2)
    assert coder.score(TEXTS, [["water"]] * 3 + [["impact"]] * 3) == 1.0
    taught = cg.AreaCoder(FRAMEWORK).fit(TEXTS, [["water"], None, None, ["Impact"], [], None])
    assert taught.predict_proba(TEXTS[:1])[0, 0] > 0
    same = cg.AreaCoder(FRAMEWORK).fit(TEXTS, np.array(coder.predict(TEXTS)))
    assert same.score(TEXTS, coder.predict(TEXTS)) > 0.9
    with pytest.raises(NotFittedError):
        clone(coder).predict(TEXTS)
    with pytest.raises(TypeError, match="framework must be a Framework"):
        cg.AreaCoder().fit(TEXTS)
    with pytest.raises(ValueError, match="an entry for each of the 6"):
        coder.fit(TEXTS, [["water"]])
    with pytest.raises(ValueError, match="no-such-area"):
        coder.fit(TEXTS, [["no-such-area"]] * 6)
    found = GridSearchCV(cg.AreaCoder(FRAMEWORK), {"max_df": [0.5, 1.0]}, cv=2).fit(TEXTS, coder.predict(TEXTS))
    assert found.best_score_ >= 0.0


def test_the_example_of_clustering_texts_runs_with_ours():
    """The flow of scikit-learn's example "Clustering text documents using k-means", on the invented round."""
    from conftest import FIXTURES
    from sklearn import metrics
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import Normalizer

    round = cg.read(FIXTURES / "round")
    passages = round.passages()
    texts, labels = list(passages["text"]), list(passages["id"])

    vectorizer = cg.TfidfVectorizer(max_df=0.5, min_df=5, stop_words="english")
    rows = vectorizer.fit_transform(texts)
    for seed in range(3):
        kmeans = cg.KMeans(n_clusters=4, max_iter=100, n_init=1, random_state=seed).fit(rows)
        clusters, sizes = np.unique(kmeans.labels_, return_counts=True)
        assert len(clusters) == 4 and sizes.sum() == len(texts)

    lsa = make_pipeline(TruncatedSVD(n_components=20, random_state=0), Normalizer(copy=False))
    reduced = lsa.fit_transform(rows)
    kmeans = cg.KMeans(n_clusters=4, max_iter=100, n_init=1).fit(reduced)
    assert 0 <= metrics.homogeneity_score(labels, kmeans.labels_) <= 1
    assert 0 <= metrics.silhouette_score(reduced, kmeans.labels_, sample_size=100, random_state=0) + 1
    centres = lsa[0].inverse_transform(kmeans.cluster_centers_)
    terms = vectorizer.get_feature_names_out()
    for centre in centres.argsort()[:, ::-1]:
        assert all(isinstance(terms[at], str) for at in centre[:10])
