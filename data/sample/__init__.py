"""The sample register: a synthetic register in layer `sample`, calibrated to the published totals, never real."""

FICTITIOUS = "sample_"
"""With what the codes of the clusters of the sample begin, and no other."""
