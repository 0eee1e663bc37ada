"""Places: boundaries, projection, map figures and the compliance gate."""
