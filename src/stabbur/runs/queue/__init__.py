"""The queue: one table in the state; each write of a worker carries the token that its claim was given."""
