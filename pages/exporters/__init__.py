"""Exporters: the rows and figures of a page as files that people keep."""
