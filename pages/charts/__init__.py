"""Figures of the screens, from frames and texts; what a map looks like is decided in `geo`."""
