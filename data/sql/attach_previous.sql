-- Makes the snapshot that this one follows readable under the name previous.
-- Parameters: $path.
attach $path as previous (read_only)
