"""The frame every figure stands in, and what stands beside it."""
