"""Measuring a bundle on folders of labelled images, with the engine that serves."""
