"""Rounds from files, frames and lists."""

import pickle
import re

import commonground as cg
import pytest
from commonground.exceptions import CodesError, ColumnError, InputError, MissingFileError, ModelError, SettingError
from conftest import ANSWERS, columns, frames


@pytest.mark.parametrize("make", frames().values(), ids=frames().keys())
def test_every_library_gives_the_same_round_with_its_ids_and_its_gaps_listed(make):
    round = cg.Round.from_frame(make(), text="answer", id="org", meta=["place", "number"])
    assert round.ids == ["a1", "a2", "a4", "a5"]
    assert [document.text for document in round] == [text for _, text, _ in ANSWERS if text]
    assert round["a2"].metadata == {"place": "south", "number": "9"}
    assert "place" not in round["a4"].metadata
    assert [(note.place, note.message) for note in round.skipped] == [("frame, line 3", "the row has no text")]


@pytest.mark.parametrize("make", frames().values(), ids=frames().keys())
def test_tables_come_back_in_the_callers_library(make):
    frame = make()
    given = cg.Round.from_frame(frame, text="answer", id="number").documents()
    module = {"lazy": "polars"}.get(type(frame).__module__, type(frame).__module__).partition(".")[0]
    assert type(given).__module__.partition(".")[0].lstrip("_") == module.lstrip("_")


def test_ids_may_be_numbers_and_are_sorted_by_value():
    import pandas

    round = cg.Round.from_frame(pandas.DataFrame(columns()), text="answer", id="number")
    assert round.ids == ["6", "7", "9", "10"]


def test_rows_are_called_by_their_number_without_id_and_by_the_index_if_it_is_named():
    import pandas

    frame = pandas.DataFrame(columns())
    assert cg.Round.from_frame(frame, text="answer").ids == ["1", "2", "4", "5"]
    assert cg.Round.from_frame(frame.set_index("org"), text="answer", id="org").ids[0] == "a1"


def test_several_columns_of_text_are_joined_by_a_blank_line():
    import polars

    frame = polars.DataFrame({"a": ["One.", None], "b": ["Two.", "Three."]})
    assert [d.text for d in cg.Round.from_frame(frame, text=["a", "b"])] == ["One.\n\nTwo.", "Three."]


def series():
    import pandas
    import polars
    import pyarrow

    texts = columns()["answer"]
    return [texts, tuple(texts), pandas.Series(texts), polars.Series(texts), pyarrow.chunked_array([texts])]


@pytest.mark.parametrize("texts", series(), ids=lambda texts: f"{type(texts).__module__}.{type(texts).__name__}")
def test_lists_and_series_make_rounds(texts):
    assert cg.Round.from_texts(texts).ids == ["1", "2", "4", "5"]
    round = cg.Round.from_texts(texts, ids=columns()["org"], meta={"place": columns()["place"]})
    assert round["a5"].metadata == {"place": "east"}
    assert len(round.skipped) == 1


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda f: cg.Round.from_frame(f, text="answr"), ColumnError, "no column 'answr'; the columns are 'org', "),
        (lambda f: cg.Round.from_frame(f, text="answer", id="no"), KeyError, "no column 'no'"),
        (lambda f: cg.Round.from_frame(f, text="number"), ColumnError, "no text"),
        (lambda f: cg.Round.from_frame(f, text=7), TypeError, "text must be a str or a list of str"),
        (lambda f: cg.Round.from_frame(["a"], text="a"), TypeError, "list is no frame"),
        (lambda f: cg.Round.from_texts("one text"), TypeError, "a list of str, not a single one"),
        (lambda f: cg.Round.from_texts([1, 2]), TypeError, "texts must be str or None; that at 0 is int"),
        (lambda f: cg.Round.from_texts([None, " "]), InputError, "no document"),
        (lambda f: cg.Round.from_texts(["a", "b"], ids=["x", "x"]), ValueError, "share the id"),
        (lambda f: cg.Round.from_texts(["a", "b"], ids=["x"]), ValueError, "give one for each"),
        (lambda f: cg.read("no-such-file.csv"), FileNotFoundError, "no such file"),
        (lambda f: cg.read("no-such-file.csv"), MissingFileError, "no-such-file.csv"),
        (lambda f: cg.read(7), TypeError, ""),
        (lambda f: cg.analyse(f), TypeError, "Round.from_frame"),
    ],
)
def test_wrong_input_is_refused_with_the_remedy(call, error, told):
    import polars

    with pytest.raises(error) as caught:
        call(polars.DataFrame(columns()))
    assert told in str(caught.value)


