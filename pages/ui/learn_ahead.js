// First frames of the lessons that may be chosen next, drawn while the list has nothing else to do:
// who chooses one finds its figures drawn.

const STILL = 1000; // milliseconds after a press or key until it goes on: what was asked for comes first
const KEPT = 60000; // milliseconds without list or lesson until what was drawn is given up
const whenIdle = () => new Promise((done) => (window.requestIdleCallback ?? ((work) => setTimeout(work, 200)))(done));
const after = (time) => new Promise((done) => setTimeout(done, time));

class Ahead {
  constructor() {
    Object.assign(this, { ready: new Map(), first: new Map(), pressed: -STILL, turn: 0 });
    const pressed = () => { this.pressed = performance.now(); };
    ['pointerdown', 'keydown'].forEach((kind) => document.addEventListener(kind, pressed, { capture: true, passive: true }));
  }

  // Draw those of *data* that are not drawn, one figure at a time, on a stage under *root*.
  async fill(root, data) {
    const turn = this.hold();
    this.pressed = -STILL; // the list is there: what was asked for last has come
    const library = await plotly(data.parts);
    for (const name of library ? data.names : []) {
      const place = `${name}.${data.shade}`;
      this.first.set(place, this.first.get(place) ?? await this.ask(data, name));
      const found = this.first.get(place);
      if (found && !this.fits(found.drawn, breadth(root))) { await this.draw(library, root, found, turn); }
      if (turn !== this.turn) { return; }
    }
    root.dataset.drawn = this.ready.size;
  }

  fits(drawn, wide) { return Math.abs((this.ready.get(drawn)?.wide ?? 0) - wide) <= 1; }

  async ask({ address, shade }, name) {
    const main = document.querySelector('script[type="module"][src*="static/js/"]');
    const base = new URL(`../../${address}`, main?.src ?? document.baseURI);
    await this.free();
    const answer = await fetch(`${base}${name}?shade=${shade}`).catch(() => null);
    return answer?.ok ? answer.json().catch(() => null) : null;
  }

  // Wait until the page has nothing to do and nobody has just asked for something.
  async free() {
    do {
      await after(Math.max(0, this.pressed + STILL - performance.now()));
      await whenIdle();
    } while (performance.now() - this.pressed < STILL);
  }

  async draw(library, root, { drawn, views }, turn) {
    const stage = Object.assign(document.createElement('div'), { className: 'player stage', ariaHidden: 'true' });
    const place = Object.assign(document.createElement('div'), { className: 'views' });
    place.style.width = `${breadth(root)}px`;
    stage.append(place);
    root.append(stage);
    const font = getComputedStyle(root).fontFamily;
    const made = views.map((scene) => new View(library, place, scene));
    try {
      for (const view of made) {
        await this.free();
        if (turn !== this.turn || !root.isConnected) { throw new Error('left'); }
        await view.draw(font, 1, 0, false);
      }
      this.ready.get(drawn)?.views.forEach((view) => view.end()); // of another width
      this.ready.set(drawn, { views: made, wide: place.clientWidth });
    } catch {
      made.forEach((view) => view.end());
    }
    stage.remove();
  }

  // Return the drawn views called *drawn* for a place of their width; whoever takes them keeps them.
  take(drawn, wide) {
    if (!this.fits(drawn, wide)) { return null; }
    const { views } = this.ready.get(drawn);
    this.ready.delete(drawn);
    return views;
  }

  // Somebody looks at the list or a lesson: keep what is drawn.
  hold() {
    clearTimeout(this.giving);
    this.turn += 1;
    return this.turn;
  }

  // Stop drawing; give up what was drawn if nobody comes back.
  leave() {
    this.hold();
    this.giving = setTimeout(() => {
      this.ready.forEach(({ views }) => views.forEach((view) => view.end()));
      this.ready.clear();
    }, KEPT);
  }
}

const ahead = new Ahead();
const known = new Map(); // how wide the figures of a lesson were, by the width of the page
const page = () => Math.round(document.querySelector('[data-testid="stMainBlockContainer"]')?.clientWidth ?? 0);

// Return how wide the figures of a lesson will be in the page around *root*: its part of two columns
// and half the gap between them go to the figures; on a phone one stands under the other.
function breadth(root) {
  const { width } = root.getBoundingClientRect();
  const gap = 4 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  return known.get(page()) ?? Math.round(window.innerWidth <= 640 ? width : width * (2.3 / 3.3) - gap / 2);
}
