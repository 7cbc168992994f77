"""The channels by which notices go."""
