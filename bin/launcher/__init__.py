"""What stands behind bin/up and bin/test: sets the checkout up, runs the portal, runs the tests."""
