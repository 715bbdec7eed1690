"""The ledger: what a report promises, and what the next one says of it."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tjgraph import pipeline
from tjgraph.errors import NotFoundError, QueryError
from tjgraph.query.annotations import ReportRecord
from tjgraph.query.ledger import Entry, Ledger
from tjgraph.views import ledger as views
from tjgraph.web.context import Context
from tjgraph.web.downloads import download
from tjgraph.web.rendering import context_of, page


def ledger(request: Request) -> Response:
    """Promises, each with its verdict and the words of both reports; ``kind``, ``verdict`` and ``sure`` filter."""
    context = context_of(request)
    old, new = _chosen(request, context)
    if old is None:
        return page(request, "ledger.html", old=None, new=None, ledger=None, reports=[])
    found = _ledger(context, old.name, new.name if new else None)
    given = {name: request.query_params.get(name, "") for name in ("kind", "verdict", "sure")}
    if request.query_params.get("format"):
        whole = f"{old.name}-{new.name}" if new else old.name
        return download(request, views.sheets(found), f"ledger-{whole}", fills=views.fills(found))
    verdicts = {word.id: word.word for word in found.verdicts}
    return page(
        request,
        "ledger.html",
        old=old,
        new=new,
        ledger=found,
        entries=[e for e in found if _fits(e, given, verdicts)],
        counts=Counter(verdicts[e.verdict or views.OPEN] for e in found),
        kinds={word.id: word.word for word in found.kinds},
        verdicts=verdicts,
        given=given,
        margin=views.margin,
        reports=_datable(context),
    )


def _datable(context: Context) -> list[ReportRecord]:
    """The reports of a place and a year, which a ledger can be drawn up of."""
    return [report for report in context.reports.values() if report.year and report.place]


def _chosen(request: Request, context: Context) -> tuple[ReportRecord | None, ReportRecord | None]:
    """The two reports asked for; where none is, the newest that follows another, or else the newest alone."""
    known = {report.name: report for report in _datable(context)}
    old, new = request.query_params.get("old", ""), request.query_params.get("new", "")
    for name in filter(None, (old, new)):
        if name not in known:
            raise NotFoundError(f"没有名为“{name}”的报告，或它没有年份")
    if old:
        return known[old], known.get(new)
    if new:
        raise QueryError("没有说拿哪一份旧报告来对", remedy="请选旧报告")
    return _newest(context)


def _newest(context: Context) -> tuple[ReportRecord | None, ReportRecord | None]:
    known = _datable(context)
    for later in known:
        for earlier in known:
            if earlier.place == later.place and earlier.year == (later.year or 0) - 1:
                return earlier, later
    return next(iter(known), None), None


def newest(context: Context) -> Ledger | None:
    """The ledger that stands open where no reports are asked for; None where there is none."""
    old, new = _newest(context)
    return _ledger(context, old.name, new.name if new else None) if old else None


@lru_cache(maxsize=32)
def _ledger(context: Context, old: str, new: str | None) -> Ledger:
    return pipeline.ledger(context.file_of(old), context.file_of(new) if new else None)


def _fits(entry: Entry, given: dict[str, str], verdicts: dict[str, str]) -> bool:
    """Whether an entry is of the kind and certainty asked for, and of the verdict of which ``given`` has the word."""
    verdict, sure = verdicts[entry.verdict or views.OPEN], "yes" if entry.sure else "no"
    wanted = (given["kind"], given["verdict"], given["sure"])
    return all(not want or want == has for want, has in zip(wanted, (entry.kind, verdict, sure), strict=True))


ROUTES = [Route("/ledger", ledger)]
