"""Builds extension modules from the code that decides, with Cython and a C compiler.

An extension module is beside the Python module of the same name, and takes precedence over it. A
release of Python that it was not built for imports the Python module. Both give the same results.
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
MAX_OUTPUT = 2_000
"""Characters of the output of the compiler in an error."""


def build_native(package: Path) -> list[Path]:
    """Build the code that decides in a standalone package.

    Returns:
        The extension modules.

    Raises:
        MissingExtraError: Cython or setuptools is not installed.
        ConfigurationError: the compiler fails.
    """
    try:
        import Cython  # noqa: F401 - to check that it is installed
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
                f"the compiler failed: {(done.stdout + done.stderr)[-MAX_OUTPUT:].strip()}",
                hint="Check that a C compiler and the headers of Python are installed",
            )
        return [_moved(path, package) for path in sorted((folder / "built").rglob("*_accept.*"))]


def translate(source: str) -> str:
    """Return code that Cython compiles to faster code.

    With ``type(x)`` Cython compares pointers. The operands of a subtraction are always floats in
    generated code, and declared as such.
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
    """Compile the Cython modules in a folder as modules of a package, to its folder ``built``."""
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
    """Build from command-line arguments: the name of the package, and the folder."""
    package, folder = arguments
    build(package, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
