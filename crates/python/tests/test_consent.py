"""What senders allowed is kept to, from whatever their texts are read."""

import pandas
import polars
import pytest

import commonground as cg

TEXTS = [
    "Trains are late in the evening. The timetable of the trains is never kept.",
    "Our trains have no step-free platform. The station needs a lift for the trains.",
    "CANARY trains stop here for nobody. The timetable of the trains is a riddle.",
    "Nobody reads what the district writes about trains. The timetable should be on paper.",
]
SAID = ["quote-public", None, "analyse", "none"]


def from_pandas():
    frame = pandas.DataFrame({"id": ["a", "b", "c", "d"], "text": TEXTS, "Consent": SAID})
    return cg.Round.from_frame(frame, "text", "id")


def from_polars():
    frame = polars.DataFrame({"id": ["a", "b", "c", "d"], "text": TEXTS, "may we": SAID})
    return cg.Round.from_frame(frame, "text", "id", consent="may we")


def from_texts():
    return cg.Round.from_texts(TEXTS, ids=["a", "b", "c", "d"], consent=SAID)


@pytest.mark.parametrize("made", [from_pandas, from_polars, from_texts])
def test_nobody_is_read_or_quoted_who_does_not_allow_it(made, tmp_path):
    round = made()
    assert round.ids == ["a", "b", "c"]
    assert [(note.place, note.message) for note in round.skipped] == [("frame, line 4", "no consent to be analysed")]
    study = cg.analyse(round, k=1)
    quoted = list(study.quotes()["text"])
    assert quoted and not any("CANARY" in text for text in quoted)
    report = study.report(tmp_path / "report.html").read_text("utf-8")
    assert "CANARY" not in report and "Not shown" in report
    folder = study.write(tmp_path / "out")
    assert not any("CANARY" in file.read_text("utf-8") for file in folder.iterdir())


def test_a_file_says_it_too(tmp_path):
    table = tmp_path / "answers.csv"
    pandas.DataFrame({"id": ["a", "b", "c", "d"], "text": TEXTS, "ok": SAID}).to_csv(table, index=False)
    round = cg.read(table, text="text", consent="ok")
    assert round.ids == ["a", "b", "c"] and len(round.skipped) == 1


def test_what_nobody_can_read_as_a_consent_is_named_by_its_row_and_not_repeated():
    frame = pandas.DataFrame({"text": TEXTS, "consent": ["analyse", "Yes, says Ann", None, None]})
    with pytest.raises(cg.exceptions.InputError, match="frame, line 2.*quote-internal") as told:
        cg.Round.from_frame(frame, "text")
    assert "Ann" not in str(told.value)
    # Named as metadata, it is that.
    assert cg.Round.from_frame(frame, "text", meta="consent")["2"].metadata == {"consent": "Yes, says Ann"}
    with pytest.raises(cg.exceptions.ColumnError, match="allowed"):
        cg.Round.from_frame(frame, "text", consent="allowed")
    with pytest.raises(cg.exceptions.InputError, match="meta: 'text'"):
        cg.Round.from_texts(TEXTS, meta={"text": TEXTS})
