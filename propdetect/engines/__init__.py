"""What every engine that spreads texts over machines runs: a scorer that travels, and the rows that it gives."""
