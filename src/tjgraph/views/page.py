"""The page: a network as one self-contained HTML file that works offline, by double click.

pyvis renders it, through a template of our own (pyvis' own asks a CDN for bootstrap and lets names run as script).
Every script and style stands in the file and is named by its hash in a Content-Security-Policy, so that nothing else
can run and nothing can be asked for; names and sentences travel as JSON and become text nodes.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tjgraph.errors import NotFoundError
from tjgraph.files import write_output
from tjgraph.ontology import load_ontology
from tjgraph.query.projection import part
from tjgraph.views.page_data import PageData, page_data, weight

if TYPE_CHECKING:
    import networkx

_ASSETS = Path(__file__).parent / "assets"
_SCRIPTS = (
    *("finder.js", "model.js", "paths.js", "address.js", "trail.js"),
    *("geometry.js", "labels.js", "scene.js", "names.js", "painter.js", "stand_in.js", "camera.js", "gestures.js"),
    *("elements.js", "panel.js", "combobox.js", "facets.js", "list.js", "tools.js"),
    *("svg.js", "downloads.js", "main.js"),
)
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "selectable": False, "hover": False, "zoomSpeed": 0.6},
}


MOST = 2000
"""The most things that a page draws: beyond, vis-network is no pleasure to use."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What was written: where, how many bytes, and how many things, relations and regions the page shows.

    ``notice`` says what the page leaves out, in a sentence that stands in the page too; "" where it shows everything.
    """

    path: Path
    size: int
    nodes: int
    edges: int
    regions: int
    notice: str


def write_page(
    network: networkx.MultiDiGraph[str], path: Path, *, title: str, focus: str | None = None, site: str = ""
) -> PageSummary:
    """Write ``network`` as a page to ``path`` (UTF-8; the old file stays whole until the new one is).

    Nodes carry ``label``, ``type``, ``aliases``, ``mentions``, ``statuses``, ``figures``, edges ``predicate``,
    ``label``, ``years``, ``evidence``, ``background``, as ``query.network.to_networkx`` makes them. Where a mention is
    the name alone, the page shows the widest passage around it that it finds among all evidence and the nodes'
    ``sentences``.
    ``focus`` is a node's key, name or alias: the page then opens on that thing and its neighbours.
    ``site`` is the address of the site that serves the page, "/" at its end: the page then links to it, to its page of
    each thing (``id/…``) and to the words in each report (``report/NAME#char=…``).
    Of a network of more than `MOST` things the page draws those with most relations and mentions, and says so, as it
    does where the network says itself that something was left out (``graph["omitted"]``, see `query.neighbourhood`).
    The same network and title give the same bytes. Raises NotFoundError where ``network`` does not hold ``focus``,
    GraphError where nothing can be written.
    """
    key = None if focus is None else _find(network, focus)
    shown, notice = _part(network, key)
    data = page_data(shown, load_ontology(), key, notice, site)
    html = _render(data, title).encode("utf-8")
    write_output(path, html)
    return PageSummary(path, len(html), len(data.nodes), len(data.edges), data.regions, notice)


def _part(network: networkx.MultiDiGraph[str], focus: str | None) -> tuple[networkx.MultiDiGraph[str], str]:
    """What the page draws of ``network``, ``focus`` always with it, and what it says of the rest."""
    if len(network) <= MOST:
        omitted = network.graph.get("omitted", 0)
        return (
            network,
            f"周围有 {len(network) + omitted} 个事物，这里画出较近和联系较多的 {len(network)} 个。" if omitted else "",
        )
    ranked = sorted(network, key=lambda name: (name != focus, -weight(network, name), name))
    kept = part(network, set(ranked[:MOST]))
    everything = f"全图有 {len(network)} 个事物、{network.number_of_edges()} 条关系"
    return kept, f"{everything}，这里画出联系和提及最多的 {MOST} 个事物。"


def _find(network: networkx.MultiDiGraph[str], name: str) -> str:
    if name in network:
        return name
    for key in sorted(network.nodes):
        data = network.nodes[key]
        if name == data["label"] or name in data.get("aliases", ()):
            return str(key)
    raise NotFoundError(f"图中没有“{name}”", remedy="请换一个名称，或去掉 --focus")


def _render(data: PageData, title: str) -> str:
    """The page's HTML, by pyvis from our template."""
    import pyvis
    from pyvis.network import Network

    pyvis_dir = Path(pyvis.__file__).parent
    style, theme = _asset(_ASSETS / "page.css"), _asset(_ASSETS / "theme.js")
    engine = _asset(pyvis_dir / "lib" / "vis-9.1.2" / "vis-network.min.js")
    ours = "\n".join(_asset(_ASSETS / name) for name in _SCRIPTS)
    script = f'(() => {{\n"use strict";\n{ours}\n}})();\n'
    net = Network(directed=True)
    net.set_template_dir(str(_ASSETS), "page.html")
    net.templateEnv.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    # Filled directly: pyvis' add_edge looks through all edges each time.
    net.nodes, net.edges, net.options = data.nodes, data.edges, _OPTIONS
    net.templateEnv.globals["page"] = {
        "title": title,
        "facts": data.facts,
        "style": style,
        "theme": theme,
        "engine": engine,
        "script": script,
        "policy": _policy((theme, engine, script), style),
    }
    return str(net.generate_html())


def _asset(path: Path) -> str:
    """A file's text with the line ends that a browser makes of them before it takes the hash."""
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _policy(scripts: tuple[str, ...], style: str) -> str:
    allowed = " ".join(_hash(script) for script in scripts)
    nothing = "default-src 'none'; base-uri 'none'; form-action 'none'"
    return f"{nothing}; script-src {allowed}; style-src {_hash(style)}; img-src data:"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
