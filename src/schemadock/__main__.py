"""Run the command line with ``python -m schemadock``."""

from schemadock.cli import main

if __name__ == "__main__":
    main()
