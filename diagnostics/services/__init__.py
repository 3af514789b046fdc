"""Writes: keyword-only functions, one transaction each, in the order guard, lock, write, audit.

Three floors, so that nothing goes in circles: intake (queues and wakes) > tasks > classification (what a
task runs).
"""
