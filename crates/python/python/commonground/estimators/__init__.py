"""Estimators in the manner of scikit-learn: a vectoriser, k-means, and a coder onto named areas.

Fitted models are saved with their parameters by pickle and joblib, as the library's own JSON, which later versions
read. The same input gives the same bits on any machine and any number of threads.
"""

from commonground.estimators.coder import AreaCoder
from commonground.estimators.kmeans import KMeans
from commonground.estimators.vectorizer import CountVectorizer, TfidfVectorizer

__all__ = ["AreaCoder", "CountVectorizer", "KMeans", "TfidfVectorizer"]
