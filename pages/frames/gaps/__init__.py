"""The sections of the gaps page, one module each."""
