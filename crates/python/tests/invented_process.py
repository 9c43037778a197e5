"""The invented process of fixtures/process, carried through from 11 areas to 7 themes, groups and the next round."""

import shutil

import commonground as cg
import pytest
from commonground.exceptions import InputError


def carried_through(fixtures, out):
    """What demo.sh does with the command, done in Python: the folder, the study, and what was found on the way."""
    out.mkdir()
    process, found = fixtures / "process", {}
    folder = cg.StudyFolder.create(
        out / "study", fixtures / "framework.toml", name="Civic round (invented)", inputs=fixtures / "round",
        metadata=fixtures / "partnerships.csv",
    )
    folder.write_sheet(out / "sheet.csv")
    shutil.copytree(out / "study", out / "away" / "study")
    away = cg.StudyFolder.open(out / "away" / "study")

    def ann(when, *of, **said):
        return folder.decide(*of, by="Ann", device="laptop", when=when, **said)

    def bob(when, *of, folder=folder, **said):
        return folder.decide(*of, by="Bob", device="desk", when=when, **said)

    def cai(when, *of, **said):
        return folder.decide(*of, by="Cai", device="laptop", when=when, **said)

    ann(
        "2026-03-02T09:00:00Z", "drop-to-guidance", "defining",
        why="Much asked for, but each partnership should define it for its own setting: better given as guidance",
    )
    ann("2026-03-02T09:10:00Z", "drop", "health", why="No passage is about it")
    bob(
        "2026-03-02T09:05:00Z", "keep", "health", folder=away,
        why="Nobody says it because everybody takes it for granted",
    )
    found["log"] = folder.take(out / "away" / "study" / "decisions" / "bob-desk.jsonl")
    found["sheet"] = folder.take(process / "review.csv", by="Cai", when="2026-03-03T15:00:00Z")
    found["status"], found["conflicts"] = repr(folder), folder.conflicts()
    with pytest.raises(InputError, match=r'that first, by a decision with settles=\["bob-desk-1') as caught:
        ann("2026-03-04T09:00:00Z", "freeze", 2, title="too early")
    found["too early"] = str(caught.value)
    cai(
        "2026-03-05T10:00:00Z", "merge", "health", "inequality", into="Strategies for reducing inequality",
        description="Poverty, low pay, poor housing, ill health and thin prospects in the population, and what the partners do "
        "about them.",
        why="Health is one of the inequalities, and is better talked about with the others",
        settles=["ann-laptop-2", "bob-desk-1"],
    )
    ann(
        "2026-03-05T10:10:00Z", "merge", "measuring", "evidence", into="Measuring civic impact",
        description="Knowing and showing what difference the work makes, and choosing what to do by what is known: indicators, "
        "baselines, needs, data.",
        why="The same people with the same data, before and after",
    )
    ann(
        "2026-03-05T10:20:00Z", "merge", "scaling", "innovative", into="Scaling up effective civic engagement",
        why="What is new here is a pilot elsewhere",
    )
    bob(
        "2026-03-05T10:30:00Z", "split", "inequality",
        into={
            "Balancing the needs of locals, staff and students": ["low pay", "insecure", "hardship", "students", "housing"],
            "Strategies for reducing inequality": [
                "poverty", "depriv*", "disadvantag*", "living wage", "social mobility", "widening participation",
                "life expectancy",
            ],
        },
        why="Needs that compete in one place are another conversation than poverty",
    )
    bob("2026-03-05T10:40:00Z", "rename", "equitable", "Equitable partnerships", why="Shorter")
    found["climate"] = folder.propose(
        "Collaborating with communities and partners on the climate agenda",
        cues=["climate", "net zero", "carbon", "flood*", "retrofit*"], proposer="Port Ennisker Quayside Forum", add=True,
        by="Ann", device="laptop", when="2026-03-05T11:00:00Z", why="Five raise it, and no area had it",
    )
    found["knowledge"] = folder.propose(
        "Mobilising knowledge for civic impact", cues=["knowledge mobilis*", "knowledge exchange", "knowledge broker*"],
        proposer="A colleague of the research centre", add=True, by="Cai", device="laptop", when="2026-03-05T11:10:00Z",
        why="Nobody asked for it, and it is what the centres can offer",
    )
    ann("2026-03-05T12:00:00Z", "freeze", "2", title="Nine themes, after talking with colleagues")
    found["replay"] = folder.replay()
    found["vote"] = cg.prioritise(process / "ballots.csv", 7, study=folder)
    ann(
        "2026-03-26T15:00:00Z", "drop", "Scaling up effective civic engagement", why="Not among the seven of the vote",
    )
    ann(
        "2026-03-26T15:05:00Z", "drop", "Strategies for reducing inequality",
        why="Not among the seven of the vote; what is local goes on under balancing needs",
    )
    bob(
        "2026-03-26T15:10:00Z", "rename", "equitable", "Building and maintaining equitable and effective partnerships",
        why="The webinar asked for keeping them, too",
    )
    bob(
        "2026-03-26T15:15:00Z", "rename", "Balancing the needs of locals, staff and students", "Balancing needs",
        why="As the webinar put it",
    )
    cai(
        "2026-03-26T15:20:00Z", "rename", "leadership", "Valuing and embedding civic engagement in organisational strategy",
        why="To be valued comes before to be embedded",
    )
    cai(
        "2026-03-26T15:25:00Z", "rename", "geography", "Navigating complex local and political geographies",
        why="Local first, said the islands",
    )
    ann("2026-03-26T16:00:00Z", "freeze", 3, title="Seven themes, after the webinar")
    found["ledger"] = folder.ledger()
    found["groups"] = cg.group(
        process / "wishes.csv", choices=["first", "second", "third", "fourth"], study=folder, mix="setting", smallest=3,
        largest=4, each=2, away=process / "away.csv",
        meetings=[
            [f"{day} 10:00", f"{day} 14:00", f"{next_day} 10:00"]
            for day, next_day in [("14 Sep", "15 Sep"), ("12 Oct", "13 Oct"), ("9 Nov", "10 Nov"), ("7 Dec", "8 Dec")]
        ],
    )
    first = cg.read(fixtures / "round")
    second = cg.read(process / "second-round")
    names = (f"{process}/../round", f"{process}/second-round")
    notes = cg.read(process / "notes", metadata=process / "notes.csv")
    found["notes"] = cg.compare(
        cg.read(fixtures / "round", metadata=process / "notes.csv"), notes, framework=folder.frozen(3), across="group",
        names=(names[0], f"{process}/notes"),
    )
    found["second-areas"] = cg.compare(first, second, framework=folder.frozen(), names=names)
    found["second-themes"] = cg.compare(first, second, k=8, names=names)
    found["second"] = folder.replay(second)
    for name in ("vote", "ledger", "groups", "notes", "second-areas", "second-themes"):
        found[name].write(out / name)
    return out, folder, found
