"""The sample register: a synthetic register in layer `sample`, calibrated to the published totals, never real."""
