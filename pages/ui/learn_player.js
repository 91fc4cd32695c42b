// Plays the frames of a lesson: everything is here, so no frame asks the server.

const players = new WeakMap();
const SPEEDS = [1, 2, 5, 10, 30];
const REST = 250; // milliseconds without a step until the address is written
const PAUSE = 900; // milliseconds after the last arrow key until a handle counts as let go
const HALF = 8; // milliseconds: the picture nearest to its time shows a frame, not the next one
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

const nested = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

// Return *trace* as *values* set it.
function changed(trace, values) {
  const both = Object.entries(values).map(([name, value]) => [
    name, nested(value) && nested(trace[name]) ? changed(trace[name], value) : value]);
  return { ...trace, ...Object.fromEntries(both) };
}

const LARGER = 1.35; // letters of a figure that is presented

// Return *part* of a figure with every font in it larger.
function enlarged(part) {
  if (Array.isArray(part)) { return part.map((each) => (nested(each) ? enlarged(each) : each)); }
  return Object.fromEntries(Object.entries(part).map(([name, value]) => {
    if (!nested(value) && !Array.isArray(value)) { return [name, value]; }
    const grown = enlarged(value);
    return [name, /font$/i.test(name) && grown.size ? { ...grown, size: LARGER * grown.size } : grown];
  }));
}

class View {
  constructor(plotly, place, scene) {
    Object.assign(this, { plotly, scene, at: null, said: [] });
    this.figure = document.createElement('figure');
    this.figure.className = scene.wide ? 'wide' : '';
    this.figure.append(Object.assign(document.createElement('figcaption'), { textContent: scene.name }));
    this.div = document.createElement('div');
    this.div.setAttribute('role', 'img');
    this.div.setAttribute('aria-label', scene.alt);
    const moving = [...(scene.frames[0] ?? []).map(([number]) => number), ...scene.grown];
    this.still = !moving.length;
    const heats = [...scene.data.entries()].filter(([, { type }]) => type === 'heatmap');
    // Plotly moves points, lines and texts by themselves; for other traces it draws all anew.
    this.redraw = moving.some((number) => !['scatter', 'heatmap'].includes(scene.data[number].type));
    this.ground = heats.length && !this.still && !this.redraw ? new Ground(this.figure, heats) : null;
    this.figure.append(this.div);
    const apart = this.redraw && heats.some(([number]) => moving.includes(number));
    this.swift = !this.still && !apart && Swift.can(scene) ? new Swift(this.figure) : null;
    place.append(this.figure);
  }

  async draw(font, tall, at, presenter) {
    const { scene, ground } = this;
    const set = this.set(at, null);
    const layout = structuredClone(scene.layout);
    layout.font = { ...layout.font, family: font };
    layout.height = Math.round(layout.height * tall);
    layout.autosize = true;
    const data = scene.data.map((trace, number) => (ground?.has(number)
      ? ground.stand(number) : changed(trace, set.get(number) ?? {})));
    const texts = (trace) => (presenter && trace.textfont ? { ...trace, textfont: enlarged(trace).textfont } : trace);
    await this.plotly.newPlot(this.div, structuredClone(data.map(texts)), roomy(presenter ? enlarged(layout) : layout, font),
      { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false });
    this.at = at;
    this.unsure = true;
    if (!ground) { return; }
    ground.paint(this.div);
    this.div.on('plotly_afterplot', () => ground.paint(this.div));
  }

  // Stand in *place* from now on, drawn as it is at the first frame, with all frames of *scene*.
  move(place, scene) {
    this.scene = scene;
    place.append(this.figure);
  }

  // Return what frame *at* sets, by trace; only what differs where frame *from* is known to stand.
  set(at, from) {
    const { frames, grown, data } = this.scene;
    const words = (frame) => (this.said[frame] ??= frames[frame].map(([, values]) => JSON.stringify(values)));
    const alike = (place) => from !== null && words(from)[place] === words(at)[place];
    const set = new Map((frames[at] ?? []).filter((_pair, place) => !alike(place)));
    for (const trace of grown) {
      const { x, y } = data[trace];
      set.set(trace, { x: x.slice(0, at + 1), y: y.slice(0, at + 1), ...set.get(trace) });
    }
    this.ground?.traces.forEach((_trace, number) => {
      const values = set.get(number);
      set.delete(number);
      const points = values && this.ground.set(number, values);
      if (points) { set.set(number, points); }
    });
    return set;
  }

