"""The sections of the transfer page, one module each, with what they share."""
