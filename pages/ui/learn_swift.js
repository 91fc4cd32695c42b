// Points, lines and bars on a canvas above their chart while frames follow each other fast: plotly needs
// many times as long for a frame. At rest plotly draws it, so that it can be hovered and dragged.

const DASHES = { solid: [], dot: [1], dash: [3], longdash: [5], dashdot: [3, 1, 1, 1], longdashdot: [5, 1, 1, 1] };
const THIN = { 'cross-thin': 1.4, 'x-thin': 1, 'line-ns': 1.4 };

// The corners of each symbol at radius 1, as plotly draws them.
const CORNERS = {
  square: [[1, 1], [-1, 1], [-1, -1], [1, -1]],
  diamond: [[1.3, 0], [0, 1.3], [-1.3, 0], [0, -1.3]],
  'triangle-up': [[-1.155, 0.5], [1.155, 0.5], [0, -1]],
  'triangle-down': [[-1.155, -0.5], [1.155, -0.5], [0, 1]],
  pentagon: [[0.951, -0.309], [0.588, 0.809], [-0.588, 0.809], [-0.951, -0.309], [0, -1]],
  hexagon: [[0.866, -0.5], [0.866, 0.5], [0, 1], [-0.866, 0.5], [-0.866, -0.5], [0, -1]],
  star: [[0.315, -0.433], [1.331, -0.433], [0.508, 0.165], [0.823, 1.133], [0, 0.535],
    [-0.823, 1.133], [-0.508, 0.165], [-1.331, -0.433], [-0.315, -0.433], [0, -1.4]],
  x: [[0, 0.566], [0.566, 1.131], [1.131, 0.566], [0.566, 0], [1.131, -0.566], [0.566, -1.131],
    [0, -0.566], [-0.566, -1.131], [-1.131, -0.566], [-0.566, 0], [-1.131, 0.566], [-0.566, 1.131]],
};

const SIDES = { top: -1, left: -1, middle: 0, center: 0, bottom: 1, right: 1 };
const MARKS = { lt: '<', gt: '>', amp: '&' };
const LINE = 1.3; // from one line to the next, in heights of a letter

const each = (value, at) => (Array.isArray(value) ? value[at] : value);
const shape = (symbol) => symbol.replace('-open', '');
const drawable = (symbol) => ['circle', ...Object.keys(CORNERS), ...Object.keys(THIN)].includes(shape(symbol));
// The two ends of a bar; a thin one reaches over a whole pixel.
const ends = (one, other) => (Math.abs(one - other) >= 2 ? [one, other]
  : [one, other].map((end) => (end > Math.min(one, other) ? Math.ceil(end) : Math.floor(end))));
const axis = (layout, name, letter) => layout[(name ?? letter).replace(letter, `${letter}axis`)];

// Make *canvas* as large as the chart in *div*, clear, and return what draws on it in its pixels.
function sheet(canvas, div) {
  const { width, height } = div._fullLayout;
  const ratio = window.devicePixelRatio || 1;
  const size = [width, height].map((length) => Math.round(length * ratio));
  if (canvas.width !== size[0] || canvas.height !== size[1]) { [canvas.width, canvas.height] = size; }
  Object.assign(canvas.style, {
    left: `${div.offsetLeft}px`, top: `${div.offsetTop}px`, width: `${width}px`, height: `${height}px`,
  });
  const ink = canvas.getContext('2d');
  ink.setTransform(ratio, 0, 0, ratio, 0, 0);
  ink.clearRect(0, 0, width, height);
  return ink;
}

class Swift {
  // Whether all of *scene* can be drawn here; heat maps are left to others.
  static can({ data }) {
    return data.every(({ type, mode, marker, orientation, text }) => type === 'heatmap'
      || (type === 'bar' && orientation !== 'h' && !text) || (type === 'scatter'
      && (!mode.includes('markers') || ([marker?.symbol ?? 'circle'].flat().every(drawable)
        && [marker?.color].flat().every((colour) => typeof colour !== 'number')))));
  }

  constructor(place) {
    this.place = place;
    this.canvas = Object.assign(document.createElement('canvas'), { className: 'swift' });
    place.append(this.canvas);
  }

