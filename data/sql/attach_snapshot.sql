-- Makes the snapshot at a path readable under the name snapshot, also while this process has it open otherwise.
-- Parameters: $path.
attach $path as snapshot (read_only)
