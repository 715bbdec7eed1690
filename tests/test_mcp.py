"""The tools for assistants, through the SDK's client, over stdin and stdout of a process as assistants start it."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "data" / "reports" / "tianjin-2025.txt").read_text(encoding="utf-8")
Call = Callable[..., Any]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(loop: asyncio.AbstractEventLoop) -> Iterator[Call]:
    """Runs ``ask(client)`` in a session that is opened and closed by one task, as the SDK wants it."""
    wanted: asyncio.Queue[Any] = asyncio.Queue()

    async def session() -> None:
        command = StdioServerParameters(command=sys.executable, args=["-m", "tjgraph", "mcp"], cwd=str(ROOT))
        async with Client(stdio_client(command)) as opened:
            while (job := await wanted.get()) is not None:
                ask, answered = job
                try:
                    answered.set_result(await ask(opened))
                except Exception as error:
                    answered.set_exception(error)

    task = loop.create_task(session())

    def run(ask: Callable[[Client], Coroutine[Any, Any, Any]]) -> Any:
        answered = loop.create_future()
        wanted.put_nowait((ask, answered))
        loop.run_until_complete(asyncio.wait((answered, task), timeout=60, return_when=asyncio.FIRST_COMPLETED))
        return answered.result()

    yield run
    wanted.put_nowait(None)
    loop.run_until_complete(task)


@pytest.fixture
def call(client: Call) -> Call:
    def answer(name: str, /, **arguments: Any) -> Any:
        result = client(lambda opened: opened.call_tool(name, arguments))
        assert not result.is_error, result.content
        return result.structured_content

    return answer


@pytest.fixture
def failure(client: Call) -> Call:
    def message(name: str, /, **arguments: Any) -> str:
        result = client(lambda opened: opened.call_tool(name, arguments))
        assert result.is_error
        return str(result.content[0].text)

    return message


def quotes(answer: Any) -> Iterator[dict[str, Any]]:
    """Every quote within an answer."""
    if isinstance(answer, dict):
        if {"sentence", "words", "report"} <= answer.keys():
            yield answer
        for part in answer.values():
            yield from quotes(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from quotes(part)


def proven(answer: Any) -> list[dict[str, Any]]:
    """Its quotes, at least one, all of which stand in the report where they say."""
    found = list(quotes(answer))
    assert found
    for quote in found:
        assert TEXT[quote["start"] : quote["end"]] == quote["words"]
        assert quote["words"].strip() in quote["sentence"] and quote["sentence"] in TEXT
        assert quote["report"] == "tianjin-2025"
    return found


def test_the_tools_say_what_they_do(client: Call) -> None:
    tools = {tool.name: tool for tool in client(lambda opened: opened.list_tools()).tools}
    assert set(tools) == {"search", "entity", "ask", "sparql", "evidence", "ledger"}
    for tool in tools.values():
        assert tool.description and tool.input_schema["properties"] and tool.annotations.read_only_hint
        assert "sentence" in str(tool.output_schema)


def test_an_answer_comes_with_its_sentence(call: Call) -> None:
    answer = call("ask", question="哪些企业与南港工业区有关？")
    assert {item["label"] for item in answer["answers"]} == {"新和成", "英力士"}
    assert all(proven(item["sentences"]) for item in answer["answers"])
    figure = call("ask", question="今年地区生产总值的增长目标是多少？")
    assert figure["answers"][0]["value"] == 5 and proven(figure)


def test_what_no_report_says_is_not_answered(call: Call) -> None:
    answer = call("ask", question="谁发明了蒸汽机？")
    assert not answer["answers"] and answer["interpretation"] and answer["nearby"]


def test_search_by_a_part_and_by_sound(call: Call) -> None:
    for text in ("南港工", "nangang"):
        found = call("search", text=text, type="园区")
        assert found["entities"][0]["label"] == "南港工业区" and proven(found["entities"][0])
    assert call("search", text="中心", limit=3)["total"] > 3 == len(call("search", text="中心", limit=3)["entities"])


def test_an_entity_with_all_that_is_known(call: Call) -> None:
    found = call("entity", name="南港工业区")
    assert found["type"] == "园区" and found["totals"]["relations"] == len(found["relations"])
    for part in ("relations", "figures", "mentions"):
        for fact in found[part]:
            assert fact.get("background") or proven(fact)
    assert any(r["background"] and r["sources"] for r in found["relations"])
    assert len(call("entity", name="天津港", limit=1)["mentions"]) == 1


def test_the_proof_of_a_fact(call: Call) -> None:
    for one, other in (("新和成", "南港工业区"), ("南港工业区", "新和成")):
        proof = call("evidence", subject=one, object=other)
        assert [fact["fact"] for fact in proof["facts"]] == ["新和成 —位于→ 南港工业区"] and proven(proof)
    assert call("evidence", subject="新和成", object="南港工业区", relation="投资")["facts"] == []
    assert len(proven(call("evidence", subject="南港工业区"))) == call("evidence", subject="南港工业区")["total"]


def test_a_query_and_the_sentences_of_its_claims(call: Call) -> None:
    pattern = "?claim rdf:object ?park ; rdf:subject/rdfs:label ?name . ?park rdfs:label '南港工业区'@zh"
    query = f"SELECT ?claim ?name {{ {pattern} }}"
    answer = call("sparql", query=query)
    assert answer["columns"] == ["claim", "name"] and all(proven(row) for row in answer["rows"])
    claim = answer["rows"][0]["cells"]["claim"]
    assert proven(call("evidence", subject=claim)) == proven(answer["rows"][0])
    assert call("sparql", query="ASK { ?park a tj:Park }")["boolean"] is True
    assert "tj:Park" in call("sparql", query="CONSTRUCT WHERE { ?s a tj:Park }")["turtle"]


@pytest.mark.parametrize(
    "query",
    [
        "DROP ALL",
        "SELECT",
        "SELECT * { ?s ?p ?o }",
        "ASK { SERVICE <http://127.0.0.1/> {} }",
        "ASK FROM <file:///etc/passwd> {}",
    ],
)
def test_a_query_that_is_refused_says_why(failure: Call, query: str) -> None:
    assert any(word in failure("sparql", query=query) for word in ("语法", "超过 200 行", "SERVICE", "没有图"))


def test_promises(call: Call) -> None:
    answer = call("ledger", old="tianjin-2025", about="集装箱吞吐量")
    assert answer["total"] >= 1 and proven(answer)
    assert "超过2400万标准箱" in {promise["target"] for promise in answer["promises"]}
    assert sum(answer["verdicts"].values()) == answer["total"]


def test_a_name_that_is_not_there_is_answered_with_the_nearest(failure: Call) -> None:
    assert "南港工业区" in failure("entity", name="南岗工业区")
    assert "tianjin-2025" in failure("ledger", old="tianjin-2024")
    assert "类型" in failure("search", text="港", type="星球")


def test_the_line_of_configuration_in_the_help_starts_it_and_stdins_end_ends_it(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("tjgraph")
    shown = subprocess.run([program, "mcp", "--help"], capture_output=True, encoding="utf-8", check=True).stdout
    line = re.search(r'\{"mcpServers".*\}\}\}', shown)
    assert line
    config = json.loads(line[0])["mcpServers"]["tjgraph"]
    assert config == {"command": "tjgraph", "args": ["mcp"]}

    async def once() -> Any:
        command = StdioServerParameters(command=str(program), args=config["args"], cwd=str(tmp_path))
        async with Client(stdio_client(command)) as opened:
            assert (await opened.call_tool("sparql", {"query": "ASK {}"})).structured_content["boolean"] is True
            return (await opened.call_tool("search", {"text": "南港工业区"})).structured_content

    assert proven(asyncio.run(once())["entities"][0])
