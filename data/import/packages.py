"""Fetches a pinned package into a temporary directory, so that an import leaves nothing behind.

Used by the other scripts here; needs npm and pip, and no package installed beforehand.
"""

import contextlib
import csv
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def npm(name, version):
    """The unpacked npm package `name@version`, as a path."""
    with tempfile.TemporaryDirectory() as folder:
        run(["npm", "pack", "--silent", "--pack-destination", folder, f"{name}@{version}"])
        (archive,) = pathlib.Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
        yield pathlib.Path(folder) / "package"


@contextlib.contextmanager
def pypi(name, version):
    """The unpacked wheel of `name==version`, as a path."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        run([*pip, "download", "--no-deps", "--only-binary=:all:", "--dest", folder, f"{name}=={version}"])
        (wheel,) = pathlib.Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        yield pathlib.Path(folder)


def run(command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def rows(path):
    """The rows of a table of the repository."""
    with open(ROOT / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def countries():
    """The alpha-2 codes, in the order that every table by country has."""
    return [row["alpha2"] for row in rows("data/countries.csv")]


def write_csv(path, header, rows):
    """Writes a table in the plain dialect that the generator reads: LF, quotes only where needed."""
    rows = list(rows)
    with open(ROOT / path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{path}: {len(rows)} rows")
