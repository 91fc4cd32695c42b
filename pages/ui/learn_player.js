// Plays the frames of a lesson: everything is here, so no frame asks the server.

const players = new WeakMap();
const SPEEDS = [1, 2, 5, 10, 30];
const REST = 250; // milliseconds without a step until the address is written
const NEAR = 24; // pixels within which a handle is taken
const BUSY = 'input, textarea, select, button, a, [role=slider], [role=radio], [role=tab], [role=option], [contenteditable]';

// Streamlit brings plotly with its own chart; a page without one asks for that script first.
async function plotly(parts) {
  const main = document.querySelector('script[type="module"][src*="static/js/"]');
  for (let tries = 0; !window.Plotly && tries < 100; tries += 1) {
    const [part] = parts;
    if (main && part && tries === 0) { await import(new URL(part, main.src).href).catch(() => {}); }
    if (!window.Plotly) { await new Promise((done) => setTimeout(done, 100)); }
  }
  return window.Plotly;
}

class View {
  constructor(plotly, place, scene) {
    Object.assign(this, { plotly, scene });
    this.figure = document.createElement('figure');
    this.figure.className = scene.wide ? 'wide' : '';
    this.figure.append(Object.assign(document.createElement('figcaption'), { textContent: scene.name }));
    this.div = document.createElement('div');
    this.div.setAttribute('role', 'img');
    this.div.setAttribute('aria-label', scene.alt);
    this.figure.append(this.div);
    place.append(this.figure);
    this.whole = scene.data.map((trace) => ({ x: trace.x, y: trace.y }));
    this.redraw = scene.data.some((trace) => trace.type !== 'scatter');
  }

  draw(font, tall) {
    const { scene } = this;
    const layout = structuredClone(scene.layout);
    layout.font = { ...layout.font, family: font };
    layout.height = Math.round(layout.height * tall);
    layout.autosize = true;
    return this.plotly.newPlot(this.div, structuredClone(scene.data), layout,
      { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false });
  }

  show(at) {
    const set = new Map((this.scene.frames[at] ?? []).map(([trace, values]) => [trace, values]));
    for (const trace of this.scene.grown) {
      const { x, y } = this.whole[trace];
      set.set(trace, { x: x.slice(0, at + 1), y: y.slice(0, at + 1), ...set.get(trace) });
    }
    if (!set.size) { return; }
    this.plotly.animate(this.div, { data: [...set.values()], traces: [...set.keys()] }, {
      mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: this.redraw },
    }).catch(() => {}); // a later frame took its place
  }

  // A handle follows the pointer; where it was let go is told once.
  drag(told) {
    const { handle, handleTrace: trace } = this.scene;
    const layout = () => this.div._fullLayout;
    const along = (axis, pixel) => axis.p2d(pixel - axis._offset);
    let held = null;
    const values = () => {
      const { x, y } = this.div.data[trace];
      return { x: [...x], y: [...y] };
    };
    const here = (event) => {
      const box = this.div.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const move = (event) => {
      const [left, top] = here(event);
      const { x, y } = values();
      x[held] = along(layout().xaxis, left);
      y[held] = along(layout().yaxis, top);
      this.plotly.restyle(this.div, { x: [x], y: [y] }, [trace]);
    };
    this.div.onpointerdown = (event) => {
      const [left, top] = here(event);
      const { xaxis, yaxis } = layout();
      const { x, y } = values();
      const far = x.map((value, i) => Math.hypot(
        xaxis.d2p(value) + xaxis._offset - left, yaxis.d2p(y[i]) + yaxis._offset - top));
      const nearest = far.indexOf(Math.min(...far));
      const inside = left > xaxis._offset && left < xaxis._offset + xaxis._length
        && top > yaxis._offset && top < yaxis._offset + yaxis._length;
      if (!inside || (x.length > 1 && far[nearest] > NEAR)) { return; }
      held = nearest;
      this.div.setPointerCapture(event.pointerId);
      event.preventDefault();
      move(event);
    };
    this.div.onpointermove = (event) => { if (held !== null) { move(event); } };
    this.div.onpointerup = () => {
      if (held === null) { return; }
      held = null;
      const { x, y } = values();
      told({ name: handle, places: x.map((value, i) => [value, y[i]]) });
    };
    this.div.onpointercancel = () => { held = null; };
    this.div.style.touchAction = 'none';
    this.div.classList.add('held');
  }

  end() {
    this.plotly.purge(this.div);
    this.figure.remove();
  }
}

