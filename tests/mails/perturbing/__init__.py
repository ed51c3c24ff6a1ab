"""The same mail written otherwise: the reader must read the same."""
