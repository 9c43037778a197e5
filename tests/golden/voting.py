"""Makes voting.json: the lists that abcvoting finds for invented profiles, all ties followed.

Run by hand, in any environment that has abcvoting (its version is kept in the file):

    python tests/golden/voting.py

The profiles are drawn by a small generator of this file's own: voters of one or two blocs, or of none, who approve of
few or many themes; small numbers, so that ties are frequent. A profile is written as a string of the themes of each
voter: "013,24,,7" are four voters, the third of whom approves of nothing.
"""

import json
from importlib.metadata import version
from pathlib import Path

from abcvoting import abcrules
from abcvoting.preferences import Profile

PROFILES = 600
RULES = {
    "approval": ("av", {}),
    "pav": ("seqpav", {}),
    "phragmen": ("seqphragmen", {"algorithm": "standard-fractions"}),
    "equal-shares": ("equal-shares", {"algorithm": "standard-fractions"}),
}
# Profiles with more lists than this are left out: the program stops looking at 256.
MOST_LISTS = 200


def stream(state=20241103):
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 11) / 2**53


def profile(chance):
    themes = 3 + int(next(chance) * 7)
    voters = 2 + int(next(chance) * 11)
    likes = 0.15 + 0.5 * next(chance)
    blocs = int(next(chance) * 3)
    ballots = []
    for _ in range(voters):
        bloc = int(next(chance) * blocs) if blocs else 0
        own = range(themes) if blocs < 2 else range(bloc * themes // 2, (bloc + 1) * themes // 2)
        ballots.append([theme for theme in own if next(chance) < likes])
    return themes, 1 + int(next(chance) * themes), ballots


def lists(rule, themes, size, ballots):
    name, options = RULES[rule]
    told = Profile(themes)
    told.add_voters(ballots)
    found = abcrules.compute(name, told, size, resolute=False, max_num_of_committees=None, **options)
    return sorted(sorted(list) for list in found)


def main():
    chance = stream()
    cases = []
    while len(cases) < PROFILES:
        themes, size, ballots = profile(chance)
        found = {rule: lists(rule, themes, size, ballots) for rule in RULES}
        if max(map(len, found.values())) <= MOST_LISTS:
            told = ",".join("".join(map(str, ballot)) for ballot in ballots)
            found = {rule: " ".join("".join(map(str, list)) for list in lists) for rule, lists in found.items()}
            cases.append({"themes": themes, "size": size, "ballots": told, "lists": found})
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    path = Path(__file__).with_suffix(".json")
    path.write_text(f'{{"abcvoting": "{version("abcvoting")}", "cases": [\n{rows}\n]}}\n', encoding="utf-8")


main()
