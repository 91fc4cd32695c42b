"""Times as a person has them: from the click to the page that has come to rest."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
SETTLED = """(title) => {
  const app = document.querySelector('[data-testid="stApp"]');
  const heading = document.querySelector('[data-testid="stMain"] h1');
  return app && app.dataset.testScriptState === 'notRunning'
    && heading && heading.innerText.trim() !== '' && (!title || heading.innerText.trim() === title);
}"""
LISTEN = """(() => {
  window.heard = 0;
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...all) {
      super(...all);
      this.addEventListener('message', () => { window.heard = performance.now(); });
    }
  };
})()"""
WATCH = """(title) => {
  const quiet = 250;
  const app = () => document.querySelector('[data-testid="stApp"]');
  const heading = () => document.querySelector('[data-testid="stMain"] h1');
  let begin = Infinity, changed = 0;
  const start = (event) => {
    if (event.type === 'pointerdown' || event.key === 'Enter') { begin = performance.now(); }
  };
  for (const kind of ['pointerdown', 'keydown']) {
    addEventListener(kind, start, {once: true, capture: true});
  }
  // A table draws on its canvas; the text inside, for screen readers, follows later on a timer.
  const element = (node) => node.closest ? node : node.parentElement;
  const visible = ({target}) => !element(target)?.closest('canvas');
  const observer = new MutationObserver((all) => {
    if (all.some(visible)) { changed = performance.now(); }
  });
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ['data-test-script-state'],
  });
  window.settled = new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const last = Math.max(changed, window.heard);
      const rest = app().dataset.testScriptState === 'notRunning'
        && (!title || (heading() && heading().innerText.trim() === title));
      const over = window.heard > begin && rest && performance.now() - last > quiet;
      if (!over && performance.now() - begin < 30000) { return; }
      clearInterval(timer);
      observer.disconnect();
      if (over) { resolve((last - begin) / 1000); } else { reject(new Error('not settled')); }
    }, 20);
  });
}"""


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS.split()
        )
        yield chromium
        chromium.close()


@contextmanager
def visitor(chromium: Browser) -> Iterator[Page]:
    """Yield a page with an empty cache."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(LISTEN)
    page.set_default_timeout(60_000)
    yield page
    context.close()


def load(page: Page, url: str, title: str = "") -> float:
    """Open *url* and return the seconds until its script has ended under its heading."""
    begin = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(SETTLED, arg=title)
    seconds = time.perf_counter() - begin
    page.wait_for_timeout(1000)  # widgets that load late must be there before the next click
    return seconds


def click(page: Page, selector: str, title: str = "", index: int = 0) -> float:
    """Click and return the seconds until the rerun it caused has ended (under *title*)."""
    target = page.locator(selector).nth(index)
    target.hover()
    page.evaluate(WATCH, title)
    target.click()
    return float(page.evaluate("window.settled"))


def choose(page: Page, label: str, turn: int) -> float:
    """Choose a neighbour in a select box, there and back; return the seconds of the rerun."""
    box = page.locator(f'[data-testid="stMain"] input[aria-label="{label}"]')
    box.click()
    box.press("ArrowUp" if turn % 2 else "ArrowDown")
    page.wait_for_timeout(200)
    page.evaluate(WATCH, "")
    box.press("Enter")
    return float(page.evaluate("window.settled"))


def switch(page: Page, path: str, title: str = "") -> float:
    """Go to another page by its link in the sidebar; return the seconds until it has settled."""
    return click(page, f'[data-testid="stSidebarNav"] a[href*="/{path}"]', title)
