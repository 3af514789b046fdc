"""Reading blood smears: bundles, training, serving and evaluation, without any idea that a portal exists."""