class Player {
  constructor(root) {
    Object.assign(this, { root, views: [], at: 0, key: null, drawnKey: null, playing: 0, queue: null });
    this.find = (name) => root.querySelector(name);
    this.find('.back').onclick = () => this.step(-1);
    this.find('.next').onclick = () => this.step(1);
    this.find('.play').onclick = () => this.toggle();
    this.find('.reset').onclick = () => this.go(0);
    this.find('.copy').onclick = () => this.copy();
    this.find('input').oninput = (event) => this.go(Number(event.target.value));
    const speeds = SPEEDS.map((speed) => new Option(`${speed}`, speed));
    this.find('select').append(...speeds);
    this.find('select').onchange = (event) => { this.pace = Number(event.target.value); };
    this.keys = (event) => this.key_(event);
    document.addEventListener('keydown', this.keys);
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.find('.views'));
  }

  show(data, tell) {
    Object.assign(this, { tell, words: data.words, told: data.told });
    this.label();
    const first = this.key === null;
    if (first) { this.pace = data.pace; this.find('select').value = data.pace; }
    if (this.key !== data.key) {
      this.stop();
      this.key = data.key;
      this.at = first ? this.asked() : 0;
    }
    if (this.drawnKey === data.drawn) { this.go(this.at); return; }
    this.drawnKey = data.drawn;
    this.queue = (this.queue ?? Promise.resolve()).then(() => this.draw(data)).catch(() => {});
  }

  label() {
    const { words } = this;
    for (const [name, text] of Object.entries(words.buttons)) {
      this.find(`.${name}`).title = text;
      this.find(`.${name}`).setAttribute('aria-label', text);
    }
    this.find('.copy').textContent = words.copy;
    this.find('input').setAttribute('aria-label', words.slider);
    this.find('select').setAttribute('aria-label', words.speed);
    this.find('.pace').firstChild.textContent = words.speed;
    this.find('.controls').setAttribute('aria-label', words.controls);
  }

  async draw(data) {
    if (this.drawnKey !== data.drawn) { return; } // another came meanwhile
    const library = await plotly(data.parts);
    if (!library) { this.find('.told').textContent = this.words.failed; return; }
    const old = this.views;
    const font = getComputedStyle(this.root).fontFamily;
    this.root.querySelector('.player').classList.toggle('presenter', data.presenter);
    const scenes = JSON.parse(data.views);
    const tall = data.presenter ? Math.max(1, Math.min(1.5, window.innerHeight / 640)) : 1;
    old.forEach((view) => view.end());
    this.views = scenes.map((scene) => new View(library, this.find('.views'), scene));
    await Promise.all(this.views.map((view) => view.draw(font, tall))); // when all have their place
    for (const view of this.views.filter((each) => each.scene.handle)) {
      view.drag((moved) => this.tell('moved', moved));
    }
    this.find('input').max = this.last;
    this.go(this.at);
    this.root.querySelector('.player').dataset.ready = data.drawn;
  }

  get last() { return this.told.length - 1; }

  asked() {
    const frame = Number(new URLSearchParams(window.location.search).get('frame'));
    return Number.isInteger(frame) && frame > 0 ? frame : 0;
  }

  go(to) {
    this.at = Math.max(0, Math.min(to, this.last));
    this.views.forEach((view) => view.show(this.at));
    const { lead, sentence } = this.told[this.at];
    this.find('.told strong').textContent = lead;
    this.find('.told span').textContent = ` ${sentence}`;
    this.find('input').value = this.at;
    this.find('output').textContent = `${this.at} ${this.words.of} ${this.last}`;
    this.find('.back').disabled = this.find('.reset').disabled = this.at === 0;
    this.find('.next').disabled = this.at === this.last;
    this.find('.player').dataset.frame = this.at;
    this.formula();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  }

  // The numbers of this step go into the formula that the page has set: its upright texts.
  formula() {
    const { formula, numbers } = this.told[this.at];
    const places = [...document.querySelectorAll('[class*="st-key-learn_formula_"]')];
    const used = new Set(this.told.map((told) => told.formula));
    places.forEach((place, number) => {
      place.style.display = used.has(number) ? '' : 'none';
      place.style.opacity = number === formula ? 1 : 0.45;
      if (number !== formula) { return; }
      for (const kind of ['.katex-html .text', '.katex-mathml mtext']) {
        place.querySelectorAll(kind).forEach((slot, i) => {
          let leaf = slot;
          while (leaf.firstElementChild) { leaf = leaf.firstElementChild; }
          if (numbers[i] !== undefined && leaf.textContent !== numbers[i]) { leaf.textContent = numbers[i]; }
        });
      }
    });
  }

  rest() {
    this.formula();
    const address = new URL(window.location.href);
    const now = address.searchParams.get('frame');
    if (this.at) { address.searchParams.set('frame', this.at); } else { address.searchParams.delete('frame'); }
    if (now !== address.searchParams.get('frame')) { window.history.replaceState(window.history.state, '', address); }
  }

  async copy() {
    this.rest();
    const address = new URL(window.location.href);
    address.searchParams.delete('workspace');
    const said = this.find('.copied');
    try {
      await navigator.clipboard.writeText(address.href);
      said.textContent = this.words.copied;
    } catch {
      said.textContent = address.href;
    }
    setTimeout(() => { said.textContent = ''; }, 6000);
  }

  step(by) {
    this.stop();
    this.go(this.at + by);
  }

  toggle() {
    if (this.playing) { this.stop(); return; }
    if (this.at === this.last) { this.go(0); }
    this.find('.told').setAttribute('aria-live', 'off');
    this.find('.play').textContent = 'pause';
    this.find('.play').title = this.words.pause;
    let due = performance.now() + 1000 / this.pace;
    const beat = (now) => {
      if (now >= due) {
        const steps = Math.min(1 + Math.floor((now - due) * this.pace / 1000), 4);
        due += steps * 1000 / this.pace;
        if (due < now) { due = now; }
        this.go(this.at + steps);
      }
      if (this.at === this.last) { this.stop(); return; }
      this.playing = requestAnimationFrame(beat);
    };
    this.playing = requestAnimationFrame(beat);
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.find('.told').setAttribute('aria-live', 'polite');
    this.find('.play').textContent = 'play_arrow';
    this.find('.play').title = this.words.buttons.play;
  }

  key_(event) {
    const mine = this.root.contains(event.target) && !event.target.matches('select');
    if (!mine && event.target.closest?.(BUSY)) { return; }
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    const deeds = {
      ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1),
      Home: () => this.step(-this.at), End: () => this.step(this.last),
      ' ': () => this.toggle(),
    };
    if (event.key === ' ' && event.target.matches?.('button')) { return; }
    if (deeds[event.key]) { event.preventDefault(); deeds[event.key](); }
  }

  fit() {
    clearTimeout(this.fitting);
    this.fitting = setTimeout(() => this.views.forEach((view) => view.plotly.Plots.resize(view.div)), 60);
  }

  end() {
    this.stop();
    document.removeEventListener('keydown', this.keys);
    this.resized.disconnect();
    clearTimeout(this.resting);
    this.views.forEach((view) => view.end());
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  if (!players.has(parentElement)) { players.set(parentElement, new Player(parentElement)); }
  players.get(parentElement).show(data, setTriggerValue);
  return () => {
    players.get(parentElement)?.end();
    players.delete(parentElement);
  };
}
