"""Members: people, invitations, sign-in, roles, and the one table of who may do what."""
