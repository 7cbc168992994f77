"""Primary rules: which cells are confidential in themselves. `rules.minimum_count(4)` and the like."""

from stabbur.disclosure.rules.attribute import k_disclosure
from stabbur.disclosure.rules.contributors import few_contributors
from stabbur.disclosure.rules.dominant import dominance
from stabbur.disclosure.rules.frequency import minimum_count
from stabbur.disclosure.rules.percent import p_percent, pq
from stabbur.disclosure.rules.requested import request

__all__ = ["dominance", "few_contributors", "k_disclosure", "minimum_count", "p_percent", "pq", "request"]