  // Draw all traces with the values that a frame sets; *without*: numbers that are left out.
  paint(div, set, without) {
    const ink = sheet(this.canvas, div);
    this.place.classList.add('swiftly');
    div._fullData.forEach((full, number) => { // its defaults; of a trace without points it has none
      const own = div.data[number];
      if ((own.visible ?? true) !== true || own.type === 'heatmap' || without(number)) { return; }
      const trace = changed(changed(full, own), set.get(number) ?? {});
      ink.save();
      if (own.type === 'bar') {
        this.bars(ink, trace, div.calcdata[number], div._fullLayout);
        ink.restore();
        ink.save();
        this.lines(ink, div._fullLayout);
      } else {
        this.trace(ink, trace, div._fullLayout);
      }
      ink.restore();
    });
  }

  clear(div) {
    if (!this.place.classList.contains('swiftly')) { return; }
    this.place.classList.remove('swiftly');
    sheet(this.canvas, div);
  }

  // Upright bars, each from where plotly has put its sides.
  bars(ink, trace, sides, layout) {
    const [x, y] = [axis(layout, trace.xaxis, 'x'), axis(layout, trace.yaxis, 'y')];
    ink.beginPath();
    ink.rect(x._offset, y._offset, x._length, y._length);
    ink.clip();
    ink.globalAlpha = trace.opacity ?? 1;
    ink.translate(x._offset, y._offset);
    sides.forEach(({ p0, p1 }, at) => {
      const end = y.d2p(trace.y[at]);
      if (trace.y[at] === null || !Number.isFinite(end)) { return; }
      ink.fillStyle = each(trace.marker.color, at);
      const [left, right, low, high] = [...ends(x.c2p(p0), x.c2p(p1)), ...ends(y.d2p(0), end)];
      ink.fillRect(left, low, right - left, high - low);
    });
  }

  // Straight lines that stand above the bars.
  lines(ink, { shapes = [], _size: size, ...layout }) {
    shapes.filter(({ type, layer }) => type === 'line' && layer === 'above').forEach((line) => {
      const [x, y] = ['x', 'y'].map((letter) => {
        const ref = line[`${letter}ref`];
        const up = letter === 'y';
        return (value) => (ref === 'paper' ? (up ? size.t + (1 - value) * size.h : size.l + value * size.w)
          : axis(layout, ref, letter).d2p(value) + axis(layout, ref, letter)._offset);
      });
      this.line(ink, line.line, [[x(line.x0), y(line.y0)], [x(line.x1), y(line.y1)]]);
    });
  }

  trace(ink, trace, layout) {
    const [x, y] = [axis(layout, trace.xaxis, 'x'), axis(layout, trace.yaxis, 'y')];
    if (trace.cliponaxis !== false) {
      ink.beginPath();
      ink.rect(x._offset, y._offset, x._length, y._length);
      ink.clip();
    }
    const places = Array.from(trace.x, (value, at) => {
      if (value === null || trace.y[at] === null) { return null; }
      const place = [x.d2p(value) + x._offset, y.d2p(trace.y[at]) + y._offset];
      return place.every(Number.isFinite) ? place : null;
    });
    ink.globalAlpha = trace.opacity ?? 1;
    if (trace.fill && trace.fill !== 'none') { this.fill(ink, trace, places, y.d2p(0) + y._offset); }
    if (trace.mode.includes('lines')) { this.line(ink, trace.line, places); }
    if (trace.mode.includes('markers')) { this.markers(ink, trace.marker, places); }
    if (trace.mode.includes('text')) { this.words(ink, trace, places); }
  }

  // The way along *places*: pieces between gaps, each corner of a step by itself.
  way(places, stepped) {
    const pieces = [[]];
    places.forEach((place) => {
      const piece = pieces.at(-1);
      if (!place) { pieces.push([]); return; }
      if (stepped && piece.length) { piece.push([place[0], piece.at(-1)[1]]); }
      piece.push(place);
    });
    return pieces.filter((piece) => piece.length);
  }

  fill(ink, { fill, fillcolor, line }, places, zero) {
    ink.fillStyle = fillcolor;
    ink.beginPath();
    this.way(places, line?.shape === 'hv').forEach((piece) => {
      const ends = [[piece.at(-1)[0], zero], [piece[0][0], zero]];
      this.along(ink, fill === 'tozeroy' ? [...piece, ...ends] : piece);
      ink.closePath();
    });
    ink.fill();
  }

