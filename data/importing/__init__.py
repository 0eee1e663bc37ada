"""What people load: any table file is read, checked row by row, and turned into rows of the imported layer."""
