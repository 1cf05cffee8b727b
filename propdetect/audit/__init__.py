"""What a lexicon is worth: its matches beside what annotators marked.

from propdetect.audit.stats import lexicon_stats
"""
