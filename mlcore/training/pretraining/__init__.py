"""A backbone trained on pictures of single white cells, where no ImageNet weights are to be had."""
