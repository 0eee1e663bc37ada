"""The charts of the screen on paper: what they may hold, how their axes read, their traces and marks."""
