"""Frameworks and exceptions."""

import pickle

import commonground as cg
import pytest
from commonground import exceptions
from commonground.exceptions import FrameworkError


def test_a_framework_goes_through_toml_pickle_and_file(fixtures, tmp_path):
    framework = cg.Framework.load(fixtures / "framework.toml")
    assert len(framework) == 11
    framework.save(tmp_path / "areas.toml")
    assert cg.Framework.load(tmp_path / "areas.toml") == framework
    assert pickle.loads(pickle.dumps(framework)) == framework
    assert framework[framework.areas[2].name] is framework.areas[2]


def test_a_framework_is_made_of_areas_in_any_form(tmp_path):
    made = cg.Framework.from_areas([cg.Area("Place", description="Where."), {"name": "Work", "cues": ["job*"]}, "Play"])
    assert made.ids == ["place", "work", "play"] and made["work"].cues == ("job*",)
    (tmp_path / "areas.csv").write_text("name,cues\nPlace,\nWork,job*\n")
    assert cg.Framework.load(tmp_path / "areas.csv").ids == ["place", "work"]


@pytest.mark.parametrize(
    ("areas", "error", "told"),
    [
        ([], FrameworkError, "area"),
        (["Same", "Same"], FrameworkError, "ame"),
        ([{"name": "x", "cue": ["y"]}], ValueError, "cue"),
        ("Place", TypeError, "not a single str"),
        ({"Place": "street"}, TypeError, "must be a list of str"),
        ([7], TypeError, "not int"),
    ],
)
def test_what_is_no_framework_is_refused(areas, error, told):
    with pytest.raises(error) as caught:
        cg.Framework.from_areas(areas)
    assert told in str(caught.value)


def test_a_fault_in_a_file_is_told_with_its_line():
    with pytest.raises(FrameworkError, match="line 3"):
        cg.Framework.from_toml("name = 'x'\n[[area]]\nid = ")


@pytest.mark.parametrize("name", exceptions.__all__)
def test_exceptions_pickle_live_where_they_say_and_are_of_pythons_own_classes(name):
    kind = getattr(exceptions, name)
    assert kind.__module__ == "commonground.exceptions"
    assert issubclass(kind, exceptions.CommongroundError)
    if kind is not exceptions.CommongroundError:
        assert issubclass(kind, (ValueError, KeyError, OSError, RuntimeError))
    again = pickle.loads(pickle.dumps(kind("what, and the remedy")))
    assert type(again) is kind and str(again) == "what, and the remedy"
