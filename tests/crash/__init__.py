"""The crash exam: the real command, killed at every step and at random moments, loses nothing and does nothing twice."""
