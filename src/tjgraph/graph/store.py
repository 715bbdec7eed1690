"""The knowledge graph in memory: report graphs, background and ontology in one Oxigraph store.

Everything stands in the default graph, so that a plain pattern finds it once (Oxigraph's union of named graphs counts a
triple as often as graphs hold it); background stands in the graph `BACKGROUND_GRAPH` as well, to be told apart, and so
does each report in a graph named by its IRI, once a query names graphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from tjgraph import resources
from tjgraph.errors import GraphError, QueryError
from tjgraph.graph import keywords
from tjgraph.graph import vocabulary as v
from tjgraph.graph.background import add_background
from tjgraph.graph.inputs import Inputs, graph_files
from tjgraph.model import Table
from tjgraph.shown import Shown

if TYPE_CHECKING:
    import rdflib

Term: TypeAlias = ox.NamedNode | ox.Literal
"""What a variable of a query may be bound to. An IRI is an `Iri`; text without a language is ``Text("…")``."""
Cell: TypeAlias = str | int | Decimal | None
Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Iri = ox.NamedNode
Text = ox.Literal

_TYPE, _REPORT = ox.NamedNode(v.RDF + "type"), ox.NamedNode(v.TJ + "Report")
_NUMBERS_BEGIN, _DECIMAL = frozenset("+-.0123456789"), v.XSD + "decimal"
_INTEGERS = frozenset(v.XSD + name for name in ("integer", "gYear", "nonNegativeInteger", "positiveInteger", "int"))


class KnowledgeGraph(Shown):
    """A graph that answers SPARQL. Make one with `load`. ``files`` are those that its reports were loaded from."""

    def __init__(self, store: ox.Store, files: Iterable[Path] = ()) -> None:
        self._store = store
        self.files = tuple(files)
        self._unnamed, self._nameless = list(self.files), list[Path]()

    @classmethod
    def load(cls, paths: Sequence[Path], background: bool = True) -> KnowledgeGraph:
        """The graph of these files (Turtle, N-Triples, …; a directory stands for its ``*.ttl``) and the ontology.

        A dataset (N-Quads, TriG) keeps its named graphs, and all of it stands in the default graph as well.
        ``background`` adds what is in ``ontology/background`` and what the list of China's divisions says of the
        places named. A file that is missing, empty or broken is a `GraphError` that names file and line.
        """
        store, files = ox.Store(), graph_files(paths)
        inputs = Inputs(files) if background else None  # as they are before they are read
        for path in files:
            load_file(store, path)
        load_file(store, resources.ontology_dir() / "tjgraph.ttl")
        if inputs is not None:
            for path in sorted(resources.background_dir().glob("*.ttl")):
                load_file(store, path)
                load_file(store, path, ox.NamedNode(v.BACKGROUND_GRAPH))
            add_background(store, inputs)
        return cls(store, files)

    def __len__(self) -> int:
        """How many triples it holds, ontology and background included."""
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    def select(self, sparql: str, **terms: Term) -> Table:
        """The rows of a SELECT query, in its order.

        Cells are plain: an IRI or text as ``str``, whole numbers and years as ``int``, other numbers as ``Decimal``.
        ``terms`` binds variables of the query to terms (never spliced into its text); a bound variable has to stand
        in the query's SELECT. The prefixes of the contract need no declaration.
        """
        result = self._query(sparql, terms)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("这里需要 SELECT 查询", remedy="请把查询改写成 SELECT")
        columns = tuple(variable.value for variable in result.variables)
        return Table(columns, tuple(tuple(_cell(term) for term in row) for row in result))

    def ask(self, sparql: str, **terms: Term) -> bool:
        """Whether an ASK query holds; ``terms`` as in `select`."""
        result = self._query(sparql, terms)
        if not isinstance(result, ox.QueryBoolean):
            raise QueryError("这里需要 ASK 查询", remedy="请把查询改写成 ASK")
        return bool(result)

    def construct(self, sparql: str, **terms: Term) -> rdflib.Graph:
        """The graph that a CONSTRUCT or DESCRIBE query makes; ``terms`` as in `select`."""
        result = self._query(sparql, terms)
        if not isinstance(result, ox.QueryTriples):
            raise QueryError("这里需要 CONSTRUCT 或 DESCRIBE 查询", remedy="请把查询改写成 CONSTRUCT")
        made = ox.Store()
        made.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in result)
        return _rdflib_graph(made)

    def rdflib(self) -> rdflib.Graph:
        """The same data as an rdflib graph (nothing is copied; Oxigraph answers its queries)."""
        return _rdflib_graph(self._store)

    def dataset(self) -> ox.Store:
        """The store itself, each report in a graph of its own as well: for queries that run in other processes."""
        self._name_reports()
        return self._store

    def _query(self, sparql: str, terms: dict[str, Term]) -> Answer:
        if keywords.uses_graphs(sparql, but=v.BACKGROUND_GRAPH):
            self._name_reports()
        return evaluated(self._store, sparql, terms)

    def quads(self) -> list[ox.Quad]:
        """What stands in named graphs, those of the reports included, and what has none to stand in; in fixed order."""
        self._name_reports()
        named = (q for q in self._store if q.graph_name != ox.DefaultGraph())
        nameless = (q for path in self._nameless for q in parsed(path))
        return sorted({*named, *nameless}, key=lambda q: (str(q.graph_name), str(q)))

    def _name_reports(self) -> None:
        """Put each report into a graph of its own as well: few queries need it (0151).

        A file that holds no report, or several, stays nameless: nobody can say what of it stands in which.
        """
        while self._unnamed:
            path = self._unnamed.pop()
            quads = parsed(path)
            reports = {str(q.subject) for q in quads if q.predicate == _TYPE and q.object == _REPORT}
            if any(q.graph_name != ox.DefaultGraph() for q in quads):
                continue
            if len(reports) == 1:
                name = Iri(reports.pop().strip("<>"))
                self._store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object, name) for q in quads)
            else:
                self._nameless.append(path)


def evaluated(store: ox.Store, sparql: str, terms: dict[str, Term]) -> Answer:
    """What ``store`` answers to a query with ``terms`` bound. What is no query, or would reach out, is a QueryError."""
    if keywords.uses_service(sparql):
        raise QueryError("查询不能用 SERVICE 访问别处", remedy="请去掉 SERVICE，只查本图")
    try:
        return store.query(
            sparql, prefixes=v.PREFIXES, substitutions={ox.Variable(name): term for name, term in terms.items()}
        )
    except SyntaxError as error:
        raise _syntax_error(sparql, error) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(
            f"查询不能执行（{error}）", remedy="绑定的变量须写在 SELECT 之后" if terms else "请检查查询"
        ) from error


def parsed(path: Path) -> list[ox.Quad]:
    """What the file at ``path``, which has been loaded before, holds."""
    return list(ox.parse(path=path, format=ox.RdfFormat.from_extension(path.suffix.removeprefix("."))))


def load_file(store: ox.Store, path: Path, graph: ox.NamedNode | None = None) -> None:
    """Add what the file at ``path`` holds to ``graph`` (the default graph if None); all of it or nothing.

    The named graphs of a dataset are kept too.
    """
    kind = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if kind is None:
        raise GraphError("认不出的图文件格式", where=str(path), remedy="请给出 Turtle（.ttl）或 N-Quads（.nq）文件")
    try:
        if kind.supports_datasets:
            store.load(path=path, format=kind)
            store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(path=path, format=kind))
        else:
            store.load(path=path, format=kind, to_graph=graph)
    except SyntaxError as error:
        where = f"{path}:{error.lineno}" if error.lineno else str(path)
        reason = error.msg.partition(": ")[2] or error.msg  # after "Parser error at line …: "
        raise GraphError(
            f"图文件读不通（{reason}）", where=where, remedy="请改正这一行，或用 tjgraph build 重新生成"
        ) from error
    except (OSError, ValueError) as error:
        raise GraphError(f"图文件打不开（{error}）", where=str(path), remedy="请检查文件和权限") from error
    if not any(ox.parse(path=path, format=kind)):  # reads its first triple; to count the store is to go through it
        raise GraphError("图文件是空的", where=str(path), remedy="请用 tjgraph build 重新生成")


def _syntax_error(sparql: str, error: SyntaxError) -> QueryError:
    """Oxigraph's message ("error at LINE:COLUMN: expected one of …", a page long) as one line that shows the place."""
    position = re.match(r"error at (\d+):(\d+): (.*)", error.msg or "", re.DOTALL)
    remedy = "请检查这个位置前后；只接受 SELECT、ASK、CONSTRUCT、DESCRIBE 查询"
    if position is None:
        return QueryError(f"SPARQL 语法不对（{error.msg}）", remedy=remedy)
    line, column, expected = int(position[1]), int(position[2]), position[3]
    text = "".join(sparql.splitlines()[line - 1 : line])
    near = text[max(0, column - 20) : column + 20].strip()
    what = "前缀没有声明" if "Prefix not found" in expected else "读不通" if near else "查询没有写完"
    what += f"（“{near}”）" if near else ""
    return QueryError(f"SPARQL 语法不对：第 {line} 行第 {column} 列{what}", remedy=remedy)


def _cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Cell:
    """A term as a plain value."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode | ox.BlankNode):
        return term.value
    if isinstance(term, ox.Triple):
        return str(term)
    value = term.value
    if value[:1] not in _NUMBERS_BEGIN:  # most are names and sentences: to ask for the datatype takes longer
        return value
    datatype = term.datatype.value
    if datatype in _INTEGERS and re.fullmatch(r"[+-]?\d+", value):
        return int(value)
    return Decimal(value) if datatype == _DECIMAL else value


def _rdflib_graph(store: ox.Store) -> rdflib.Graph:
    import rdflib
    from oxrdflib import OxigraphStore
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    graph = rdflib.Graph(store=OxigraphStore(store=store), identifier=DATASET_DEFAULT_GRAPH_ID)
    for prefix, namespace in v.PREFIXES.items():
        graph.bind(prefix, namespace, override=True)
    return graph
