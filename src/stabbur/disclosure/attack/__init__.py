"""The attacker: what can be computed from a published table, and what more must be hidden."""
