"""Pictures as charts of other libraries: from one table of numbers, with everything on them, and inert."""

import importlib
import json
import sys

import commonground as cg
import pytest
from commonground import _charts

PICTURES = ("map", "stability", "coverage", "curve")


@pytest.fixture(params=PICTURES)
def picture(study, request):
    return getattr(study, f"plot_{request.param}")()


def test_numbers_are_those_of_the_study(study):
    assert list(study.plot_map().numbers()["documents"]) == [theme.documents for theme in study.themes]
    coverage, matrix = study.plot_coverage().numbers(), study.matrix()
    raising = (matrix > 0).sum()
    assert dict(zip(coverage["id"], coverage["clearly"] + coverage["faintly"], strict=True)) == dict(raising)
    assert dict(zip(coverage["id"], coverage["clearly"], strict=True)) == dict((matrix >= 0.5).sum())
    stability = study.plot_stability().numbers()
    assert list(stability["theme"]) == [theme.label for theme in study.themes]
    assert (stability["low"] <= stability["high"]).all() and stability["mean"].between(0, 1).all()
    curve = study.plot_curve().numbers()
    assert list(curve["themes"][curve["verdict"] == "chosen"]) == [len(study.themes)]


def test_numbers_are_what_the_picture_tells_rounded(study):
    told, numbers = study.plot_stability().values(), study.plot_stability().numbers()
    assert [f"{mean:.2f}" for mean in numbers["mean"]] == list(told["Mean"])
    told, numbers = study.plot_map().values(), study.plot_map().numbers()
    assert [f"{likeness:.2f}" for likeness in numbers["likeness"]] == list(told["Likeness (0–1)"])
    assert [str(count) for count in numbers["documents"]] == list(told["Documents"])


def test_charts_have_the_colours_of_the_core(study):
    drawn = "".join(getattr(study, f"plot_{name}")().svg for name in PICTURES)
    for colour in (_charts._PAPER, _charts._INK, _charts._EDGE, _charts._BLUE, _charts._PINK, _charts._FAINT):
        assert colour in drawn, colour


def dots(picture):
    return [mark for group in picture._chart().groups if group.kind in ("dot", "bar") for mark in group.marks]


def test_altair_has_every_mark(picture):
    altair = pytest.importorskip("altair")
    chart = picture.to_altair()
    assert isinstance(chart, altair.LayerChart)
    # Altair holds what it makes against Vega-Lite's schema.
    made = json.loads(chart.to_json())
    values = [row for rows in layer_values(made) for row in rows]
    for mark in dots(picture):
        assert any(row["told"] == mark.told and row["x"] == pytest.approx(mark.x) for row in values)
    assert made["title"] == picture.title


def layer_values(made):
    return [layer["data"]["values"] for layer in made["layer"]]


def test_plotly_has_every_mark(picture):
    pytest.importorskip("plotly")
    figure = picture.to_plotly()
    figure.to_json()
    told = [line for trace in figure.data if trace.hovertext for line in trace.hovertext]
    assert told == [_charts._in_plotly(mark.told) for mark in dots(picture)]
    named = {trace.name for trace in figure.data if trace.showlegend}
    assert named == {group.name for group in picture._chart().keyed}
    assert figure.layout.title.text == picture.title


def test_matplotlib_has_every_mark(picture, tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    axes = picture.to_matplotlib()
    drawn = sum(len(collection.get_offsets()) for collection in axes.collections) + len(axes.patches)
    assert drawn == len(dots(picture))
    assert axes.get_title(loc="left") == picture.title
    axes.figure.savefig(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").stat().st_size > 5_000
    pyplot.close(axes.figure)
    figure, own = pyplot.subplots()
    assert picture.to_matplotlib(own) is own
    pyplot.close(figure)


def test_names_that_mean_something_elsewhere_stay_names(tmp_path):
    """What Vega takes for code, Plotly for HTML and matplotlib for mathematics."""
    names = ["it's \\ \"so\"", "<b>bold</b> & more", "$\\frac{1}{0}$ and $5"]
    framework = cg.Framework.from_areas({name: [cue] for name, cue in zip(names, ("cat", "dog", "cow"), strict=True)})
    texts = ["The cat sat down.", "The dog ran off.", "The cow stood still."] * 2
    picture = cg.analyse(cg.Round.from_texts(texts), k=1, framework=framework, progress=False).plot_coverage()
    pytest.importorskip("altair")
    expression = picture.to_altair().to_dict()["layer"][0]["encoding"]["y"]["axis"]["labelExpr"]
    assert "'it\\'s \\\\ \"so\"'" in expression
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in picture.to_plotly().layout.yaxis.ticktext
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    axes = picture.to_matplotlib()
    axes.figure.savefig(tmp_path / "chart.png")
    assert axes.get_yticklabels()[2].get_text() == names[2].replace("$", r"\$")
    importlib.import_module("matplotlib.pyplot").close(axes.figure)


@pytest.mark.parametrize("library", ["altair", "plotly", "matplotlib"])
def test_a_library_that_is_missing_is_named_with_its_extra(study, library, monkeypatch):
    for module in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match=rf"pip install commonground\[{library}\]"):
        getattr(study.plot_coverage(), f"to_{library}")()
