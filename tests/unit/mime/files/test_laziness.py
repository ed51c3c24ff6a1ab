import subprocess
import sys

LIBRARIES = ("pypdf", "docx", "lxml", "python_calamine", "oxmsg", "olefile")
LOADED = f"import sys, leadbot.reader.child, leadbot.cli; print([m for m in {LIBRARIES} if m in sys.modules])"


def test_what_reads_files_is_not_loaded_before_a_file_comes() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
