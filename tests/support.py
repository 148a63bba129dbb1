"""What several tests share."""

import importlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path | None:
    """The folder of public test data, which is not part of the repository; None where absent."""
    named = os.environ.get("SCHEMADOCK_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


PEAK_MEMORY = """
def peak_memory():
    # Not resource.getrusage: a child starts with the peak of its parent there.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
"""
"""The text of a function that tells the peak memory of a process in megabytes, on Linux."""
REPORTS_MEMORY = Path("/proc/self/status").exists()


class Opaque:
    """A value of no JSON type; its repr is the same in every process, as test ids must be."""

    def __repr__(self) -> str:
        return "Opaque()"


class Site:
    """A folder on ``sys.path``, into which distributions are laid as an installer leaves them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(
        self,
        name: str,
        entry_points: Mapping[str, Mapping[str, str]],
        files: Mapping[str, str | dict[str, Any]] | None = None,
        version: str = "1.0",
    ) -> None:
        """Install a distribution: its entry points by group, and its files (a dict as JSON)."""
        metadata = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir()
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (metadata / "METADATA").write_text(about)
        lines = []
        for group, points in entry_points.items():
            lines += [f"[{group}]", *(f"{point} = {value}" for point, value in points.items())]
        (metadata / "entry_points.txt").write_text("\n".join(lines) + "\n")
        for path, content in (files or {}).items():
            self.write(path, content)

    def write(self, path: str, content: str | dict[str, Any]) -> Path:
        """Write one file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        importlib.invalidate_caches()
        return target
