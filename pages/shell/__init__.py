"""The shell around every page."""
