"""Studies: the same as the command's, bit for bit, and what can be asked of them."""

import csv
import io
import json
import pickle
import subprocess
import sys

import commonground as cg
import pytest
from commonground.exceptions import CommongroundError, InputError, OutputError, SettingError


def command(*arguments):
    """Runs the command that came with the wheel."""
    done = subprocess.run(
        [sys.executable, "-m", "commonground", *map(str, arguments)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told_score(row):
    """The score of a row of the command's table, which tells six digits."""
    return float(row["score"]) if row["score"] else None


def test_results_equal_those_of_the_command_bit_for_bit(study, fixtures, tmp_path):
    out = tmp_path / "out"
    table = ["--metadata", fixtures / "partnerships.csv", "--framework", fixtures / "framework.toml"]
    command("analyse", fixtures / "round", *table, "--out", out, "--quiet")
    study.write(tmp_path / "ours")
    for theirs in sorted(out.iterdir()):
        if theirs.name not in ("manifest.json", "report.html"):
            assert (tmp_path / "ours" / theirs.name).read_bytes() == theirs.read_bytes(), theirs.name
    # The report tells the paths of what was read, which are the same here.
    assert (tmp_path / "ours" / "report.html").read_bytes() == (out / "report.html").read_bytes()


def test_a_frame_gives_what_its_file_gives(fixtures, tmp_path):
    import polars

    rows = [(path.stem, path.read_text()) for path in sorted((fixtures / "round").glob("*.md"))]
    frame = polars.DataFrame(rows, schema=["id", "text"], orient="row")
    frame.write_csv(tmp_path / "round.csv")
    of_frame = cg.analyse(cg.Round.from_frame(frame.reverse(), text="text", id="id"), k=5)
    of_file = cg.analyse(cg.read(tmp_path / "round.csv"), k=5, threads=1)
    assert of_frame.to_json() == of_file.to_json()


@pytest.mark.parametrize("unit", ["document", "passage"])
def test_clusters_and_codes_equal_those_of_the_command(fixtures, tmp_path, unit):
    submissions, framework = cg.read(fixtures / "round"), cg.Framework.load(fixtures / "framework.toml")
    clusters = cg.cluster(submissions, 4, unit=unit)
    codes = cg.code(submissions, framework, unit=unit).table()
    told = command("cluster", fixtures / "round", "--k", 4, "--unit", unit, "--out", "-", "--quiet")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["cluster"] for row in rows] == [str(c) for c in clusters["cluster"]]
    assert [told_score(row) for row in rows] == [round(score, 6) for score in clusters["score"]]
    told = command(
        "code", fixtures / "round", "--framework", fixtures / "framework.toml", "--unit", unit, "--out", "-", "--quiet"
    )
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["id"] for row in rows] == list(codes["id"])
    assert [row["area"] or None for row in rows] == [a if isinstance(a, str) else None for a in codes["area"]]
    assert [told_score(row) for row in rows] == [None if s != s else round(s, 6) for s in codes["score"]]
    assert any(told_score(row) is not None for row in rows)


def test_what_is_brought_gives_what_it_gives_the_command(fixtures, tmp_path):
    submissions, framework = cg.read(fixtures / "round"), cg.Framework.load(fixtures / "framework.toml")
    with open(fixtures / "intended.csv", newline="") as file:
        coded = [(row["id"], row["area"]) for row in csv.DictReader(file) if row["area"] in framework.ids][:20]
    (tmp_path / "codes.csv").write_text("id,area\n" + "".join(f"{id},{area}\n" for id, area in coded))
    table = cg.code(submissions, framework, unit="document", learn_from=tmp_path / "codes.csv").table()
    told = command(
        "code", fixtures / "round", "--framework", fixtures / "framework.toml", "--unit", "document",
        "--learn-from", tmp_path / "codes.csv", "--out", "-", "--quiet",
    )
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [(row["id"], row["area"] or None) for row in rows] == [
        (id, area if isinstance(area, str) else None) for id, area in zip(table["id"], table["area"], strict=True)
    ]
    vectors = {id: [(place * 7 + at) % 5 - 2 for at in range(4)] for place, id in enumerate(submissions.ids)}
    lines = [f"{id},{','.join(map(str, numbers))}" for id, numbers in vectors.items()]
    (tmp_path / "vectors.csv").write_text("\n".join(["id,a,b,c,d", *lines]) + "\n")
    clusters = cg.cluster(submissions, 3, vectors=tmp_path / "vectors.csv")
    told = command(
        "cluster", fixtures / "round", "--k", 3, "--unit", "document", "--vectors", tmp_path / "vectors.csv",
        "--out", "-", "--quiet",
    )
    assert [row["cluster"] for row in csv.DictReader(io.StringIO(told))] == [str(c) for c in clusters["cluster"]]
    array = cg.cluster(submissions, 3, vectors=list(vectors.values()))
    assert list(array["cluster"]) == list(clusters["cluster"])


def test_themes_are_told_in_the_writers_words(study):
    assert study.themes and [theme.number for theme in study.themes] == list(range(1, len(study.themes) + 1))
    for theme in study.themes:
        for quotation in theme.quotations:
            text = study.round[quotation.document].text.encode()
            assert text[quotation.start : quotation.end].decode() == quotation.text
    first = study.themes[0]
    assert first.label in repr(first) and first.label in repr(study) and "Unplaced: " in repr(study)


