"""`bin/test`: the checks, the servers that the tests need, and the tests."""
