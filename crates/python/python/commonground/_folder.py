"""Studies on disk: what people decide about the list of areas, and how it became what it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonground import _native
from commonground._acts import When, act_of, time_of
from commonground._frames import as_list, give
from commonground._framework import Framework
from commonground._outcome import Outcome, columns_of, is_frame
from commonground._progress import Progress, telling
from commonground._round import Round
from commonground._settings import thread_count, whole
from commonground._study import Study
from commonground._theme import Quotation

PathLike = str | os.PathLike[str]



@dataclass(frozen=True, repr=False)
class Decision:
    """A decision that is safe on disk."""

    id: str
    by: str
    device: str
    when: str
    """In UTC."""
    act: str
    """What kind of act it is, such as ``merge``."""
    told: str
    """The act in words."""
    why: str

    def __repr__(self) -> str:
        return f"{self.id}: {self.by}, {self.told}{f' ({self.why})' if self.why else ''}"


class Ledger(Outcome):
    """How the list became what it is: every step with who, when, why and on which evidence."""

    _page = "ledger.html"

    def table(self) -> Any:
        """A frame with a row a step: from which area, what became of it, to which, who, why, and the evidence."""
        return give(self._tables["steps"], self._library)

    def decisions(self) -> Any:
        """A frame with a row a decision, with what became of it and why it should be looked at again."""
        return give(self._tables["decisions"], self._library)


class Replayed:
    """Which decisions hold."""

    def __init__(self, told: tuple[list[str], _native.Table, str, str], library: str | None) -> None:
        self.written: list[str] = told[0]
        """The files that had to be written; none on another round."""
        self._table, self._html, self._words, self._library = *told[1:], library

    def table(self) -> Any:
        """A frame with a row a decision: its id, whether it ``holds`` (or is ``stale``, ``undone``, ``open``, ``settled`` or
        ``impossible``), and why."""
        return give(self._table, self._library)

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return self._words.rstrip()


@dataclass(frozen=True, repr=False)
class Proposal:
    """A wild card, with what the round says about it."""

    id: str
    """The id that its area would have, or has."""
    name: str
    proposer: str
    passages: int
    """How many passages raise it. None is an answer, too."""
    documents: tuple[str, ...]
    """The ids of the documents that raise it."""
    nearest: tuple[str, int] | None
    """The area of the list that is nearest, and how many passages both have; with 0 it is near by its words."""
    quotations: tuple[Quotation, ...]
    """One of each document, verbatim."""
    decision: Decision | None
    """The decision to add it, if it was added."""
    _html: str
    _words: str

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return self._words.rstrip() + (f"\n{self.decision.id}" if self.decision else "")


class StudyFolder:
    """A study on disk: its settings, the versions of its list of areas, and what people decided.

    It is the folder of the command (``commonground study``), to be shared by a synchronised folder, git or mail: every person
    has, on every device, a file of their own in it. Whatever is asked is read anew, because decisions of colleagues may arrive at
    any time. (`Study` is something else: an analysis of a round.)

    >>> import tempfile, commonground as cg
    >>> areas = cg.Framework.from_areas({"Measuring impact": ["impact"], "Empty rooms": ["hall"]}, name="Areas")
    >>> folder = cg.StudyFolder.create(f"{tempfile.mkdtemp()}/study", areas)
    >>> decision = folder.decide("rename", "empty-rooms", "Buildings", by="Ann", why="Halls are not all", device="laptop")
    >>> decision.told
    'rename “Empty rooms” to “Buildings”'
    >>> [area.name for area in folder.framework]
    ['Measuring impact', 'Buildings']
    """

    def __init__(self, native: _native.StudyFolder, round: Round | None = None) -> None:
        self._native = native
        self._round = round
        self._library = None if round is None else round._library

    @classmethod
    def create(
        cls,
        folder: PathLike,
        first: Framework | Study | PathLike,
        *,
        name: str | None = None,
        inputs: PathLike | Iterable[PathLike] = (),
        metadata: PathLike | None = None,
        text: str | Iterable[str] = (),
        id: str | None = None,
        consent: str | None = None,
        language: str = "en",
        seed: int = 0,
        round: Round | None = None,
        progress: Progress = None,
    ) -> StudyFolder:
        """Make a study that begins with a framework (or the path of one), or with the themes of an analysis (a `Study`).

        ``inputs`` are the files and folders of the round, with ``metadata``, ``text``, ``id`` and ``consent`` as for `read`; they are noted in
        ``study.toml``, as seen from the folder. For a round that is in no file (of a frame, say) give ``round=`` here and to `open`.
        With a round, what it says about each area is found at once, so that decisions can say what they were based on.
        """
        if not isinstance(first, (Framework, Study, str, os.PathLike)):
            raise TypeError(f"a study begins with a Framework, the path of one, or a Study, not {type(first).__name__}")
        framework: str | None = None
        if isinstance(first, Framework):
            framework = first.to_toml()
        elif not isinstance(first, Study):
            # The file as it stands, comments and all, if it is one of TOML.
            path = Path(first)
            is_toml = path.suffix.lower() == ".toml"
            framework = path.read_bytes().decode("utf-8-sig") if is_toml else Framework.load(path).to_toml()
        listed = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
        with telling(progress) as tell:
            native = _native.StudyFolder.create(
                os.fspath(folder),
                framework,
                first._native if isinstance(first, Study) else None,
                Path(folder).name if name is None else name,
                [os.fspath(path) for path in listed],
                None if metadata is None else os.fspath(metadata),
                as_list(text, "text"),
                id,
                consent,
                language,
                whole("seed", seed, 0),
                None if round is None else round._native,
                tell,
            )
        return cls(native, round)

    @classmethod
    def open(cls, folder: PathLike, *, round: Round | None = None) -> StudyFolder:
        """Open a study. ``round`` takes the place of its files: for one that is in none, or to read them only once."""
        return cls(_native.StudyFolder.open(os.fspath(folder), None if round is None else round._native), round)

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self._native.folder)

    @property
    def settings(self) -> dict[str, Any]:
        """What stands in ``study.toml``."""
        told: dict[str, Any] = json.loads(self._native.settings())
        return told

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.settings["name"])

    @property
    def round(self) -> Round | None:
        """The round; none if the study has none."""
        if self._round is not None:
            return self._round
        native = self._native.round(None)
        return None if native is None else Round(native)

    @property
    def framework(self) -> Framework:
        """The list as it stands now."""
        return Framework(self._native.framework(None))

    def frozen(self, version: str | int | None = None) -> Framework:
        """A version of the list, which never changes; the last one if none is named."""
        if version is None:
            version = self._native.table("versions").to_dict()["version"][-1]
        return Framework(self._native.framework(str(version)))

    def areas(self) -> Any:
        """A frame with a row an area of the list as it stands, and how widely the round raises it, by the last version."""
        return self._table("areas")

    def versions(self) -> Any:
        """A frame with a row a version; ``exact`` is false where the list is not the one that was frozen."""
        return self._table("versions")

    def decisions(self) -> Any:
        """A frame with a row a decision, in the order in which they are carried out: who, when, what, why, what became of it, in
        which version it is, and why it should be looked at again."""
        return self._table("decisions")

    def steps(self) -> Any:
        """A frame with a row for each step of an area from one version to the next."""
        return self._table("steps")

    def conflicts(self) -> Any:
        """A frame with a row for each two decisions that contradict each other; those without ``settled_by`` are open.

        Neither is carried out until a decision with ``settles=[one, other]`` names both.
        """
        return self._table("conflicts")

    def decide(
        self,
        act: str,
        *of: str | int,
        by: str,
        why: str = "",
        into: str | Iterable[str] | Mapping[str, Iterable[str]] | None = None,
        description: str | None = None,
        cues: Iterable[str] | None = None,
        proposer: str | None = None,
        title: str | None = None,
        settles: str | Iterable[str] = (),
        device: str | None = None,
        when: When = None,
    ) -> Decision:
        """Record a decision, and return it once it is safe on disk. It is checked first: what cannot be carried out is not recorded.

        Areas are given by id or name, decisions by id or the start of it. All but keep, undo and freeze need a reason (``why``).

        ==================================================== =======================================================
        ``decide("keep", area)``                              it stays as it is
        ``decide("rename", area, name)``                      perhaps with a ``description``
        ``decide("merge", area, area, …, into=name)``         into a new one or one of them; perhaps with a ``description``
        ``decide("split", area, into=[name, name])``          or ``into={name: cues, name: cues}``
        ``decide("drop", area)``                              it is no area any more
        ``decide("drop-to-guidance", area)``                  the same, and it becomes guidance
        ``decide("add", name)``                               perhaps with ``description``, ``cues`` and ``proposer``; see `propose`
        ``decide("recode", document, start, end, area, …)``   a passage, by bytes, raises these areas and no others
        ``decide("comment", area_or_decision)``               changes nothing
        ``decide("undo", decision)``                          takes it back
        ``decide("freeze", version)``                         makes a version of the list; perhaps with a ``title``
        ==================================================== =======================================================

        ``device`` is the name of this computer if none is given: every person has, on every device, a file of their own. ``when``
        is a time in UTC, or a `datetime` with its zone; now if none is given. ``settles`` names the two decisions of a conflict.
        """
        options = {"into": into, "description": description, "cues": cues, "proposer": proposer, "title": title}
        made = act_of(act, of, {name: option for name, option in options.items() if option is not None})
        told = self._native.decide(json.dumps(made), by, why, device, time_of(when), as_list(settles, "settles"))
        return Decision(**json.loads(told)[0])

    def take(
        self, sheet: PathLike | Any, *, by: str | None = None, device: str | None = None, when: When = None
    ) -> list[Decision]:
        """Take what a colleague sent, and return the decisions that are new here.

        That is a sheet that was filled in (xlsx, CSV or a frame; ``by`` says whose it is), what the page of `write_review` saved, or a
        file of decisions (jsonl) that was made on a copy of the folder. Of a sheet all is taken, or nothing and every
        cell that cannot be understood is named.
        """
        if not is_frame(sheet) and Path(sheet).suffix.lower() == ".jsonl":
            told = self._native.take_log(os.fspath(sheet))
        else:
            if by is None:
                raise TypeError("whose sheet it is is not said: give by=")
            given = columns_of(sheet) if is_frame(sheet) else os.fspath(sheet)
            told = self._native.take_sheet(given, by, device, time_of(when))
        return [Decision(**decision) for decision in json.loads(told)]

    def write_sheet(self, path: PathLike, *, overwrite: bool = False) -> Path:
        """Write the list as it stands as a table (CSV) in which colleagues decide, and that `take` reads. Returns its path.

        The command that Cargo installs also writes it as a workbook with lists to choose from (``decide --sheet sheet.xlsx``), which
        `take` reads, too.
        """
        self._native.write_sheet(os.fspath(path), overwrite)
        return Path(path)

    def write_review(self, path: PathLike, *, overwrite: bool = False, progress: Progress = None) -> Path:
        """Write a page (HTML) in which colleagues decide, offline: its button saves a table that `take` reads. Returns its path."""
        with telling(progress) as tell:
            self._native.write_review(os.fspath(path), overwrite, tell)
        return Path(path)

    def propose(
        self,
        name: str,
        *,
        proposer: str,
        description: str = "",
        cues: Iterable[str] = (),
        add: bool = False,
        by: str | None = None,
        why: str = "",
        device: str | None = None,
        when: When = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> Proposal:
        """Search the round for a wild card, as if it were on the list. That nothing is found is an answer.

        With ``add=True``, ``by`` and ``why`` the decision to add it is recorded, based on what was found.
        """
        if add and by is None:
            raise TypeError("who decides to add it is not said: give by=")
        with telling(progress) as tell:
            told, html, words = self._native.propose(
                name, description, as_list(cues, "cues"), proposer, add, by or "", why, device, time_of(when),
                thread_count(threads), tell,
            )
        found = json.loads(told)
        nearest, decided = found["nearest"], found["decision"]
        return Proposal(
            id=found["id"],
            name=found["name"],
            proposer=found["proposer"],
            passages=found["passages"],
            documents=tuple(found["documents"]),
            nearest=nearest and (nearest[0], nearest[1]),
            quotations=tuple(Quotation(**quotation) for quotation in found["quotations"]),
            decision=decided and Decision(**decided[0]),
            _html=html,
            _words=words,
        )

    def replay(
        self, round: Round | None = None, *, threads: int | None = None, progress: Progress = None
    ) -> Replayed:
        """Which decisions hold, and why others do not.

        On the study's own round this brings ``frameworks/`` and ``evidence/`` up to date, and names decisions whose areas have changed
        since. With another ``round`` nothing is written: it says under which decisions the area is raised there by more or by
        fewer documents, beyond noise.
        """
        if not (round is None or isinstance(round, Round)):
            raise TypeError(f"round must be a Round, not {type(round).__name__}: use commonground.read(path)")
        with telling(progress) as tell:
            other = None if round is None else round._native
            return Replayed(self._native.replay(other, thread_count(threads), tell), self._library)

    def ledger(self, *, threads: int | None = None, progress: Progress = None) -> Ledger:
        """How the list became what it is. As the command does, it brings ``frameworks/`` and ``evidence/`` up to date."""
        with telling(progress) as tell:
            return Ledger(self._native.ledger(thread_count(threads), tell), self._library)

    def _table(self, name: str) -> Any:
        return give(self._native.table(name), self._library)

    def _repr_html_(self) -> str:
        return self._native.status()[1]

    def __repr__(self) -> str:
        return self._native.status()[0].rstrip()

    def __reduce__(self) -> tuple[Any, ...]:
        return _open, (os.fspath(self.path), self._round)


def _open(folder: str, round: Round | None) -> StudyFolder:
    return StudyFolder.open(folder, round=round)


def folder_of(study: StudyFolder | PathLike) -> StudyFolder:
    """A study, from its folder or itself."""
    if isinstance(study, StudyFolder):
        return study
    if isinstance(study, (str, os.PathLike)):
        return StudyFolder.open(study)
    raise TypeError(f"study must be a StudyFolder or its path, not {type(study).__name__}")
