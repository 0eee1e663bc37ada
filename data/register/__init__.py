"""What follows from a register of agencies: what it adds up to, what looks wrong in it, what keeps searches quick."""
