"""The example that comes with the package."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import commonground as cg
import pytest


def test_the_example_has_the_files_of_the_fixtures(fixtures):
    folder = cg.load_example().folder
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    wanted = [*(fixtures / "round").iterdir(), *(fixtures / "process" / "second-round").iterdir()]
    wanted += [fixtures / name for name in (
        "framework.toml", "intended.csv", "partnerships.csv", "process/ballots.csv", "process/wishes.csv",
    )]
    assert found == {path.relative_to(fixtures).as_posix(): path.read_bytes() for path in wanted}
    assert repr(cg.load_example()).startswith(f"Example of {len(found)} files in ")


def test_the_example_is_a_round_a_framework_and_codes(study, fixtures):
    example = cg.load_example()
    assert example.round.ids == study.round.ids and example.framework.ids == study.framework.ids
    assert example.round["brackmere"].metadata["partnership"] == "Brackmere Three Bridges Civic Alliance"
    with open(fixtures / "intended.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    inside = [row for row in rows if row["area"] in example.framework.ids]
    nothing = {row["id"] for row in rows} - {row["id"] for row in inside}
    assert len(example.codes) == len(inside) + len(nothing)
    assert "commonground and person reached kappa" in repr(study.agreement(example.codes))


def test_the_example_needs_no_repository(tmp_path):
    """In a folder of its own, with no path but that of the environment."""
    program = "import commonground as cg; e = cg.load_example(); print(len(e.round), len(e.codes), e.folder)"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    documents, codes, folder = done.stdout.split(maxsplit=2)
    assert (int(documents), int(codes)) == (12, len(cg.load_example().codes))
    assert Path(folder.strip()) == Path(cg.__file__).parent / "example"
    with pytest.raises(KeyError):
        cg.load_example().round["nobody"]


@pytest.mark.parametrize("name", ["first-hour", "agreed-list"])
def test_the_notebooks_run_from_the_package_alone(name, tmp_path):
    pytest.importorskip("pandas")
    page = Path(__file__).resolve().parents[3] / "docs" / "python" / f"{name}.md"
    cells = re.findall(r"```\{code-cell\}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert len(cells) > 10
    program = tmp_path / "notebook.py"
    program.write_text("\n".join(cells), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", program], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
