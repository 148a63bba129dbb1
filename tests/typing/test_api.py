"""What type checkers say of a user's program."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("api.py")


def mypy(path: Path, folder: Path) -> str:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--cache-dir",
        str(folder),
    ]
    done = subprocess.run(
        [*command, str(path)], capture_output=True, text=True, cwd=folder, check=False
    )
    return done.stdout + done.stderr


def test_the_public_api_is_typed(tmp_path) -> None:
    assert mypy(PROGRAM, tmp_path).startswith("Success")


def test_a_mistake_is_seen(tmp_path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from schemadock import Validator\nValidator(format_mode='on').is_valid(1)\n")
    output = mypy(wrong, tmp_path)
    assert 'Missing positional argument "schema"' in output
    assert 'Argument "format_mode" to "Validator" has incompatible type' in output
