"""A small HTTP service for a moderation queue: comments in, findings out, in batches.

uvicorn --app-dir examples moderation_service:app --workers 2
"""

from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, Field

import propdetect
from propdetect import ErrorRecord, Report

# How sure a finding must be, by what it is for; models are loaded once a process.
PURPOSES = {
    "hint": propdetect.load(),  # a mark beside a comment that a person reads anyway
    "queue": propdetect.load(min_precision=0.6),  # puts a comment before a person
}
LONGEST = 20_000  # characters of a comment

app = FastAPI(title="propdetect for moderators")


class Comment(BaseModel):
    """A comment; its text may be anything here, so that a bad one fails alone and not its batch."""

    id: str
    text: Any = None


class Batch(BaseModel):
    """Comments to score for one purpose."""

    purpose: Literal["hint", "queue"] = "hint"
    comments: list[Comment] = Field(max_length=1000)


@app.post("/score")
def score(batch: Batch) -> dict[str, Any]:
    """Return a record for each comment, in order: its findings, or why there are none."""
    detector = PURPOSES[batch.purpose]
    texts = [None if too_long(comment.text) else comment.text for comment in batch.comments]
    reports = detector.score_many(zip([comment.id for comment in batch.comments], texts, strict=True))
    records = [shown(comment, report) for comment, report in zip(batch.comments, reports, strict=True)]
    return {"model": detector.info.to_dict(), "records": records}


@app.get("/health")
def health() -> dict[str, Any]:
    """Say which model answers."""
    return PURPOSES["hint"].info.to_dict()


def too_long(text: Any) -> bool:
    """Whether a text would hold up the others."""
    return isinstance(text, str) and len(text) > LONGEST


def shown(comment: Comment, report: Report | ErrorRecord) -> dict[str, Any]:
    """Return what a moderator needs; scores order a queue, flags mark words."""
    if too_long(comment.text):
        return {"id": comment.id, "error": f"longer than {LONGEST} characters"}
    if isinstance(report, ErrorRecord):
        return {"id": comment.id, "error": report.error}
    flags = [flag for sentence in report.sentences for flag in sentence.flags]
    marked = [{"technique": flag.technique, "start": flag.start, "end": flag.end} for flag in flags]
    return {"id": comment.id, "propaganda": round(report.propaganda, 3), "flags": marked}
