"""What can go wrong. Every message names the place and the remedy, and none holds text of a document.

Each class is also one of Python's own, so that ``except ValueError`` and the like catch it, and each can be pickled.
"""

__all__ = [
    "CodesError",
    "ColumnError",
    "CommongroundError",
    "FrameworkError",
    "InputError",
    "InternalError",
    "MissingFileError",
    "ModelError",
    "OutputError",
    "ReadError",
    "SettingError",
]


class CommongroundError(Exception):
    """All errors of this package are of this class."""


class InputError(CommongroundError, ValueError):
    """What was given cannot be worked on: no text, two documents of one id, more themes than texts, …"""


class SettingError(CommongroundError, ValueError):
    """A setting lies outside of its range."""


class ColumnError(CommongroundError, KeyError):
    """A table does not have the column, or it holds something else. The message names those that it has."""

    def __str__(self) -> str:
        # KeyError would show the message in quotes.
        return str(self.args[0]) if self.args else ""


class ReadError(CommongroundError, OSError):
    """A file cannot be read, or is not what its name says."""


class MissingFileError(ReadError, FileNotFoundError):
    """There is no such file or folder."""


class OutputError(CommongroundError, OSError):
    """A file or folder cannot be written, or is left alone."""


class FrameworkError(CommongroundError, ValueError):
    """A framework is not usable."""


class CodesError(CommongroundError, ValueError):
    """What people coded does not fit the round or the framework."""


class ModelError(CommongroundError, ValueError):
    """A saved model or study is damaged, of another kind, or of a later version."""


class InternalError(CommongroundError, RuntimeError):
    """A fault of commonground. Please report it."""
