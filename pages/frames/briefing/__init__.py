"""What the page of the briefing shows."""
