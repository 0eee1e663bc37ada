"""Screens: one file per page, shared pieces in the folders below."""
