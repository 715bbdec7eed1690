"""Build hook: bundles the SPARQL editor of ``frontend/`` where npm is there; else pages have a plain text area."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SECONDS = 180
_BUNDLE = ("editor.js", "editor.LICENSES.txt")


class EditorBundle(BuildHookInterface):
    """Runs ``npm ci`` and ``npm run build``. TJGRAPH_NO_NPM=1 skips it. A failure is said and never fatal."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle; where that fails, one made before is still taken along."""
        static = Path(self.root) / "src" / "tjgraph" / "web" / "static"
        npm = shutil.which("npm")
        if npm is not None and not os.environ.get("TJGRAPH_NO_NPM"):
            try:
                self._bundle(npm, Path(self.root) / "frontend")
            except (OSError, subprocess.SubprocessError) as error:
                self.app.display_warning(f"SPARQL editor not bundled, pages use a plain text area: {error}")
        build_data["artifacts"] += [f"src/tjgraph/web/static/{name}" for name in _BUNDLE if (static / name).is_file()]

    def _bundle(self, npm: str, frontend: Path) -> None:
        for arguments in (["ci", "--no-audit", "--no-fund", "--prefer-offline"], ["run", "build"]):
            subprocess.run(
                [npm, *arguments],
                cwd=frontend,
                check=True,
                timeout=_SECONDS,
                stdin=subprocess.DEVNULL,
                capture_output=True,
            )
