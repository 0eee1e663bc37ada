"""Facts: published figures with their sources, the contract of every table, and the build of a snapshot."""
