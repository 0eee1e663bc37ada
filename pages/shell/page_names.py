"""The pages by name, as in their addresses, in the order of the header; the first is the overview at the root."""

PAGES = ("overview", "distribution", "gaps", "transfer", "clusters", "region", "briefing", "data", "methods")
