from satellite_account.actions.population import decide_scope, plan_frame
from satellite_account.actions.sources import add_dataset, take_in

__all__ = ["add_dataset", "decide_scope", "plan_frame", "take_in"]
