"""What notebooks and terminals show."""

import dataclasses
import pickle
import re
from html.parser import HTMLParser
from importlib.metadata import version
from xml.etree import ElementTree

import commonground as cg
import pytest
from commonground.exceptions import InputError, OutputError

PICTURES = ("plot_map", "plot_stability", "plot_coverage", "plot_curve")
GRIDS = ("plot_matrix", "plot_theme_matrix")


class Balance(HTMLParser):
    """Holds every tag against its end, and keeps the text."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.tags = [], [], set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] in (tag, "br"), f"</{tag}> in {self.open}"
        while self.open.pop() != tag:
            pass

    def handle_data(self, data):
        self.text.append(data)


def text_of(html):
    parser = Balance()
    parser.feed(html)
    assert parser.open == [] and not parser.tags & {"script", "iframe", "object", "link", "img"}
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", html), "nothing is fetched"
    return "".join(parser.text)


def test_a_round_a_study_and_a_theme_show_themselves(study):
    assert "brackmere" in text_of(study.round._repr_html_()).lower()
    shown = text_of(study._repr_html_())
    assert all(theme.label in shown for theme in study.themes)
    assert text_of(study.themes._repr_html_()) == shown
    for theme in study.themes:
        shown = text_of(theme._repr_html_())
        assert theme.label in shown and all(quotation.text in shown for quotation in theme.quotations)


def test_themes_are_told_a_line_each(study):
    assert str(study.themes).splitlines() == [repr(theme) for theme in study.themes]


def test_a_theme_shows_the_same_after_pickle_and_its_fields_alone_when_changed(study):
    theme = study.themes[0]
    again = pickle.loads(pickle.dumps(theme))
    assert again == theme and again._repr_html_() == theme._repr_html_()
    assert pickle.loads(pickle.dumps(again))._repr_html_() == theme._repr_html_()
    assert list(pickle.loads(pickle.dumps(study.themes))) == list(study.themes)
    changed = dataclasses.replace(theme, label="Another")
    assert changed._repr_html_() is None and "Another" in repr(changed)
    assert dataclasses.asdict(theme)["label"] == theme.label


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_show_svg_their_caption_and_their_values(study, name, tmp_path):
    picture = getattr(study, name)()
    ElementTree.fromstring(picture.svg)
    shown = text_of(picture._repr_html_())
    assert picture.caption in shown
    values = picture.values()
    assert len(values) > 0
    for cells in values.itertuples(index=False):
        assert all(cell in shown for cell in cells)
    lines = repr(picture).splitlines()
    assert lines[0] == picture.title and len(lines) == len(values) + 2
    assert picture._repr_html_() == getattr(study, name)()._repr_html_(), "the same again"
    assert picture.save(tmp_path / "a.svg").read_text(encoding="utf-8") == picture.svg
    assert 'charset="utf-8"' in picture.save(tmp_path / "a.html").read_text(encoding="utf-8")
    with pytest.raises(OutputError, match="overwrite=True"):
        picture.save(tmp_path / "a.svg")
    picture.save(tmp_path / "a.svg", overwrite=True)
    with pytest.raises(InputError, match=r"\.svg or \.html"):
        picture.save(tmp_path / "a.png")
    with pytest.raises(OutputError):
        picture.save(tmp_path / "none" / "a.svg")


def test_ids_of_pictures_on_one_page_do_not_clash(study):
    page = "".join(getattr(study, name)()._repr_html_() for name in PICTURES)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) and len(ids) >= len(PICTURES)


def test_grids_show_documents_by_areas_and_by_themes(study):
    areas, themes = (text_of(getattr(study, name)()._repr_html_()) for name in GRIDS)
    assert all(area.name in areas for area in study.framework.areas)
    assert all(theme.label in themes for theme in study.themes)
    assert "notebook" in repr(study.plot_matrix())


def test_where_there_is_nothing_to_draw_the_remedy_is_told():
    round = cg.Round.from_texts(["A cat, a mat.", "A cat, a mat.", "A dog, a log.", "A dog, a log."])
    study = cg.analyse(round, k=2, max_df=1.0)
    for name, told in {
        "plot_map": "three themes", "plot_coverage": "framework=", "plot_curve": "k='auto'", "plot_matrix": "framework=",
    }.items():
        with pytest.raises(InputError, match=told):
            getattr(study, name)()


def test_what_stands_in_documents_comes_out_as_text():
    evil = "<script>alert(1)</script> & <b>cats</b>"
    round = cg.Round.from_texts([evil, evil + " again"], ids=["<i>", "b"])
    assert evil in text_of(round._repr_html_()) and "<i>" in text_of(round._repr_html_())


def test_versions_are_shown(capsys):
    cg.show_versions()
    told = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert told["commonground"] == cg.__version__ and told["numpy"] == version("numpy")
