"""Users, laboratories, roles and tokens: who may do what, and for whom."""
