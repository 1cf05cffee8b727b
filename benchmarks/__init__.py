"""Measurements of speed beside a peer, as ratios taken in one run, so that a figure holds on any machine."""
