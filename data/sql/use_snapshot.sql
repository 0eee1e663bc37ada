-- What is asked from here on is asked of the attached snapshot.
use snapshot
