"""The sections of the page on clusters, one module each, with what they share."""
