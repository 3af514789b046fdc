"""The grammar of the API, shared by every room: what is read, what is refused, how lists become pages."""