def test_the_matrix_is_of_documents_and_areas(study):
    matrix = study.matrix()
    assert list(matrix.index) == study.round.ids and list(matrix.columns) == study.framework.ids
    assert matrix["health"].isna().all()
    assert float(matrix.max().max()) <= 1.0
    areas = study.areas().set_index("id")
    assert areas.loc["health", "documents"] == 0


def test_quotes_are_found_by_theme_by_area_and_by_name(study):
    area = study.framework.areas[0]
    by_id, by_name = study.quotes(area.id), study.quotes(area.name)
    assert len(by_id) > 0 and by_id.equals(by_name) and set(by_id["theme_or_area"]) == {area.id}
    theme = study.themes[1]
    for of in (2, theme, theme.label):
        assert list(study.quotes(of)["text"]) == [quotation.text for quotation in theme.quotations]
    with pytest.raises(KeyError) as caught:
        study.quotes("no such thing")
    assert study.themes[0].label in str(caught.value) and area.id in str(caught.value)


def test_every_table_has_rows_and_columns(study):
    for make in ("themes_table", "passages", "areas", "codings", "cells", "links"):
        table = getattr(study, make)()
        assert len(table) > 0 and len(table.columns) > 3, make
    assert set(study.unplaced.columns) == {"id", "start", "end", "why", "text"}
    placed = study.passages()
    assert placed["theme"].notna().sum() + len(study.unplaced) == len(placed)


def test_agreement_is_that_of_the_command(study, fixtures, tmp_path):
    with open(fixtures / "intended.csv", newline="") as file:
        rows = [(row["id"], row["area"]) for row in csv.DictReader(file)]
    rows = [(id, None if area == "none" else area) for id, area in rows]
    agreement = study.agreement(cg.Codes.from_rows(rows, coder="intended"))
    table = agreement.table()
    pooled = table[(table["area"] == "(all areas)") & (table["unit"] == "document")]
    assert 0.5 < float(pooled["f1"].iloc[0]) <= 1.0
    assert "commonground" in str(pooled["coders"].iloc[0]) and agreement.sentences
    import pandas

    frame = pandas.DataFrame(rows, columns=["id", "area"])
    assert study.agreement(cg.Codes.from_frame(frame, coder="intended")).details == agreement.details
    frame.to_csv(tmp_path / "intended.csv", index=False)
    assert study.agreement(tmp_path / "intended.csv").details == agreement.details


def test_reports_and_studies_are_written_whole_and_not_over_others(study, tmp_path):
    report = study.report(tmp_path / "report.html")
    assert report.read_text().startswith("<!DOCTYPE html>")
    with pytest.raises(OutputError, match="overwrite=True"):
        study.report(tmp_path / "report.html")
    study.report(tmp_path / "report.html", overwrite=True)
    study.save(tmp_path / "study.json")
    again = cg.Study.load(tmp_path / "study.json")
    assert again.to_json() == study.to_json() and list(again.round) == list(study.round)
    assert again.matrix().equals(study.matrix())
    assert pickle.loads(pickle.dumps(study)).to_json() == study.to_json()
    (tmp_path / "other.json").write_text('{"kind": "x", "schema": 1}')
    with pytest.raises(ValueError, match="update commonground"):
        cg.Study.load(tmp_path / "other.json")


def test_vectors_of_ones_own_are_taken_by_passage(study):
    import numpy

    round = study.round
    passages = round.passages()
    vectors = numpy.random.RandomState(0).rand(len(passages), 8)
    brought = cg.analyse(round, k=3, vectors=vectors)
    assert json.loads(brought.to_json())["brought"]["dimensions"] == 8
    with pytest.raises(InputError, match="vectors were brought for"):
        cg.analyse(round, k=3, vectors=vectors[1:])
    with pytest.raises(TypeError, match="two dimensions"):
        cg.analyse(round, k=3, vectors=vectors[0])


def test_what_people_coded_is_learned_from(study, fixtures):
    codes = [(study.round.ids[0], study.framework.ids[0])]
    coded = cg.code(study.round, study.framework, unit="document", learn_from=codes)
    table = coded.table()
    assert list(table[table["id"] == study.round.ids[0]]["area"]) == [study.framework.ids[0]]
    questions = coded.ask(3)
    assert len(questions) == 3 and study.round.ids[0] not in set(questions["id"])


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"k": 0}, CommongroundError),
        ({"k": 10_000}, InputError),
        ({"k": "many"}, TypeError),
        ({"quality": "superb"}, SettingError),
        ({"language": "xx"}, SettingError),
        ({"framework": "areas.toml"}, TypeError),
        ({"stop_words": "a"}, TypeError),
        ({"vectors": "no-such.csv"}, FileNotFoundError),
    ],
)
def test_wrong_settings_are_refused(study, wrong, error):
    with pytest.raises(error):
        cg.analyse(study.round, **wrong)


def test_progress_is_told_to_a_function(fixtures):
    heard = []
    cg.analyse(cg.read(fixtures / "round"), progress=lambda *news: heard.append(news))
    assert all(isinstance(stage, str) and isinstance(done, int) for stage, done, _ in heard) and heard


def test_an_error_of_the_function_that_is_told_ends_the_work(fixtures):
    def fail(*news):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        cg.analyse(cg.read(fixtures / "round"), progress=fail, quality="best")
