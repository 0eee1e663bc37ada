"""What the reader sets: the state of a view and the widgets that change it."""
