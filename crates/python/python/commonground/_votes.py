"""Votes and groups: which themes come first, and who meets about what."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from commonground import _native
from commonground._folder import StudyFolder, folder_of
from commonground._frames import as_list, give, library_of
from commonground._framework import Framework
from commonground._outcome import Columns, Outcome, columns_of, is_frame
from commonground._progress import Progress, telling
from commonground._settings import thread_count, whole
from commonground.exceptions import InputError

PathLike = str | os.PathLike[str]
Wishes: TypeAlias = "PathLike | Mapping[str, Iterable[str] | Mapping[str, int]] | Iterable[Iterable[str]] | Any"
Themes: TypeAlias = "Framework | Iterable[str] | None"


class Priorities(Outcome):
    """The themes that a vote chose, with what has to be told beside them."""

    _page = "priorities.html"

    @property
    def chosen(self) -> list[str]:
        """The names of the themes chosen, in the order of their seats. Ties go to the theme that stands first on the list."""
        return self._names(self.details["priorities"]["chosen"])

    @property
    def by_lot(self) -> list[str]:
        """The chosen themes that are not on every list to which ties could lead: people should choose."""
        return self._names(self.details["by_lot"])

    @property
    def lists(self) -> list[list[str]]:
        """All lists to which ties could lead; one if no tie matters."""
        return [self._names(themes) for themes in self.details["priorities"]["lists"]]

    @property
    def uncovered(self) -> list[str]:
        """The voters who approve of none of the chosen themes."""
        return list(self.details["priorities"]["uncovered"])

    @property
    def next(self) -> list[str]:
        """What the list would also have with one seat more: the theme next below the cut."""
        return self._names(self.details["next"])

    def table(self) -> Any:
        """A frame with a row a theme: whether it is chosen, in which seat, by how many it is approved of, and whether other rules
        choose it; with a study also how many raise it in the texts, which is never added to the votes."""
        return give(self._tables["priorities"], self._library)

    def seats(self) -> Any:
        """A frame with a row a seat: its theme, the figure that decided, and with what it was tied."""
        return give(self._tables["seats"], self._library)

    def voters(self) -> Any:
        """A frame with a row a voter: of how many themes on the list they approve, and by equal shares what they spent."""
        return give(self._tables["voters"], self._library)

    def changes(self) -> Any:
        """A frame of single ticks that would have changed the list: a theme that is chosen would fall off without the tick of the
        voter, one that is not would come onto it with it. Empty for rules that count ranks or points."""
        return give(self._tables["changes"], self._library)

    def _names(self, themes: Iterable[int]) -> list[str]:
        return [self.details["themes"][theme]["name"] for theme in themes]


class Groups(Outcome):
    """Who meets about what and when, with a brief for each group."""

    _page = "groups.html"

    @property
    def members(self) -> dict[str, list[str]]:
        """The members of each group, by the name of its theme."""
        names = [theme["name"] for theme in self.details["themes"]]
        return dict(zip(names, self.details["groups"]["members"], strict=True))

    @property
    def unwished(self) -> list[str]:
        """The members who are in a group that they did not wish for."""
        return list(self.details["groups"]["unwished"])

    def table(self) -> Any:
        """A frame with a row for each place of a member in a group, and which of their wishes it is."""
        return give(self._tables["groups"], self._library)

    def as_good(self) -> Any:
        """A frame of places that members have in other divisions which are as good: people may choose among these.

        It is empty where ``apart`` and ``together`` needed a search, because such divisions may not keep them.
        """
        return give(self._tables["as_good"], self._library)

    def meetings(self) -> Any:
        """A frame with a row for each meeting of each group."""
        return give(self._planned("meetings"), self._library)

    def clashes(self) -> Any:
        """A frame with a row for each member who cannot be where they should."""
        return give(self._planned("clashes"), self._library)

    def brief(self, theme: str, form: str = "md") -> str:
        """The page of a group, as Markdown for a word processor (``"md"``) or as HTML (``"html"``)."""
        if form not in ("md", "html"):
            raise InputError(f"a brief is 'md' or 'html', not {form!r}")
        for known in self.details["themes"]:
            if theme in (known["id"], known["name"]):
                return self._files[f"{known['brief']}.{form}"].decode("utf-8")
        raise KeyError(f"there is no group {theme!r}: the groups are {', '.join(self.members)}")

    def _planned(self, name: str) -> _native.Table:
        if name not in self._tables:
            raise InputError("no meeting was asked for: give meetings= to group")
        return self._tables[name]


def prioritise(
    ballots: Wishes,
    size: int,
    *,
    rule: str = "equal-shares",
    form: str | None = None,
    voter: str | None = None,
    choices: str | Iterable[str] = (),
    framework: Themes = None,
    study: StudyFolder | PathLike | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Priorities:
    """Choose ``size`` themes by the ballots of the voters: partnerships, as a rule.

    ``ballots`` are a table (xlsx, CSV or a frame) with a row for each voter; or a dict of voters with the themes of which they
    approve (``form="ranked"``: the most wanted first; or with a dict of points); or a list of such lists. In a table each theme
    has a column with ticks, ranks or points (``form`` says which where that is not plain), or ``choices`` names the columns with
    what was chosen, and ``voter`` the one that says whose row it is.

    The themes are those of the ``study``'s last version, of a ``framework`` (or list of names, in the order in which ties are
    broken), or else of the ballots. ``rule`` is ``"equal-shares"``, ``"pav"``, ``"phragmen"`` (these are proportional),
    ``"approval"``, ``"borda"`` or ``"points"``; all others are told beside it. A study's round is told beside the votes, and is
    never added to them.

    >>> import commonground as cg
    >>> towns = {town: ["impact", "campus"] for town in ("Ashby", "Birch", "Corby", "Dalton")}
    >>> coast = {town: ["harbour", "coast"] for town in ("Elsdon", "Farley")}
    >>> themes = ["impact", "campus", "harbour", "coast"]
    >>> cg.prioritise(towns | coast, 2, rule="approval", framework=themes).uncovered
    ['Elsdon', 'Farley']
    >>> cg.prioritise(towns | coast, 3, framework=themes)
    3 themes, by the method of equal shares
    <BLANKLINE>
      impact  approved by 4  (tied)
      campus  approved by 4
      harbour  approved by 2  (tied)
    <BLANKLINE>
    Every voter has a theme that they approved of
    Decided by the order of the list, because of ties: harbour
    """
    asked = _Asked(ballots, form, voter, choices, framework, study, "approval")
    with telling(progress) as tell:
        told = _native.prioritise(
            asked.given, asked.reading, whole("size", size, 1), rule, asked.framework, asked.study,
            thread_count(threads), tell,
        )
    return Priorities(told, library_of(ballots))


def group(
    wishes: Wishes,
    *,
    smallest: int = 2,
    largest: int = 8,
    each: int = 1,
    mix: str | None = None,
    apart: Iterable[Sequence[str]] = (),
    together: Iterable[Sequence[str]] = (),
    meetings: Iterable[Iterable[str]] = (),
    away: PathLike | Mapping[str, Iterable[str]] | Any = None,
    seed: int = 0,
    form: str | None = None,
    voter: str | None = None,
    choices: str | Iterable[str] = (),
    framework: Themes = None,
    study: StudyFolder | PathLike | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Groups:
    """Divide members into groups by their wishes, a group a theme, and plan when they meet.

    ``wishes`` are given as ballots are to `prioritise`, with the most wanted theme first; so are the themes. As few members as
    can be are where they did not wish to be, then wishes are met as well as can be, then kinds are mixed: those of the
    column ``mix`` of the table, or of the study's metadata. Groups have ``smallest`` to ``largest`` members, and ``each`` member
    is in so many groups. ``apart`` and ``together`` are pairs of members. ``meetings`` are lists of the times that each meeting
    can have, and ``away`` says who cannot come when: a table with the columns ``member`` and ``time``, or a dict of members
    with their times. With a study, each brief has what its members say about the theme, verbatim.

    >>> import commonground as cg
    >>> wishes = {"Ashby": ["Impact", "Rooms"], "Birch": ["Impact"], "Corby": ["Rooms"], "Dalton": ["Rooms", "Impact"]}
    >>> groups = cg.group(wishes, largest=2, meetings=[["14 Sep 10:00", "14 Sep 14:00"]], away={"Corby": ["14 Sep 10:00"]})
    >>> groups.members
    {'Impact': ['Ashby', 'Birch'], 'Rooms': ['Corby', 'Dalton']}
    >>> groups.meetings()["when"].tolist()
    ['14 Sep 10:00', '14 Sep 14:00']
    """
    asked = _Asked(wishes, form, voter, choices, framework, study, "ranked")
    settings = {
        "smallest": whole("smallest", smallest, 0),
        "largest": whole("largest", largest, 1),
        "groups_each": whole("each", each, 1),
        "apart": _pairs("apart", apart),
        "together": _pairs("together", together),
        "seed": whole("seed", seed, 0),
    }
    slots = [as_list(times, "a meeting") for times in meetings]
    if not all(slots):
        raise InputError("a meeting has no time: name one or more")
    if away is not None and not slots:
        raise InputError("away= goes with meetings=: say when the groups can meet")
    made = json.dumps({"groups": settings, "mix": mix, "meetings": slots})
    with telling(progress) as tell:
        told = _native.group(
            asked.given, asked.reading, made, _away(away), asked.framework, asked.study, thread_count(threads), tell
        )
    return Groups(told, library_of(wishes))


class _Asked:
    """What votes and groups are asked for alike, as the native part takes it."""

    def __init__(
        self,
        wishes: Wishes,
        form: str | None,
        voter: str | None,
        choices: str | Iterable[str],
        framework: Themes,
        study: StudyFolder | PathLike | None,
        plain: str,
    ) -> None:
        if framework is not None and study is not None:
            raise InputError("framework= and study= do not go together: a study has the themes of its last version")
        folder = None if study is None else folder_of(study)
        if framework is not None and not isinstance(framework, Framework):
            framework = Framework.from_areas(as_list(framework, "framework"), name="Themes")
        self.given: str | Columns
        exact = False
        if isinstance(wishes, (str, os.PathLike)):
            self.given = os.fspath(wishes)
        elif is_frame(wishes):
            self.given = columns_of(wishes)
        else:
            known = framework if folder is None else folder.frozen()
            framework, self.given, form = _grid(wishes, form, plain, known)
            exact = True
            if folder is not None:
                framework = None
        if exact and (voter is not None or choices):
            raise TypeError("voter= and choices= name columns of a table, and these are not in one")
        made = {"voter": voter, "choices": as_list(choices, "choices"), "form": form, "exact": exact}
        self.reading = json.dumps(made)
        self.framework = None if framework is None else framework._native
        self.study = None if folder is None else folder._native


def _grid(
    wishes: Any, form: str | None, plain: str, themes: Framework | None
) -> tuple[Framework, Columns, str]:
    """Wishes from memory as a table with a column for each theme."""
    if not isinstance(wishes, Iterable):
        raise TypeError(f"ballots must be a table, a dict or a list, not {type(wishes).__name__}")
    by_voter = dict(wishes) if isinstance(wishes, Mapping) else {str(place): own for place, own in enumerate(wishes, 1)}
    points = {voter: own for voter, own in by_voter.items() if isinstance(own, Mapping)}
    if points and len(points) < len(by_voter):
        raise InputError("some ballots have points and others have none: give all of one form")
    form = form or ("points" if points else plain)
    lists: dict[str, list[str]] = {str(voter): as_list(own, f"the ballot of {voter!r}") for voter, own in by_voter.items()}
    if themes is None:
        themes = Framework.from_areas(sorted({name for own in lists.values() for name in own}), name="Themes")
    cells: dict[str, dict[str, str]] = {}
    for voter, own in lists.items():
        cells[voter] = {}
        for rank, name in enumerate(own, 1):
            try:
                id = themes.find(name)
            except KeyError as error:
                raise InputError(f"the ballot of {voter!r}: {error.args[0]}") from None
            if id in cells[voter]:
                raise InputError(f"the ballot of {voter!r} has {name!r} twice: keep one")
            told = points[voter][name] if points else rank if form == "ranked" else "yes"
            cells[voter][id] = str(whole(f"the points of {voter!r}", told, 0)) if points else str(told)
    columns: Columns = [("voter", list(cells))]
    columns += [(id, [own.get(id) for own in cells.values()]) for id in themes.ids]
    return themes, columns, form


def _pairs(name: str, pairs: Iterable[Sequence[str]]) -> list[list[str]]:
    listed = [as_list(pair, name) for pair in pairs]
    for pair in listed:
        if len(pair) != 2:
            raise InputError(f"{name} are pairs of two members, as in [('Ashby', 'Birch')], not {pair!r}")
    return listed


def _away(away: Any) -> str | Columns | None:
    if away is None or isinstance(away, (str, os.PathLike)):
        return None if away is None else os.fspath(away)
    if is_frame(away):
        return columns_of(away)
    pairs = [(member, time) for member, times in dict(away).items() for time in as_list(times, "away")]
    return [("member", [member for member, _ in pairs]), ("time", [time for _, time in pairs])]
