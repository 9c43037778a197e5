"""From themes to an agreed list: the same as the command's to the byte, and what can be asked of it."""

import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import commonground as cg
import pytest
from commonground._frames import library_of
from commonground.exceptions import CommongroundError, InputError, OutputError, ReadError
from invented_process import carried_through
from test_display import text_of

HEADED = cg.Framework.from_areas([{"name": "Whole", "id": "whole"}, {"name": "Part", "parent": "whole", "cues": ["part"]}])


def tree(folder):
    """The files below a folder. A manifest tells the arguments of the command, which Python does not have."""
    paths = [path for path in Path(folder).rglob("*") if path.is_file() and path.name != "manifest.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def demo(fixtures, tmp_path_factory):
    """What the command makes of the invented process."""
    out = tmp_path_factory.mktemp("command") / "out"
    script = Path(sys.executable).parent / "commonground"
    if os.name == "nt":
        pytest.skip("the demonstration is a shell script")
    done = subprocess.run(["sh", fixtures / "process" / "demo.sh", script, out], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return out


@pytest.fixture(scope="module")
def ours(fixtures, tmp_path_factory):
    """The same in Python: the folder, the study, and what was found on the way."""
    return carried_through(fixtures, tmp_path_factory.mktemp("python") / "out")


@pytest.mark.parametrize("part", ["study", "away", "ledger", "vote", "groups", "notes", "second-areas", "second-themes"])
def test_the_invented_process_has_the_bytes_of_the_command(demo, ours, part):
    theirs, out = tree(demo / part), tree(ours[0] / part)
    assert sorted(out) == sorted(theirs) and len(theirs) > 1
    assert [name for name in theirs if out[name] != theirs[name]] == []


def test_the_sheet_has_the_bytes_of_the_command(demo, ours):
    assert (ours[0] / "sheet.csv").read_bytes() == (demo / "sheet.csv").read_bytes()


def test_a_study_tells_its_list_its_versions_and_what_was_decided(ours):
    _, folder, found = ours
    assert [len(folder.frozen(version)) for version in (1, "2", 3)] == [11, 9, 7] and len(folder.framework) == 7
    assert list(folder.versions()["areas"]) == [11, 9, 7] and folder.versions()["exact"].all()
    decisions = folder.decisions()
    assert list(decisions["fate"]).count("carried out") == len(decisions) - 2
    assert set(decisions["by"]) == {"Ann", "Bob", "Cai"} and decisions["why"].notna().sum() > 15
    assert {"look_again", "version", "in_words"} < set(decisions.columns)
    assert [decision.by for decision in found["log"]] == ["Bob"]
    assert [decision.act for decision in found["sheet"]] == ["rename", "rename", "drop", "keep", "comment"]
    assert "Health" in found["log"][0].told and repr(found["log"][0]).startswith(found["log"][0].id)
    conflicts = found["conflicts"]
    assert list(conflicts["about"]) == ["health"] and conflicts["settled_by"].isna().all()
    assert folder.conflicts()["settled_by"].notna().all()
    assert 'settles=["bob-desk-1' in found["status"] and "--" not in found["status"] + found["too early"]
    assert folder.name == "Civic round (invented)" and folder.settings["metadata"].endswith("partnerships.csv")
    assert list(folder.areas()["id"]) == folder.framework.ids
    assert folder.areas()["documents"].max() > 3


def test_a_study_a_ledger_and_a_wild_card_show_themselves(ours):
    _, folder, found = ours
    for shown in (text_of(folder._repr_html_()), repr(folder)):
        assert folder.name in shown and "Seven themes, after the webinar" in shown
    ledger = found["ledger"]
    assert repr(ledger) == "11 → 9 → 7 areas, 23 decisions"
    shown = text_of(ledger._repr_html_())
    assert "Every decision" in shown and ledger.page.startswith("<!DOCTYPE html>")
    assert list(ledger.decisions()["id"]) == list(folder.decisions()["id"])
    assert ledger.table().equals(folder.steps()) and len(ledger.table()) > 20
    climate, knowledge = found["climate"], found["knowledge"]
    assert climate.passages > 0 and len(climate.documents) == len(climate.quotations)
    for quotation in climate.quotations:
        text = folder.round[quotation.document].text.encode()
        assert text[quotation.start : quotation.end].decode() == quotation.text
    assert climate.quotations[0].text in text_of(climate._repr_html_()) and climate.decision.id in repr(climate)
    assert knowledge.passages == 0 and knowledge.nearest is not None and "Nothing was found" in repr(knowledge)


def test_a_replay_tells_what_holds(ours):
    replay, second = ours[2]["replay"], ours[2]["second"]
    assert any(name == "frameworks/v2.toml" for name in replay.written) and second.written == []
    holds = list(replay.table()["holds"])
    assert holds.count("settled") == 2 and holds.count("holds") == len(holds) - 2
    assert "nothing was written" in text_of(second._repr_html_())
    assert "16 decisions: 14 hold" in text_of(replay._repr_html_()) and "16 decisions: 14 hold" in repr(replay)
    assert "Held against another round" in repr(second) and len(second.table()) == 23


def test_priorities_are_told_by_name_with_what_people_must_know(ours, fixtures):
    vote = ours[2]["vote"]
    assert len(vote.chosen) == 7 and vote.uncovered == [] and len(vote.next) == 1
    assert "Scaling up effective civic engagement" not in vote.chosen
    table = vote.table().set_index("name")
    assert set(table[table["chosen"]].index) == set(vote.chosen)
    assert (table["chosen"] == table["by_equal_shares"]).all() and "by_approval" in table.columns
    assert table["raised_by"].max() > 3
    assert list(vote.seats()["name"]) == vote.chosen and len(vote.voters()) == 12
    assert set(vote.changes().columns) == {"theme", "name", "is_chosen", "voter"}
    shown = text_of(vote._repr_html_())
    assert all(name in shown and name in repr(vote) for name in vote.chosen)
    by_hand = cg.prioritise(fixtures / "process" / "ballots.csv", 7, rule="pav")
    assert by_hand.details["priorities"]["rule"] == "pav" and "raised_by" not in by_hand.table()


def test_ballots_may_be_files_frames_and_lists(fixtures):
    import pandas
    import polars

    path = fixtures / "process" / "ballots.csv"
    of_file = cg.prioritise(path, 5)
    frame = pandas.read_csv(path)
    themes = list(frame.columns[1:])
    voters = {row["partnership"]: [name for name in themes if row[name] == "x"] for _, row in frame.iterrows()}
    for given in (frame, polars.read_csv(path)):
        found = cg.prioritise(given, 5)
        assert found.details["priorities"] == of_file.details["priorities"] and found.chosen == of_file.chosen
        assert library_of(found.table()) == library_of(given)
    of_dict = cg.prioritise(voters, 5, framework=themes)
    assert of_dict.details["priorities"] == of_file.details["priorities"]
    of_list = cg.prioritise(list(voters.values()), 5, framework=themes)
    assert of_list.chosen == of_file.chosen and list(of_list.voters()["voter"])[0] == "1"
    ranked = cg.prioritise({"a": ["x", "y"], "b": ["y"], "c": ["y", "z"]}, 1, rule="borda", form="ranked")
    assert ranked.chosen == ["y"]
    points = cg.prioritise({"a": {"x": 3, "y": 1}, "b": {"y": 4}}, 1, rule="points")
    assert points.chosen == ["y"] and list(points.seats()["figure"]) == [5.0]
    # Ranks with gaps come as numbers with a point.
    gaps = pandas.DataFrame({"voter": ["a", "b", "c"], "x": [1, None, None], "y": [2, 1, 1]})
    assert cg.prioritise(gaps, 1, rule="borda", form="ranked").chosen == ["y"]


def test_groups_tell_wishes_meetings_and_briefs(ours, fixtures):
    import pandas

    groups = ours[2]["groups"]
    assert len(groups.members) == 7 and sum(map(len, groups.members.values())) == 24 == len(groups.table())
    assert len(groups.meetings()) == 28 and set(groups.clashes().columns) >= {"member", "when", "groups"}
    theme = next(iter(groups.members))
    assert groups.brief(theme).startswith(f"# {theme}") and groups.brief(theme, "html").startswith("<!DOCTYPE html>")
    with pytest.raises(KeyError, match="the groups are"):
        groups.brief("no such")
    assert all(theme in repr(groups) and theme in text_of(groups._repr_html_()) for theme in groups.members)
    wishes = pandas.read_csv(fixtures / "process" / "wishes.csv")
    of_frame = cg.group(wishes, choices=["first", "second", "third", "fourth"], smallest=3, largest=4, each=2)
    rows = wishes.set_index("partnership")
    of_dict = cg.group(
        {who: list(row.dropna()) for who, row in rows.iterrows()}, smallest=3, largest=4, each=2,
        apart=[(rows.index[0], rows.index[1])],
    )
    assert not any({rows.index[0], rows.index[1]} <= set(own) for own in of_dict.members.values())
    assert len(of_frame.table()) == 24 and of_frame.table()["kind"].isna().all()
    with pytest.raises(InputError, match="meetings="):
        of_frame.meetings()


def test_comparisons_tell_what_changed(ours):
    notes, areas, themes = (ours[2][name] for name in ("notes", "second-areas", "second-themes"))
    assert notes.table()["cuts_across"].dtype == bool and notes.table()["of_groups"].max() == 7
    for told in (notes, areas, themes):
        table = told.table()
        changes = (~table["what"].isin(["went on", "raised by nobody"])).sum()
        if told is themes:
            changes += told.by_round()["what"].isin(["split", "merged"]).sum()
        assert changes == told.changed
        assert "beside" in text_of(told._repr_html_()) and "beyond noise" in repr(told)
    assert set(themes.by_round()["round"]) == {"earlier", "later"} and 4 <= len(themes.table()) <= 8
    assert abs(themes.table()["later_text"].sum() - 1) < 1e-9 and (themes.flow()["passages"] > 0).all()
    with pytest.raises(InputError, match="without framework="):
        areas.flow()


def test_results_survive_pickle(ours):
    _, folder, found = ours
    for result in (found["vote"], found["groups"], found["ledger"], found["notes"], found["climate"]):
        again = pickle.loads(pickle.dumps(result))
        assert repr(again) == repr(result) and again._repr_html_() == result._repr_html_()
    assert repr(pickle.loads(pickle.dumps(folder))) == repr(folder)


@pytest.fixture
def small(tmp_path):
    """A study of two areas, whose round is in no file."""
    round = cg.Round.from_texts(
        ["We cannot measure our impact.", "Impact is hard to measure.", "The hall stands empty.", "An empty hall."],
        ids=["a", "b", "c", "d"],
    )
    areas = cg.Framework.from_areas({"Impact": ["impact"], "Rooms": ["hall"]}, name="Areas")
    return cg.StudyFolder.create(tmp_path / "study", areas, round=round)


def test_a_round_may_be_in_no_file(small):
    assert list(small.areas()["documents"]) == [2, 2] and small.settings["inputs"] == []
    again = cg.StudyFolder.open(small.path, round=small.round)
    assert again.replay().written == [] and len(again.round) == 4
    assert again.propose("Halls", cues=["hall"], proposer="Ann").passages == 2
    without = cg.StudyFolder.open(small.path)
    assert without.round is None
    with pytest.raises(InputError, match="round="):
        without.propose("Halls", cues=["hall"], proposer="Ann")


def test_themes_become_the_first_list(study, tmp_path):
    folder = cg.StudyFolder.create(tmp_path / "study", study, round=study.round)
    assert [area.name for area in folder.framework] == [theme.label for theme in study.themes]
    assert [origin["theme"] for origin in folder.settings["themes"]] == [theme.number for theme in study.themes]
    assert "from a theme" in set(folder.steps()["kind"])


def test_each_act_is_recorded_and_undone(small):
    say = {"by": "Ann", "device": "laptop", "why": "because"}
    zone = timezone(timedelta(hours=2))
    first = small.decide("keep", "Impact", by="Ann", device="laptop", when=datetime(2026, 3, 1, 12, 0, tzinfo=zone))
    assert first.when == "2026-03-01T10:00:00Z" and first.act == "keep" and first.why == ""
    small.decide("add", "Climate", cues=["climate"], description="What is done", proposer="Bob", **say)
    split = small.decide("split", "rooms", into=["Halls: hall; room", "Libraries"], **say)
    assert small.framework["halls"].cues == ("hall", "room")
    small.decide("recode", "a", 0, 10, "climate", **say)
    small.decide("comment", split.id[:14], **say)
    small.decide("comment", "climate", **say)
    small.decide("undo", split.id, by="Ann", device="laptop")
    assert small.framework.ids == ["impact", "rooms", "climate"]
    small.decide("drop", "climate", **say)
    assert small.decide("freeze", 2, by="Ann").device, "the name of this computer"
    assert small.frozen().ids == ["impact", "rooms"] and small.frozen().version == "2"
    assert list(small.versions()["title"]) == ["Areas", "Version 2"]
    assert set(small.decisions()["fate"]) == {"carried out", f"taken back by {list(small.decisions()['id'])[6]}"}


@pytest.mark.parametrize(
    ("of", "said", "error", "told"),
    [
        (("forget", "impact"), {}, InputError, "the acts are keep"),
        (("keep",), {}, TypeError, "keep is about area"),
        (("keep", "a", "b"), {}, TypeError, "2 given"),
        (("keep", "impact"), {"into": "x"}, TypeError, "takes no into="),
        (("merge", "impact", "rooms"), {}, TypeError, "needs into="),
        (("merge", "impact"), {"into": "x"}, CommongroundError, "two areas or more"),
        (("drop", "nowhere"), {}, InputError, "the areas are impact, rooms"),
        (("drop", "impact"), {"why": " "}, InputError, "give why="),
        (("drop", "impact"), {"by": " "}, InputError, "give by="),
        (("undo", "zz"), {}, InputError, "decisions()"),
        (("recode", "a", 3, 1), {}, CommongroundError, "no bytes"),
        (("recode", "a", -3, 1), {}, CommongroundError, "start"),
        (("drop", 3), {}, TypeError, "must be a str"),
        (("drop", "impact"), {"settles": ["x"]}, InputError, "no decision"),
        (("drop", "impact"), {"when": datetime(2026, 1, 1)}, InputError, "time zone"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_not_recorded(small, of, said, error, told):
    with pytest.raises(error) as caught:
        small.decide(*of, **({"by": "Ann", "why": "because", "device": "x"} | said))
    assert told in str(caught.value)
    assert len(small.decisions()) == 0


def test_a_sheet_may_be_a_frame_and_is_taken_as_a_whole_or_not_at_all(small, tmp_path):
    import pandas

    frame = pandas.read_csv(small.write_sheet(tmp_path / "sheet.csv"), dtype=str)
    frame["verdict"], frame["why"] = ["keep", "bin it"], ["", "so"]
    with pytest.raises(InputError, match=r"cell F2 \(verdict\).*nothing of it was taken"):
        small.take(frame, by="Cai")
    assert len(small.decisions()) == 0
    frame.loc[1, "verdict"] = "drop"
    taken = small.take(frame, by="Cai", device="sheet", when="2026-03-03T15:00:00Z")
    assert [(decision.act, decision.by) for decision in taken] == [("keep", "Cai"), ("drop", "Cai")]
    assert small.take(frame, by="Cai") == [], "what is known is not recorded again"
    with pytest.raises(TypeError, match="by="):
        small.take(frame)
    page = small.write_review(tmp_path / "review.html").read_text(encoding="utf-8")
    assert "Impact" in page and "Impact is hard to measure." in page
    with pytest.raises(OutputError, match="overwrite=True"):
        small.write_review(tmp_path / "review.html")


def test_the_report_lets_colleagues_review_the_list_that_was_coded(small, study, tmp_path):
    coded = cg.analyse(small.round, small.framework, k=2, max_df=1.0)
    page = coded.report(tmp_path / "report.html", review=small).read_text(encoding="utf-8")
    # The filter has a script, and a review another.
    plain = coded.report(tmp_path / "plain.html").read_text(encoding="utf-8")
    assert (page.count("<script"), plain.count("<script")) == (2, 1)
    coded.write(tmp_path / "out", review=small)
    assert (tmp_path / "out" / "report.html").read_text(encoding="utf-8") == page
    with pytest.raises(InputError, match="as it stands"):
        study.report(tmp_path / "other.html", review=small)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "duckdb"])
def test_every_library_of_frames_gives_the_same(library, fixtures):
    frames = pytest.importorskip(library)
    import polars

    read = polars.read_csv(fixtures / "process" / "wishes.csv")
    made = {
        "pandas": lambda: frames.read_csv(fixtures / "process" / "wishes.csv"),
        "polars": lambda: read,
        "pyarrow": read.to_arrow,
        "duckdb": lambda: frames.from_arrow(read.to_arrow()),
    }[library]()
    asked = {"choices": ["first", "second", "third", "fourth"], "smallest": 3, "largest": 4, "each": 2}
    groups = cg.group(made, **asked)
    assert groups.members == cg.group(fixtures / "process" / "wishes.csv", **asked).members
    assert library_of(groups.table()) == library


def test_folders_that_are_no_study_and_studies_that_are_there_are_told(small, tmp_path, fixtures):
    with pytest.raises(ReadError, match=r"StudyFolder\.create"):
        cg.StudyFolder.open(tmp_path)
    with pytest.raises(OutputError, match="a study is there already"):
        cg.StudyFolder.create(small.path, small.framework)
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        cg.StudyFolder.create(tmp_path / "other", small.framework, inputs=[tmp_path / "nowhere"])
    with pytest.raises(FileNotFoundError):
        cg.StudyFolder.create(tmp_path / "other", tmp_path / "nowhere.toml")
    assert not (tmp_path / "other").exists()
    with pytest.raises(TypeError, match="begins with a Framework"):
        cg.StudyFolder.create(tmp_path / "other", 3)
    with pytest.raises(InputError, match="there is no version \"9\""):
        small.frozen(9)
    log = next((small.path / "frameworks").iterdir())
    with pytest.raises(ReadError):
        small.take(shutil.copy(log, tmp_path / "x.jsonl"))


def test_eight_threads_of_one_writer_wait_for_each_other(small):
    def decide(number):
        return small.decide("comment", "impact", by="Ann", device="laptop", why=f"remark {number}").id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(decide, range(40)))
    assert len(set(ids)) == 40 and set(small.decisions()["id"]) == set(ids)
    assert set(small.decisions()["why"]) == {f"remark {number}" for number in range(40)}


def test_a_damaged_log_is_named_by_its_line_and_its_end_is_no_loss(small):
    for area in ("impact", "rooms"):
        small.decide("keep", area, by="Ann", device="laptop")
    log = small.path / "decisions" / "ann-laptop.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])
    assert len(small.decisions()) == 1 and "cut off" in repr(small), "what was not written whole was not acknowledged"
    log.write_bytes(whole.replace(b"impact", b"impect"))
    with pytest.raises(ReadError, match="line 1 is damaged"):
        small.decisions()
    assert "line 1 is damaged" in repr(small)


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: cg.prioritise({"a": ["x"]}, 2), CommongroundError, "size"),
        (lambda: cg.prioritise({"a": ["x"]}, 0), CommongroundError, "size"),
        (lambda: cg.prioritise({"a": ["x"]}, 1, rule="dice"), CommongroundError, "'equal-shares'"),
        (lambda: cg.prioritise({"a": ["x"]}, 1, form="smoke"), CommongroundError, "'approval'"),
        (lambda: cg.prioritise({"a": ["z"]}, 1, framework=["x"]), InputError, "there is no area 'z'"),
        (lambda: cg.prioritise({"a": ["x", "x"]}, 1), InputError, "twice"),
        (lambda: cg.prioritise({"a": {"x": 1}, "b": ["x"]}, 1), InputError, "of one form"),
        (lambda: cg.prioritise({"a": {"x": 0.5}}, 1), TypeError, "points"),
        (lambda: cg.prioritise({"a": ["Whole"]}, 1, framework=HEADED), InputError, "is a heading and no theme"),
        (lambda: cg.prioritise({"a": ["x"]}, 1, voter="a"), TypeError, "columns of a table"),
        (lambda: cg.prioritise(3, 1), TypeError, "a table, a dict or a list"),
        (lambda: cg.prioritise("none.csv", 1), FileNotFoundError, "none.csv"),
        (lambda: cg.prioritise({"a": ["x"]}, 1, rule="borda"), InputError, "needs them"),
        (lambda: cg.group({"a": ["x"], "b": ["x"]}, largest=1, smallest=1), InputError, "change the sizes"),
        (lambda: cg.group({"a": ["x"]}, apart=[("a", "b", "c")]), InputError, "pairs of two"),
        (lambda: cg.group({"a": ["x"]}, away={"a": ["t"]}), InputError, "meetings="),
        (lambda: cg.group({"a": ["x"]}, meetings=[[]]), InputError, "no time"),
        (lambda: cg.group({"a": ["x"], "b": ["x"]}, mix="stage"), InputError, "mix="),
        (lambda: cg.compare(cg.Round.from_texts(["a"]), "nowhere"), FileNotFoundError, "nowhere"),
        (lambda: cg.compare("a", "b", across="g"), InputError, "framework="),
    ],
)
def test_wrong_votes_groups_and_comparisons_are_refused_with_the_remedy(call, error, told):
    with pytest.raises(error) as caught:
        call()
    assert told in str(caught.value) and "--" not in str(caught.value)


def test_progress_of_a_comparison_is_told_and_ends_it(fixtures):
    heard = []

    def listen(*news):
        heard.append(news)
        if len(heard) > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cg.compare(fixtures / "round", fixtures / "process" / "second-round", k=8, deals=400, progress=listen)
    assert all(isinstance(stage, str) for stage, *_ in heard)
