"""Sentences that somebody means to say: read by rules, no model, and set against the figures."""
