"""The acts of `StudyFolder.decide`, as the native part takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from commonground._frames import as_list
from commonground._settings import whole
from commonground.exceptions import InputError

When = str | datetime | None

# What each act is about, and what else it can say.
_FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "keep": (("area",), ()),
    "rename": (("area", "name"), ("description",)),
    "merge": (("areas",), ("into", "description")),
    "split": (("area",), ("into",)),
    "drop": (("area",), ()),
    "drop-to-guidance": (("area",), ()),
    "add": (("name",), ("description", "cues", "proposer")),
    "recode": (("document", "start", "end", "areas"), ()),
    "comment": (("on",), ()),
    "undo": (("decision",), ()),
    "freeze": (("version",), ("title",)),
}


def act_of(act: str, of: Sequence[str | int], options: dict[str, Any]) -> dict[str, Any]:
    """An act as the native part takes it."""
    if act not in _FORMS:
        raise InputError(f"there is no act {act!r}: the acts are {', '.join(_FORMS)}")
    names, others = _FORMS[act]
    unknown = [name for name in options if name not in others]
    if unknown:
        known = f": it takes {', '.join(f'{name}=' for name in others)}" if others else ""
        raise TypeError(f"{act} takes no {' or '.join(f'{name}=' for name in unknown)}{known}")
    made: dict[str, Any] = {"act": act}
    single = [name for name in names if name != "areas"]
    if len(of) < len(single) or ("areas" not in names and len(of) > len(single)):
        raise TypeError(f"{act} is about {', '.join(names)}: {len(of)} given")
    for name, given in zip(single, of, strict=False):
        is_number = name in ("start", "end")
        made[name] = whole(name, given, 0) if is_number else str(given) if name == "version" else _text(name, given)
    if "areas" in names:
        made["areas"] = [_text("area", area) for area in of[len(single) :]]
    return made | _options(act, options)


def _options(act: str, options: dict[str, Any]) -> dict[str, Any]:
    made = dict(options)
    if act in ("merge", "split") and "into" not in made:
        raise TypeError(f"{act} needs into=: what the {'areas become' if act == 'merge' else 'area becomes'}")
    if act == "merge":
        made["into"] = _text("into", made["into"])
    if act == "split":
        into = made["into"]
        if isinstance(into, Mapping):
            made["into"] = [{"name": name, "cues": as_list(cues, "cues")} for name, cues in into.items()]
        else:
            made["into"] = as_list(into, "into")
    if act == "add":
        made["cues"] = as_list(made.get("cues", ()), "cues")
    if act == "freeze":
        made.setdefault("title", "")
    return made


def _text(name: str, given: object) -> str:
    if not isinstance(given, str):
        raise TypeError(f"{name} must be a str, not {type(given).__name__}")
    return given


def time_of(when: When) -> str | None:
    """A time in UTC."""
    if not isinstance(when, datetime):
        return when
    if when.tzinfo is None:
        raise InputError("when has no time zone: give one, as in datetime.now(timezone.utc)")
    return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
