"""HTML for people: a page for each report that holds all it needs, and an index where there are many."""

from propdetect.writers.html.writer import FORMAT

__all__ = ["FORMAT"]
