"""Sending a file above the uploader's limit: in parts, with progress, going on after a break."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from mlcore.data.parts import PART_BYTES
from mlcore.numbers import whole
from mlcore.serving import tokens
from mlcore.types import fingerprint
from mlcore.workspace.workspace import Workspace
from pages.ui import session
from pages.ui.words import _

_TOKEN = "upload.token"
MARKUP = """
<label class="choose"><input type="file"><span></span></label>
<div class="going" hidden>
  <progress max="1" value="0"></progress>
  <div class="line"><output></output><button type="button"></button></div>
</div>
"""
STYLE = """
:host { color: var(--st-text-color); font-family: var(--st-font); font-size: 0.875rem; }
input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.choose span, button {
  display: inline-block; cursor: pointer; padding: 0.25rem 0.75rem; min-height: 1.6rem;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  background: var(--st-background-color); color: inherit; font: inherit;
}
.choose:focus-within span, button:focus-visible { outline: 2px solid var(--st-primary-color); }
progress { width: 100%; accent-color: var(--st-primary-color); }
.line { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
"""
SCRIPT = """
const rest = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

// The same file gets the same id, so that it goes on after a reload where it was.
function idOf(file) {
  const text = `${file.name}|${file.size}|${file.lastModified}`;
  return [1, 2, 3, 4].map((seed) => {
    let h = Math.imul(seed, 0x9e3779b1);
    for (const c of text) { h = Math.imul(h ^ c.codePointAt(0), 0x85ebca6b); h ^= h >>> 13; }
    return (h >>> 0).toString(16).padStart(8, "0");
  }).join("");
}

// What was sent of which file is remembered here, so that a closed page can say it later.
const KEPT = 6 * 3600 * 1000;
const place = (data) => `loupe-upload-${data.space}`;
const share = (done, all) => `${all ? Math.floor((100 * done) / all) : 0}%`;

function remember(data, what) {
  try {
    if (what) { localStorage.setItem(place(data), JSON.stringify({ ...what, time: Date.now() })); }
    else { localStorage.removeItem(place(data)); }
  } catch { /* a browser may forbid it */ }
}

function remembered(data) {
  try {
    const what = JSON.parse(localStorage.getItem(place(data)));
    return what && Date.now() - what.time < KEPT && what.done < what.all ? what : null;
  } catch { return null; }
}

async function ask(data, id, options) {
  const url = new URL(`api/v1/uploads/${id}`, document.baseURI);
  const headers = { Authorization: `Bearer ${data.token}`, ...options.headers };
  const reply = await fetch(url, { ...options, headers, cache: "no-store" });
  const body = await reply.json().catch(() => null);
  const known = Number.isInteger(body?.offset);
  const passing = reply.status === 409 || reply.status === 429 || reply.status >= 500;
  if (!known && !passing) { throw Object.assign(new Error(), { said: body?.error?.message }); }
  if (!known) { throw new Error("again"); }
  return body.offset;
}

function send(data, id, file, offset, signal) {
  const part = file.slice(offset, offset + data.part);
  const range = `bytes ${offset}-${offset + part.size - 1}/${file.size}`;
  const headers = { "Content-Range": range, "Content-Type": "application/octet-stream" };
  return ask(data, id, { method: "PUT", body: part, headers, signal });
}

async function sendAll(view, file, signal) {
  const id = idOf(file);
  let offset = null;
  let tries = 0;
  while (offset === null || offset < file.size) {
    try {
      if (offset === null) { offset = await ask(view.data, id, { method: "GET", signal }); }
      else { offset = await send(view.data, id, file, offset, signal); }
      tries = 0;
      view.show(offset, file.size);
      remember(view.data, { name: file.name, done: offset, all: file.size });
    } catch (error) {
      if (signal.aborted || "said" in error || tries >= 30) { throw error; }
      view.wait();
      offset = null;
      tries += 1;
      await rest(Math.min(tries, 10));
    }
  }
  remember(view.data, null);
  return { id, name: file.name, size: file.size };
}

export default function ({ parentElement: root, data, setTriggerValue }) {
  const find = (name) => root.querySelector(name);
  const mega = (bytes) => Math.round(bytes / 1e6).toLocaleString("en");
  const said = find("output");
  const broken = (done, all) => `${data.stopped} ${share(done, all)}. ${data.again}`;
  const before = root.view ? null : remembered(data);
  root.view ??= { at: [0, 1] };
  Object.assign(root.view, {
    data,
    show(done, all) {
      root.view.at = [done, all];
      find("progress").value = all ? done / all : 1;
      said.textContent = `${mega(done)} ${data.of} ${mega(all)} MB`;
    },
    wait() { said.textContent = data.waiting; },
  });
  if (before) {
    root.view.show(before.done, before.all);
    said.textContent = `${before.name}: ${broken(before.done, before.all)}`;
    find(".going").hidden = false;
    find("button").hidden = true;
  }
  find(".choose span").textContent = data.choose;
  find("button").textContent = data.stop;
  find("input").onchange = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) { return; }
    const stopping = new AbortController();
    find("button").onclick = () => stopping.abort();
    find(".going").hidden = false;
    find("button").hidden = false;
    find(".choose").hidden = true;
    root.view.at = [0, file.size];
    said.textContent = "";
    try {
      if (file.size === 0) { throw Object.assign(new Error(), { said: data.empty }); }
      if (file.size > data.most * 1e6) { throw Object.assign(new Error(), { said: data.large }); }
      setTriggerValue("sent", await sendAll(root.view, file, stopping.signal));
    } catch (error) {
      said.textContent = error.said ?? broken(...root.view.at);
      find(".choose").hidden = false;
    }
    find("button").hidden = true;
  };
}
"""

_mount = st.components.v2.component("loupe_upload", html=MARKUP, css=STYLE, js=SCRIPT)


def sent(space: Workspace) -> dict[str, Any] | None:
    """Draw the sender; return ``id``, ``name`` and ``size`` of a file that has come whole, once."""
    most = space.store.settings.max_large_mb
    data = {
        "token": _token(space),
        "part": PART_BYTES,
        "most": most,
        "choose": _("Choose a large file"),
        "stop": _("Stop"),
        "of": _("of"),
        "waiting": _("The server does not answer; it is tried again."),
        "stopped": _("The upload stopped at"),
        "again": _("Choose the same file again to go on."),
        "space": fingerprint("upload", space.id)[:12],
        "empty": _("The file is empty."),
        "large": f"{_('At most')} {whole(most)} MB {_('can be sent.')}",
    }
    result: Any = _mount(key="upload.large", data=data, on_sent_change=_heard, height="content")
    found: dict[str, Any] | None = result.sent
    return found


def _heard() -> None:
    """Let the run that follows find what was sent."""


def _token(space: Workspace) -> str:
    """Return this tab's token; a new one well before it ends."""
    kept = session.value(_TOKEN)
    if kept is None or kept[0] != space.id or kept[2] - time.time() < tokens.UPLOAD_SECONDS / 2:
        made = tokens.for_upload(space.store, space.id)
        kept = (space.id, made.token, made.expires)
        session.put(_TOKEN, kept)
    return str(kept[1])
