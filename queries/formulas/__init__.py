"""Pure formulas on arrays and Series: no input or output, no knowledge of where the numbers come from."""
