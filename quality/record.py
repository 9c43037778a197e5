"""What a record is made of: tables, and targets that are met or not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A target; `is_met` is None while something that it needs has not been measured."""

    what: str
    is_met: bool | None
    found: str

    def row(self) -> str:
        """A row of the table of targets."""
        told = {True: "met", False: "**not met**", None: "not measured"}[self.is_met]
        return f"| {self.what} | {told} | {self.found} |"


def grid(head: list[str], rows: list[list[str]]) -> list[str]:
    """The lines of a table; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return [*(f"| {' | '.join(cells)} |" for cells in lines), ""]
