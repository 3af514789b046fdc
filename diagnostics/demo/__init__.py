"""The demo laboratory: invented patients, and smears that no microscope ever saw."""
