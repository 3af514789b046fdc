"""The network: backbone, taps at several depths, head, and the graph that is served."""
