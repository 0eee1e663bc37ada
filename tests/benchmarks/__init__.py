"""What the benchmark measures, and how."""
