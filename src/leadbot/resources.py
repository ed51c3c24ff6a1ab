"""Where the shipped files lie."""

from importlib.resources import files
from pathlib import Path


def shipped(name: str) -> Path:
    """The folder `config` or `templates`: inside the installed package, else of the source checkout."""
    package = Path(str(files("leadbot")))
    inside = package / "_data" / name
    return inside if inside.is_dir() else package.parent.parent / name
