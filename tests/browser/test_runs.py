"""From a sample to a script: choices, training, what to know, a closer look, the script."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.walking import (
    click,
    go,
    open_sample,
    settle,
    shoot,
    start_training,
    wait_for_training,
)

pytestmark = pytest.mark.timeout(300)


@pytest.mark.slow
def test_from_a_sample_to_a_script_that_reproduces_the_run(server, visit):
    page = visit(server.url)
    open_sample(page, "Penguins")
    go(page, "Train")
    _open(page, "More choices")
    repeats = page.get_by_role("spinbutton", name="Repeats")
    repeats.fill("2")
    repeats.press("Enter")
    settle(page)
    shoot(page, "train-choices-light-1440")
    start_training(page)
    wait_for_training(page)
    expect(page.get_by_role("heading", name="Before you trust it")).to_be_visible()
    _open(page, "By other metrics")
    expect(page.get_by_text("all out-of-fold rows together")).to_be_visible()
    _open(page, "Look closer")
    click(page, re.compile("^Draw the learning curve"))
    expect(page.get_by_text(re.compile("More rows"))).to_have_count(2, timeout=120_000)
    settle(page)
    shoot(page, "train-closer-light-1440")
    with page.expect_download() as given:
        page.get_by_role("button", name="Script and table").click()
    archive = zipfile.ZipFile(io.BytesIO(given.value.path().read_bytes()))
    assert sorted(archive.namelist()) == ["requirements.txt", "table.parquet", "train.py"]
    assert "mlcore" not in archive.read("train.py").decode()


@pytest.mark.slow
def test_two_runs_side_by_side_in_the_dark_and_on_a_phone(worked, visit):
    for width in (1440, 390):
        page = visit(f"{worked.url}/training", width=width, scheme="dark")
        settle(page)
        if not page.get_by_text("Against another run").count():
            _open(page, "Look closer")
        page.get_by_text("Against another run").first.click()
        settle(page)
        expect(page.get_by_text(re.compile("paired on the same folds")).first).to_be_visible()
        wide = "document.documentElement.scrollWidth > window.innerWidth"
        assert not page.evaluate(wide)
        shoot(page, f"train-against-dark-{width}")


def _open(page, name):
    page.get_by_text(name, exact=True).first.click()
    settle(page)
