"""What the benchmarks stand on: throw-away databases, set-based seeds, the web client's calls, and tables."""
