"""A wheel that is packed again is the same wheel, and one that is too large is told."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

pytest.importorskip("zopfli")

FILES = {
    "package/__init__.py": b'"""Words that come again, and again, and again."""\n' * 40,
    "package/empty.py": b"",
    "package/noise.bin": bytes((i * i * 31 + i // 7) % 251 for i in range(3000)),
    "package/größe.txt": "für alle\n".encode(),
    "package.dist-info/RECORD": b"package/empty.py,,\n",
}


@pytest.fixture
def pack() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "pack.py"
    spec = importlib.util.spec_from_file_location("pack", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "package-1-py3-none-any.whl"
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, contents in FILES.items():
            info = ZipInfo(name, (2024, 11, 28, 9, 30, 58))
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o100755 << 16
            archive.writestr(info, contents)
    return path


def test_the_files_stay_as_they_are_and_take_less(pack, wheel):
    before = wheel.stat().st_size
    pack.pack(wheel)
    with ZipFile(wheel) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == FILES
        assert archive.namelist() == list(FILES)
        assert {info.date_time for info in archive.infolist()} == {(2024, 11, 28, 9, 30, 58)}
        assert {info.external_attr for info in archive.infolist()} == {0o100755 << 16}
    assert wheel.stat().st_size < before
    assert [path.name for path in wheel.parent.iterdir()] == [wheel.name]


def test_the_same_wheel_is_packed_to_the_same_bytes(pack, wheel):
    pack.pack(wheel)
    once = wheel.read_bytes()
    pack.pack(wheel)
    assert wheel.read_bytes() == once


def test_a_wheel_above_the_limit_is_an_error_that_names_what_is_large(pack, wheel, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["pack.py", str(wheel)])
    assert pack.main() == 0
    monkeypatch.setattr(pack, "LIMIT", wheel.stat().st_size)
    assert pack.main() == 0
    capsys.readouterr()
    monkeypatch.setattr(pack, "LIMIT", wheel.stat().st_size - 1)
    assert pack.main() == 1
    said = capsys.readouterr().err
    assert "1 bytes more" in said and "package/noise.bin" in said
