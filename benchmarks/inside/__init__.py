"""What runs inside the portal's own code, in processes with a database of their own."""
