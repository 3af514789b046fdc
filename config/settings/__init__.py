"""Settings: one base, and one short file for each place where the portal runs."""
