"""Numbers: one question per SQL file, the engine that runs them, and pure formulas."""
