"""Use cases, one a file. Each gets the clock's moment, the registry, mailbox and transport as arguments."""
