"""Lexicons: reading them, and matching their entries."""
