"""Many viewers on a running atlas: a driver over the protocol that the browser speaks, the soak, the replicas."""
