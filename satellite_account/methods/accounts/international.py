"""T18: the share of non-profit institutions in the economy, in countries that publish it."""

import pandas as pd

from satellite_account.methods.frames import need


def international(
    countries: pd.DataFrame, own: pd.DataFrame | None = None, *, country: str = "GB"
) -> pd.DataFrame:
    """Shares in GDP or GVA side by side, each country's newest year alone, with how far it is from ours.

    countries  frame: country, year, share (%), share_with_volunteers (%, may be empty), source
    own        frame by year: share, share_with_volunteers (%); its last year is taken
    returns    frame by country: year, share, share_with_volunteers, volunteers (points), years_apart;
               largest share first
    country    ISO code that ours goes under
    Raises MissingColumns. Source: UN handbook 2018, country tables; each row names its own source.
    """
    need(countries, ["country", "year", "share", "share_with_volunteers"], "The countries")
    newest = countries.sort_values("year", kind="stable").drop_duplicates("country", keep="last")
    held = newest.set_index("country").sort_index()
    if own is not None and len(own):
        last = own.sort_index().iloc[-1]
        held.loc[country, ["year", "share", "share_with_volunteers"]] = [
            own.index.max(),
            *last[["share", "share_with_volunteers"]],
        ]
    held["volunteers"] = held["share_with_volunteers"] - held["share"]
    reference = held.at[country, "year"] if country in held.index else held["year"].max()
    held["years_apart"] = held["year"] - reference
    return held.sort_values("share", ascending=False)
