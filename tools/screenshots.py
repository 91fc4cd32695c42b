"""Takes a picture of each page in light and dark, wide and phone-narrow.

    .venv/bin/python tools/screenshots.py http://localhost:8501 OUT [PAGE ...] [--shade light]

A page is its address ("training"); "" is home. Chromium comes from Debian.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = {1440: 900, 390: 844}
SHADES = ("light", "dark")
ALL = (
    "",
    "dataset",
    "exploration",
    "recipe",
    "training",
    "understanding",
    "prediction",
    "registry",
    "service",
    "lessons",
)


def main() -> None:
    """Take the pictures that the command line asks for."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("url")
    words.add_argument("folder", type=Path)
    words.add_argument("pages", nargs="*", default=ALL)
    words.add_argument("--shade", choices=SHADES, action="append")
    words.add_argument("--width", type=int, action="append", choices=tuple(WIDTHS))
    asked = words.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGS)
        )
        for shade in asked.shade or SHADES:
            for width in asked.width or WIDTHS:
                for page in asked.pages:
                    shoot(browser, asked.url, page, shade, width, asked.folder)
        browser.close()


def shoot(browser: Browser, url: str, page: str, shade: str, width: int, folder: Path) -> None:
    """Open one page and keep its picture, as tall as its content."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=shade,  # type: ignore
    )
    tab = context.new_page()
    tab.goto(f"{url}/{page}", wait_until="domcontentloaded")
    settle(tab)
    tab.set_viewport_size({"width": width, "height": content_height(tab, WIDTHS[width])})
    settle(tab)
    file = folder / f"{page or 'home'}-{shade}-{width}.png"
    tab.screenshot(path=file)
    wide = tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    print(f"{file}{'  scrolls sideways' if wide else ''}")
    context.close()


def settle(tab: Page) -> None:
    """Wait until the page has been drawn and no script runs."""
    tab.wait_for_selector("h1", timeout=30_000)
    tab.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget]')"
        " && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'",
        timeout=30_000,
    )
    tab.wait_for_timeout(1200)


def content_height(tab: Page, least: int) -> int:
    """Return how tall the page's content is."""
    tall = tab.evaluate(
        "Math.max(...[...document.querySelectorAll('[data-testid=stMain],"
        "[data-testid=stMainBlockContainer]')].map(node => node.scrollHeight))"
    )
    return int(min(max(tall + 20, least), 6000))


if __name__ == "__main__":
    main()