def test_messages_about_files_name_arguments_and_not_flags(tmp_path):
    (tmp_path / "table.csv").write_text("foo,bar\nx,y\nz,w\n")
    with pytest.raises(ColumnError) as caught:
        cg.read(tmp_path / "table.csv")
    assert "text=" in str(caught.value) and "--" not in str(caught.value) and "foo" in str(caught.value)
    assert cg.read(tmp_path / "table.csv", text="foo", id="bar").ids == ["w", "y"]


def test_a_round_of_files_tells_what_was_read(fixtures):
    round = cg.read(fixtures / "round", metadata=fixtures / "partnerships.csv")
    assert len(round) == 12 and "partnership" in round["brackmere"].metadata
    assert len(round.files()) == 13
    passages = round.passages()
    assert {"id", "start", "end", "text"} == set(passages.columns)
    assert round[0].id == "brackmere" and round[-1].id == round.ids[-1]


def test_a_round_can_be_pickled(fixtures):
    import polars

    round = cg.Round.from_frame(polars.DataFrame(columns()), text="answer", id="org")
    again = pickle.loads(pickle.dumps(round))
    assert list(again) == list(round) and again.skipped == round.skipped
    assert type(again.documents()).__module__.startswith("polars")


def test_without_a_library_of_frames_a_table_is_given_that_speaks_arrow():
    import polars

    table = cg.Table.of_columns([("a", "text", ["x", None]), ("b", "number", [0.5, None])])
    assert len(table) == 2 and table.columns == ["a", "b"]
    assert table.to_dict() == {"a": ["x", None], "b": [0.5, None]}
    assert polars.DataFrame(table).to_dict(as_series=False) == table.to_dict()
    assert pickle.loads(pickle.dumps(table)).to_dict() == table.to_dict()


def test_a_column_of_nothing_but_nulls_is_read_in_every_library():
    for library in ("pandas", "polars", "pyarrow"):
        module = pytest.importorskip(library)
        make = module.table if library == "pyarrow" else module.DataFrame
        frame = make({"answer": ["a cat", "a dog"], "place": [None, None]})
        for text in ("answer", ["answer", "place"]):
            round = cg.Round.from_frame(frame, text=text, meta=["place"])
            assert [(document.text, document.metadata) for document in round] == [("a cat", {}), ("a dog", {})]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_without_rows_or_columns_is_told_so(library):
    module = pytest.importorskip(library)
    with pytest.raises(InputError, match="the frame has no rows"):
        cg.Round.from_frame(module.DataFrame({"answer": []}), text="answer")
    with pytest.raises(ColumnError, match="there is no column 'answer'; there is none"):
        cg.Round.from_frame(module.DataFrame(), text="answer")


def test_what_is_no_frame_or_names_no_column_is_told_so():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(TypeError, match="Series is no frame.*from_texts"):
        cg.Round.from_frame(pandas.Series(["a"], name="answer"), text="answer")
    with pytest.raises(ColumnError, match="names no column"):
        cg.Round.from_frame(pandas.DataFrame({"answer": ["a"]}), text=[])
    twice = pandas.DataFrame([["a", "b"]], columns=["answer", "answer"])
    with pytest.raises(ColumnError, match="2 columns are called 'answer'"):
        cg.Round.from_frame(twice, text="answer")