  along(ink, places) { places.forEach(([x, y], at) => (at ? ink.lineTo(x, y) : ink.moveTo(x, y))); }

  line(ink, { color, width = 2, dash, shape: kind }, places) {
    if (!width) { return; }
    Object.assign(ink, { strokeStyle: color, lineWidth: width, lineJoin: 'miter', miterLimit: 2 });
    ink.setLineDash((DASHES[dash] ?? []).flatMap((length, _at, all) => {
      const size = length * Math.max(width, 3);
      return all.length === 1 ? [size, size] : [size];
    }));
    ink.beginPath();
    this.way(places, kind === 'hv').forEach((piece) => this.along(ink, piece));
    ink.stroke();
    ink.setLineDash([]);
  }

  markers(ink, marker, places) {
    const before = ink.globalAlpha;
    places.forEach((place, at) => {
      const size = each(marker.size ?? 6, at);
      if (!place || !(size > 0)) { return; }
      const symbol = each(marker.symbol ?? 'circle', at);
      const [colour, edge, width] = [marker.color, marker.line?.color, marker.line?.width ?? 0].map((value) => each(value, at));
      const open = symbol.endsWith('-open');
      ink.globalAlpha = before * (each(marker.opacity, at) ?? 1);
      ink.beginPath();
      this.outline(ink, shape(symbol), place, size / 2);
      Object.assign(ink, { fillStyle: colour, strokeStyle: open ? colour : edge, lineWidth: open ? width || 1 : width });
      if (!open && !(shape(symbol) in THIN)) { ink.fill(); }
      if (ink.lineWidth && (open || width)) { ink.stroke(); }
    });
  }

  // Words stand beside their point as plotly puts them; only its breaks and bold are known.
  words(ink, { mode, text, textfont, textposition = 'middle center', marker }, places) {
    const { size, color } = textfont;
    Object.assign(ink, { fillStyle: each(color, 0), textAlign: 'left', textBaseline: 'alphabetic' });
    places.forEach((place, at) => {
      const [high, wide] = each(textposition, at).split(' ').map((word) => SIDES[word]);
      const lines = place ? `${each(text, at) ?? ''}`.split('<br>') : [];
      const beside = mode.includes('markers') ? each(marker.size ?? 6, at) / 1.6 + 1 : 0;
      const tall = (lines.length - 1) * LINE + 1;
      lines.forEach((line, down) => {
        const runs = line.split(/(?=<b>)|<\/b>/).filter(Boolean).map((run) => ({
          said: run.replace('<b>', '').replace(/&(lt|gt|amp);/g, (_all, name) => MARKS[name]),
          font: `${run.startsWith('<b>') ? 'bold ' : ''}${size}px ${textfont.family}`,
        }));
        const widths = runs.map(({ said, font }) => { ink.font = font; return ink.measureText(said).width; });
        const whole = widths.reduce((sum, width) => sum + width, 0);
        let left = place[0] + wide * beside + (wide - 1) * whole / 2;
        const low = place[1] + size * 0.75 + high * beside + (high - 1) * tall * size / 2 + down * LINE * size;
        runs.forEach(({ said, font }, run) => { ink.font = font; ink.fillText(said, left, low); left += widths[run]; });
      });
    });
  }

  outline(ink, symbol, [x, y], radius) {
    if (symbol === 'circle') { ink.arc(x, y, radius, 0, 2 * Math.PI); return; }
    if (symbol in THIN) {
      const reach = radius * THIN[symbol];
      const [flat, lean] = symbol === 'x-thin' ? [reach, reach] : [0, reach];
      this.along(ink, [[x - flat, y - lean], [x + flat, y + lean]]);
      if (symbol === 'x-thin') { this.along(ink, [[x - reach, y + reach], [x + reach, y - reach]]); }
      if (symbol === 'cross-thin') { this.along(ink, [[x - reach, y], [x + reach, y]]); }
      return;
    }
    this.along(ink, CORNERS[symbol].map(([right, down]) => [x + right * radius, y + down * radius]));
    ink.closePath();
  }
}
