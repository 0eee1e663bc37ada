-- Makes the rows that a load brings readable under the name added.
-- Parameters: $path.
attach $path as added (read_only)
