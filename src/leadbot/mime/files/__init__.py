"""The contents of attached files. Imported where a mail has files, by whoever reads under limits."""

from leadbot.mime.files.opening import with_files, without_files

__all__ = ["with_files", "without_files"]
