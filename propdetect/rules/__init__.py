"""What is left of a report: choice of techniques, suppressions, baselines, changed lines, and when to fail.

All of it works on reports that are made already: probabilities stay what the model says, findings go.
"""
