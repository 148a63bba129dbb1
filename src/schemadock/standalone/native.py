"""Builds extension modules of the code that decides, with Cython and a C compiler.

An extension module lies beside the Python module of the same name, which Python then passes over;
another release of Python, which it was not built for, takes the latter. Both judge alike.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

DIRECTIVES = {
    "language_level": 3,
    "binding": False,
}
_CHANGED = re.compile(
    r"""(?P<literal>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    r"|\b(?P<object>\w+)\.__class__\b"
    r"|\b(?P<left>v\d+|x) - (?P<right>v\d+|x)\b"
)
MAX_TOLD = 2_000
"""Characters of what a compiler says that an error repeats."""


def build_native(package: Path) -> list[Path]:
    """Build the code that decides of a package that was written ahead.

    Returns:
        The extension modules.

    Raises:
        MissingExtraError: Cython or setuptools is not installed.
        ConfigurationError: the compiler fails.
    """
    try:
        import Cython  # noqa: F401 - to know whether it is there
        import setuptools  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("compile --native", extra="native") from error
    modules = sorted(package.glob("*_accept.py"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for module in modules:
            (folder / f"{module.stem}.pyx").write_text(translate(module.read_text("utf-8")))
        command = [sys.executable, "-m", __name__, package.name, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise ConfigurationError(
                f"the compiler failed: {(done.stdout + done.stderr)[-MAX_TOLD:].strip()}",
                hint="Is a C compiler installed, with the headers of Python?",
            )
        return [_moved(path, package) for path in sorted((folder / "built").rglob("*_accept.*"))]


def translate(source: str) -> str:
    """Return code as Cython compiles it best.

    There ``type(x)`` is a comparison of pointers. Instances are only subtracted from each other
    where both are known to be floats, which there can be said.
    """
    return _CHANGED.sub(_changed, source)


def _changed(match: re.Match[str]) -> str:
    if match["object"]:
        return f"type({match['object']})"
    if match["left"]:
        return f"<double>{match['left']} - <double>{match['right']}"
    return match[0]


def _moved(path: Path, package: Path) -> Path:
    import shutil

    return Path(shutil.move(path, package / path.name))


def build(package: str, folder: Path) -> None:
    """Compile the Cython modules in a folder, as modules of a package, into ``built`` below it."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    sources = sorted(folder.glob("*.pyx"))
    extensions = [Extension(f"{package}.{path.stem}", [str(path)]) for path in sources]
    made = cythonize(  # type: ignore[no-untyped-call]
        extensions, build_dir=str(folder / "c"), compiler_directives=DIRECTIVES, quiet=True
    )
    command = Distribution({"ext_modules": made}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(folder / "built"), str(folder / "o")
    command.ensure_finalized()
    command.run()


def main(arguments: Sequence[str]) -> None:
    """Compile what the arguments say: the name of the package, and the folder."""
    package, folder = arguments
    build(package, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
