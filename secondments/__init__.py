"""The Missions Secondment Programme: people move both ways, and what they learn comes home."""
