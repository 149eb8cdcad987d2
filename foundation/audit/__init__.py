"""The tamper-evident log. `audit.record(by=…, verb=…, target=…)` belongs in every action."""

from foundation.audit.recorder import Event, record, record_many

__all__ = ["Event", "record", "record_many"]
