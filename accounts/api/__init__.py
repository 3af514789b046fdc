"""The grammar of the API that every room shares: what is read, what is refused, how lists are turned into pages."""
