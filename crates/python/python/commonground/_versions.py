"""What runs here, for reports of faults."""

from __future__ import annotations

from commonground import _native

_OTHERS = (
    "numpy", "pandas", "polars", "pyarrow", "duckdb", "scikit-learn", "scipy", "bertopic", "tqdm", "ipykernel",
)


def show_versions() -> None:
    """Print the versions of commonground, of Python, and of the packages that it works with. Please add it to a report."""
    # Here and not above: these take longer to import than all of commonground.
    import platform
    import sys
    from importlib.metadata import PackageNotFoundError, version

    found = {"commonground": _native.__version__, "Python": sys.version.split()[0], "system": platform.platform()}
    for name in _OTHERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    width = max(map(len, found))
    for name, told in found.items():
        print(f"{name:{width}}  {told}")
