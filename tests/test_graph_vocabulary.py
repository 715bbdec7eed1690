"""IRIs: what an IRI allows stays readable, two names never share one, and the canonical number is one text."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tjgraph.graph import vocabulary as v
from tjgraph.model import Span

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("南港工业区", "南港工业区"),
        ("“八五”普法", "“八五”普法"),
        ("津静市域(郊)铁路", "津静市域(郊)铁路"),
        ("A/B#1?x%y", "A%2FB%231%3Fx%25y"),
        ("a b\u3000c\u00a0d", "a%20b%E3%80%80c%C2%A0d"),
        ("\u202e工\u200f业\ufeff区\u200b", "%E2%80%AE工%E2%80%8F业%EF%BB%BF区%E2%80%8B"),
        ('<>"{}|\\^`[]', "%3C%3E%22%7B%7D%7C%5C%5E%60%5B%5D"),
        ("e\u0301", "é"),
        ("..", "%2E%2E"),
        ("3.0版", "3.0版"),
    ],
)
def test_segment(name: str, segment: str) -> None:
    assert v.segment(name) == segment


@given(names)
def test_segment_keeps_the_name(name: str) -> None:
    assert unquote(v.segment(name)) == unicodedata.normalize("NFC", name)
    assert ox.NamedNode(v.DATA + "park/" + v.segment(name))  # refuses what is no IRI


def test_minted() -> None:
    assert v.entity_iri("park/甲/乙") == "https://w3id.org/tjgraph/id/park/甲%2F乙"
    assert v.passage_iri("甲-2031", Span(3, 9)) == "https://w3id.org/tjgraph/id/report/甲-2031#char=3,9"
    assert v.indicator_iri("增速") == "https://w3id.org/tjgraph/id/indicator/增速"
    assert v.unit_iri("%") == "https://w3id.org/tjgraph/id/unit/%25"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_decimal_form_is_what_oxigraph_keeps(value: Decimal) -> None:
    store = ox.Store()
    node, decimal = ox.NamedNode("https://example.org/a"), ox.NamedNode(v.XSD + "decimal")
    store.add(ox.Quad(node, node, ox.Literal(v.decimal_form(value), datatype=decimal)))
    kept = next(iter(store)).object
    assert isinstance(kept, ox.Literal)
    assert kept.value == v.decimal_form(value)
    assert Decimal(kept.value) == value
    assert v.decimal_form(value * Decimal("1.000")) == v.decimal_form(value)
