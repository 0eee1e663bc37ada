"""How a view or a briefing is presented: one figure at a time, by clicker or keys, with a window for the speaker."""
