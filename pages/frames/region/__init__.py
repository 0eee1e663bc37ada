"""The profile of a region, block by block, for the screen and for paper."""
