"""The words of leadbot as frozen data. Nothing here reads a clock, a file, a mailbox or a database."""
