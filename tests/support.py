"""What several tests share."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path | None:
    """The folder of public test data, which is not part of the repository; None where absent."""
    named = os.environ.get("SCHEMADOCK_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None
