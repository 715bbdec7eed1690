"""Makes docs/images/page-*.png anew from the bundled graph (`python tests/page_pictures.py`); needs pngquant."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from tjgraph import pipeline
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.resources import bundled_graph

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
WIDE, PHONE = (1440, 900), (375, 740)
PATH = f"from=enterprise/{quote('中国电科')}&to=industry/{quote('生物制造')}"
PARK = f"node=park/{quote('南港工业区')}"
PICTURES = {
    "page-overview": ("", WIDE, "light"),
    "page-focus": (f"focus=park/{quote('南港工业区')}&{PARK}", WIDE, "light"),
    "page-dark": (f"node=facility/{quote('天津港')}", WIDE, "dark"),
    "page-path": (PATH, WIDE, "light"),
    "page-phone": (PARK, PHONE, "light"),
}


def main() -> None:
    """Open each address, take its picture, and keep it in 128 colours."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        file, raw = Path(directory) / "page.html", Path(directory) / "raw.png"
        pipeline.view(KnowledgeGraph.load([bundled_graph()]), file)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (address, (width, height), scheme) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
                device_scale_factor=2 if width == PHONE[0] else 1,
            )
            page.goto(f"{file.as_uri()}#{address}" if address else file.as_uri())
            page.wait_for_timeout(500)
            page.screenshot(path=str(raw))
            page.close()
            made = IMAGES / f"{name}.png"
            subprocess.run(
                ["pngquant", "--force", "--strip", "--speed", "1", "--output", str(made), "128", str(raw)], check=True
            )
            print(made.name, made.stat().st_size)
        browser.close()


if __name__ == "__main__":
    main()
