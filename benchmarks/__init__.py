"""How fast it is, as ratios between things measured by turns in the same run on the same machine."""