  // With the traces between them, unchanged: plotly would put those it is given above the others.
  closed(set) {
    const [first, last] = [Math.min(...set.keys()), Math.max(...set.keys())];
    const numbers = Array.from({ length: last - first + 1 }, (_nothing, more) => first + more);
    return { data: numbers.map((number) => set.get(number) ?? {}), traces: numbers };
  }

  show(at, swiftly) {
    if (this.still || at === this.at) { return; }
    const swift = swiftly && this.swift;
    const set = this.set(at, swift ? null : this.at);
    this.at = null;
    this.ground?.paint(this.div);
    if (swift) {
      this.wanted = null;
      swift.paint(this.div, set, (number) => this.ground?.has(number));
      return;
    }
    const moved = set.size ? this.plotly.animate(this.div, this.closed(set), {
      mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: this.redraw },
    }) : Promise.resolve();
    this.wanted = at;
    moved.then(() => {
      if (this.wanted !== at) { return; }
      this.at = at;
      this.swift?.clear(this.div);
    }).catch(() => {}); // a later frame took its place
  }

  // Charts are drawn once at their width: what else changes around them is no reason to draw again.
  fit() {
    const width = this.div._fullLayout?.width;
    if (width && Math.abs(width - this.div.clientWidth) > 1) { this.plotly.Plots.resize(this.div); }
  }

  // Where a label found no room after all, plotly measures: once, when nothing else is to be done.
  check() {
    if (!this.unsure) { return; }
    this.unsure = false;
    document.fonts.ready.then(() => {
      if (this.div.isConnected && cramped(this.div)) { this.plotly.relayout(this.div, measured(this.div.layout)); }
    });
  }

  pixel(x, y) {
    const { xaxis, yaxis } = this.div._fullLayout;
    return [xaxis.d2p(x) + xaxis._offset, yaxis.d2p(y) + yaxis._offset];
  }

  // From where *pick* takes hold, *move* follows the pointer; *drop* is told once it lets go.
  follow(pick, move, drop) {
    let held = null;
    const here = (event) => {
      const box = this.div.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.div.onpointerdown = (event) => {
      const { xaxis, yaxis } = this.div._fullLayout;
      const [left, top] = here(event);
      const inside = left > xaxis._offset && left < xaxis._offset + xaxis._length
        && top > yaxis._offset && top < yaxis._offset + yaxis._length;
      held = inside ? pick(left, top) : null;
      if (held === null) { return; }
      this.div.setPointerCapture(event.pointerId);
      event.preventDefault();
      move(held, left, top);
    };
    this.div.onpointermove = (event) => { if (held !== null) { move(held, ...here(event)); } };
    this.div.onpointerup = () => {
      if (held !== null) { drop?.(held); }
      held = null;
    };
    this.div.onpointercancel = () => { held = null; };
    this.div.classList.add('held');
  }

  // A dial chooses the frame in which the point that is held comes nearest to the pointer.
  dial(chosen) {
    const frames = this.scene.frames.map((frame) => new Map(frame));
    const far = (values, left, top) => Math.min(...values.x.map((x, i) => {
      const [across, down] = this.pixel(x, values.y[i]);
      return Math.hypot(across - left, down - top) || 0;
    }));
    const least = (values) => values.indexOf(Math.min(...values));
    this.follow(
      (left, top) => {
        const away = this.scene.dial.map((trace) => far(this.div.data[trace], left, top));
        return Math.min(...away) < 2 * NEAR ? this.scene.dial[least(away)] : null;
      },
      (trace, left, top) => chosen(least(frames.map((frame) => far(frame.get(trace), left, top)))),
    );
    this.div.style.touchAction = 'pan-y';
  }

  // A handle follows the pointer or the arrow keys; where it was let go is told once.
  drag(told, words, halt) {
    const { handle, handleTrace: trace } = this.scene;
    const values = () => {
      const { x, y } = this.div.data[trace];
      return { x: [...x], y: [...y] };
    };
    const put = (at, place) => {
      const { x, y } = values();
      [x[at], y[at]] = place;
      this.at = this.wanted = null; // it stands where no frame puts it
      this.plotly.restyle(this.div, { x: [x], y: [y] }, [trace]);
    };
    const drop = () => {
      clearTimeout(this.waiting);
      const { x, y } = values();
      told({ name: handle, places: x.map((value, i) => [value, y[i]]) });
    };
    this.follow(
      (left, top) => {
        halt();
        const { x, y } = values();
        const far = x.map((value, i) => {
          const [across, down] = this.pixel(value, y[i]);
          return Math.hypot(across - left, down - top);
        });
        const nearest = far.indexOf(Math.min(...far));
        return x.length > 1 && far[nearest] > NEAR ? null : nearest;
      },
      (at, left, top) => {
        const { xaxis, yaxis } = this.div._fullLayout;
        put(at, [xaxis.p2d(left - xaxis._offset), yaxis.p2d(top - yaxis._offset)]);
      },
      drop,
    );
    this.div.style.touchAction = 'none';
    this.keyboard(values, put, drop, words);
  }

  // Arrows move the marked point (far with Shift), Page Up and Page Down mark another, Enter puts it.
  keyboard(values, put, drop, words) {
    this.marked = 0;
    this.div.tabIndex = 0;
    this.div.setAttribute('role', 'application');
    this.div.setAttribute('aria-label', `${this.scene.alt} ${words.handle}`);
    this.mark = Object.assign(document.createElement('span'), { className: 'mark' });
    this.spoken = Object.assign(document.createElement('span'), { className: 'spoken' });
    this.spoken.setAttribute('role', 'status');
    this.figure.append(this.mark, this.spoken);
    const show = () => {
      const { x, y } = values();
      this.marked = (this.marked + x.length) % x.length;
      const [left, top] = this.pixel(x[this.marked], y[this.marked]);
      this.mark.style.left = `${this.div.offsetLeft + left}px`;
      this.mark.style.top = `${this.div.offsetTop + top}px`;
      const place = [x, y].map((each) => Number(each[this.marked]).toPrecision(3)).join(', ');
      this.spoken.textContent = `${words.point} ${this.marked + 1} ${words.of} ${x.length}: ${place}`;
    };
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
    const deeds = { PageDown: () => { this.marked += 1; }, PageUp: () => { this.marked -= 1; }, Enter: drop };
    this.div.addEventListener('focus', show);
    this.div.addEventListener('keydown', (event) => {
      if (!(event.key in by || event.key in deeds)) { return; }
      event.preventDefault();
      event.stopPropagation();
      deeds[event.key]?.();
      if (event.key in by) {
        const { x, y } = values();
        const { xaxis, yaxis } = this.div._fullLayout;
        const share = event.shiftKey ? 0.1 : 0.02;
        const size = [xaxis, yaxis].map(({ range }) => share * (range[1] - range[0]));
        put(this.marked, [x, y].map((each, i) => each[this.marked] + by[event.key][i] * size[i]));
        clearTimeout(this.waiting);
        this.waiting = setTimeout(drop, PAUSE);
      }
      show();
    });
  }

  end() {
    clearTimeout(this.waiting);
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
    this.find('input').oninput = (event) => this.go(Number(event.target.value), true);
    const speeds = SPEEDS.map((speed) => new Option(`${speed}`, speed));
    this.find('select').append(...speeds);
    this.find('select').onchange = (event) => { this.pace = Number(event.target.value); };
    this.keys = (event) => this.key_(event);
    document.addEventListener('keydown', this.keys);
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.find('.views'));
    ahead.hold();
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
    const held = old.find((view) => view.mark && view.div === document.activeElement);
    old.forEach((view) => view.end());
    const place = this.find('.views');
    const at = Math.min(this.at, this.last);
    known.set(page(), place.clientWidth);
    const drawn = at || data.presenter ? null : ahead.take(data.drawn, place.clientWidth);
    this.views = drawn ?? scenes.map((scene) => new View(library, place, scene));
    drawn?.forEach((view, number) => view.move(place, scenes[number]));
    if (!drawn) { await Promise.all(this.views.map((view) => view.draw(font, tall, at, data.presenter))); } // when all have their place
    for (const view of this.views) {
      if (view.scene.handle) { view.drag((moved) => this.tell('moved', moved), this.words, () => this.halt()); }
      if (view.scene.dial.length) { view.dial((at) => { this.stop(); this.go(at, true); }); }
    }
    const same = held && this.views.find((view) => view.scene.handle === held.scene.handle);
    if (same) { same.marked = held.marked; same.div.focus({ preventScroll: true }); }
    this.find('input').max = this.last;
    this.go(this.at);
    this.root.querySelector('.player').dataset.ready = data.drawn;
  }

  get last() { return this.told.length - 1; }

  asked() {
    const frame = Number(new URLSearchParams(window.location.search).get('frame'));
    return Number.isInteger(frame) && frame > 0 ? frame : 0;
  }

  // Show a frame: *swiftly* while others follow at once; plotly draws the one at which it rests.
  go(to, swiftly = false) {
    this.at = Math.max(0, Math.min(to, this.last));
    this.views.forEach((view) => view.show(this.at, swiftly));
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
    const { formula } = this.told[this.at];
    const places = [...document.querySelectorAll('[class*="st-key-learn_formula_"]')];
    const used = new Set(this.told.map((told) => told.formula));
    places.forEach((place, number) => {
      place.style.display = used.has(number) ? '' : 'none';
      place.style.opacity = number === formula ? 1 : 0.45;
      if (!used.has(number)) { return; }
      // another formula keeps the numbers of the last frame that computed it
      const { numbers } = this.told.slice(0, this.at + 1).findLast((told) => told.formula === number) ?? {};
      for (const kind of ['.katex-html .text', '.katex-mathml mtext']) {
        place.querySelectorAll(kind).forEach((slot, i) => {
          const said = numbers ? numbers[i] : '·';
          if (said === undefined || slot.textContent === said) { return; }
          const [leaf, ...more] = [slot, ...slot.querySelectorAll('*')].filter((part) => !part.firstElementChild);
          leaf.textContent = said;
          more.forEach((part) => { part.textContent = ''; }); // KaTeX sets spaces and accents apart
        });
      }
    });
  }

  rest() {
    this.formula();
    this.views.forEach((view) => { view.show(this.at); view.check(); });
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

  halt() {
    if (!this.playing) { return; }
    this.stop();
    this.go(this.at);
  }

  toggle() {
    if (this.playing) { this.halt(); return; }
    if (this.at === this.last) { this.go(0, true); }
    this.find('.told').setAttribute('aria-live', 'off');
    this.find('.play').textContent = 'pause';
    this.find('.play').title = this.words.pause;
    let due = document.timeline.currentTime + 1000 / this.pace; // from the picture that is seen
    const beat = (now) => {
      if (now >= due - HALF) {
        const steps = Math.min(1 + Math.floor(Math.max(now - due, 0) * this.pace / 1000), 4);
        due = Math.max(due + steps * 1000 / this.pace, now);
        this.go(this.at + steps, true);
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
    this.fitting = setTimeout(() => this.views.forEach((view) => view.fit()), 60);
  }

  end() {
    this.stop();
    document.removeEventListener('keydown', this.keys);
    this.resized.disconnect();
    clearTimeout(this.resting);
    this.views.forEach((view) => view.end());
    ahead.leave();
  }
}

// Plays the lesson of *data*, or draws ahead those that it names.
export default function ({ parentElement, data, setTriggerValue }) {
  if (data.names) {
    ahead.fill(parentElement, data);
    return () => ahead.leave();
  }
  if (!players.has(parentElement)) { players.set(parentElement, new Player(parentElement)); }
  players.get(parentElement).show(data, setTriggerValue);
  return () => {
    players.get(parentElement)?.end();
    players.delete(parentElement);
  };
}