def test_an_index_neither_moves_nor_loses_rows():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"org": list("abcd"), "answer": ["a cat", "a dog", "a cow", "a hen"]}, index=[7, 7, 3, -1])
    kept = frame[frame["org"] > "b"]
    for given in (kept, kept.set_index("org")):
        round = cg.Round.from_frame(given, text="answer", id="org")
        assert [(document.id, document.text) for document in round] == [("c", "a cow"), ("d", "a hen")]


def test_half_a_character_is_told_with_its_place():
    with pytest.raises(InputError, match="text, at 1: half of a surrogate pair"):
        cg.Round.from_texts(["a cat", "a \ud800 dog"])


def test_places_beyond_the_round_are_told():
    round = cg.Round.from_texts(["a cat", "a dog"])
    assert round[-1].text == "a dog" and [document.text for document in round] == ["a cat", "a dog"]
    for place in (2, -3):
        with pytest.raises(IndexError, match="the round has 2"):
            round[place]


def test_numbers_of_numpy_are_numbers():
    numpy = pytest.importorskip("numpy")
    round = cg.Round.from_texts(["a cat", "a cat", "a dog", "a dog"])
    options = {"max_df": numpy.float32(1), "min_df": numpy.int32(1), "seed": numpy.uint8(0)}
    assert len(cg.cluster(round, numpy.int64(2), **options)) == 4


def test_a_code_of_another_length_is_told():
    for row in (("a", "b", 1), "ab", ()):
        with pytest.raises(CodesError, match=r"a code is \(id, area\) or"):
            cg.Codes.from_rows([row])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", "b"), (None, "b")], "the code at 1 has no id"),
        ([("a", "b", 1.7, 3)], "the code at 0 has the range '1.7'"),
        ([("a", "b", "x", 3)], "the code at 0 has the range 'x'"),
        ([("a", "b", -1, 3)], "whole numbers from 0"),
        ([None], "not what is at 0: None"),
    ],
)
def test_codes_that_cannot_be_are_told_with_their_place(rows, told):
    with pytest.raises(CodesError, match=re.escape(told)):
        cg.Codes.from_rows(rows)


def test_what_pandas_has_for_missing_is_no_area():
    pandas = pytest.importorskip("pandas")
    assert cg.Codes.from_rows([("a", pandas.NA)]).coders == ["person"]


@pytest.mark.parametrize(
    ("setting", "error", "told"),
    [
        ({"k": -1}, SettingError, "k must be a whole number from 1, not -1"),
        ({"seed": -1}, SettingError, "seed must be a whole number from 0, not -1"),
        ({"seed": 1.5}, TypeError, "seed must be an int, not 1.5"),
        ({"min_df": 0}, SettingError, "min_df must be a whole number from 1, not 0"),
        ({"max_df": float("nan")}, SettingError, "max_df must be a share"),
        ({"threads": -1}, SettingError, "threads must be a whole number from 1, not -1"),
    ],
)
def test_settings_that_cannot_be_are_told_by_name(setting, error, told):
    round = cg.Round.from_texts(["a cat", "a cat", "a dog", "a dog"])
    with pytest.raises(error, match=re.escape(told)):
        cg.cluster(round, **{"k": 2, **setting})


def test_columns_may_be_called_by_numbers():
    pandas = pytest.importorskip("pandas")
    round = cg.Round.from_frame(pandas.DataFrame([["a cat"], ["a dog"]]), text="0")
    assert [document.text for document in round] == ["a cat", "a dog"]


def test_a_place_may_be_a_number_of_numpy_and_no_truth():
    numpy = pytest.importorskip("numpy")
    round = cg.Round.from_texts(["a cat", "a dog"])
    assert round[numpy.int64(1)].text == "a dog"
    with pytest.raises(TypeError, match="not a bool"):
        round[True]
    with pytest.raises(KeyError, match="there is no document 'x'"):
        round["x"]


def test_a_file_of_other_bytes_is_no_study(tmp_path):
    (tmp_path / "study.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(ModelError, match="not a saved study"):
        cg.Study.load(tmp_path / "study.json")
