"""Mails fit the width of a phone."""

from pathlib import Path

import pytest

from pictures import PHONE, browser, mails_of, size


@pytest.mark.skipif(browser() is None, reason="there is no Chromium here")
def test_no_mail_of_a_running_program_is_wider_than_a_phone(tmp_path: Path) -> None:
    chromium = browser()
    assert chromium is not None
    pages = dict(mails_of("also-waas", tmp_path))

    assert any("digest" in name for name in pages)
    assert {name: size(chromium, page, PHONE)[1] for name, page in pages.items()} == dict.fromkeys(pages, PHONE)
