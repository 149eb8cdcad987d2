from satellite_account.actions.sources import add_dataset, take_in

__all__ = ["add_dataset", "take_in"]
