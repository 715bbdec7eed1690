"""What makes graphs besides the text: two processes whose digests agree write the same bytes."""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache
from pathlib import Path

from tjgraph import __version__, resources

_MAKERS = ("model/*.py", "ontology.py", "lexicon/**/*.py", "reading/**/*.py", "extraction/**/*.py", "graph/**/*.py")


@cache
def rules_digest() -> str:
    """A SHA-256 over the rows of ontology/, the program and the versions of the libraries that it uses."""
    from importlib.metadata import PackageNotFoundError, requires, version

    whole = hashlib.sha256(__version__.encode())
    package, ontology = Path(__file__).parent.parent, resources.ontology_dir()
    code = [path for pattern in _MAKERS for path in package.glob(pattern)]
    rows = [*ontology.glob("*.ttl"), *resources.lexicon_dir().glob("*.csv"), *ontology.glob("background/*.ttl")]
    for path in sorted(code) + sorted(rows):
        whole.update(f"\n{path.name} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    with contextlib.suppress(PackageNotFoundError):
        for requirement in sorted(requires("tjgraph") or ()):
            library, _, extra = requirement.partition(";")
            name = library.strip().split(">")[0].split("=")[0].split("<")[0].strip()
            if not extra or "documents" in extra:
                with contextlib.suppress(PackageNotFoundError):  # an extra that is not installed
                    whole.update(f"\n{name} {version(name)}".encode())
    return whole.hexdigest()
