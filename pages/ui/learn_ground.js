// Heat maps that move are pixels under their chart: plotly would draw the whole chart anew.

const SHADES = 256;
const NEARBY = 24; // pixels around the middle of a cell in which it is hovered

// Return where the middle of the first of *count* cells is, and how far the next.
function along(values, first, step, count) {
  if (!values || count < 2) { return [values?.[0] ?? first ?? 0, step ?? 1]; }
  return [values[0], (values[count - 1] - values[0]) / (count - 1)];
}

function shades(scale) {
  const strip = Object.assign(document.createElement('canvas'), { width: SHADES, height: 1 });
  const ink = strip.getContext('2d', { willReadFrequently: true });
  const run = ink.createLinearGradient(0, 0, SHADES, 0);
  scale.forEach(([share, colour]) => run.addColorStop(share, colour));
  ink.fillStyle = run;
  ink.fillRect(0, 0, SHADES, 1);
  return ink.getImageData(0, 0, SHADES, 1).data;
}

class Ground {
  constructor(place, traces) {
    this.canvas = Object.assign(document.createElement('canvas'), { className: 'ground' });
    place.append(this.canvas);
    this.traces = new Map([...traces].map(
      ([number, trace]) => [number, { ...trace, shades: shades(trace.colorscale) }]));
    this.cells = document.createElement('canvas');
  }

  has(number) { return this.traces.has(number); }

  // Take the values of a frame; return those of the points that can be hovered, if there are any.
  set(number, values) {
    const trace = Object.assign(this.traces.get(number), values);
    return trace.hoverinfo === 'skip' ? null : this.points(trace);
  }

  // What plotly holds instead: nothing, or unseen points that can be hovered.
  stand(number) {
    const trace = this.traces.get(number);
    const empty = { type: 'scatter', mode: 'markers', showlegend: false, marker: { size: NEARBY, opacity: 0 } };
    for (const name of ['xaxis', 'yaxis']) { if (trace[name]) { empty[name] = trace[name]; } }
    if (trace.hoverinfo === 'skip') { return { ...empty, x: [null], y: [null], hoverinfo: 'skip' }; }
    return { ...empty, ...this.points(trace), hovertemplate: trace.hovertemplate.replaceAll('%{z', '%{customdata') };
  }

  points({ z, x, y, x0, y0, dx, dy }) {
    const [left, across] = along(x, x0, dx, z[0]?.length ?? 0);
    const [low, up] = along(y, y0, dy, z.length);
    const seen = z.flatMap((row, down) => row.map((value, right) => [left + right * across, low + down * up, value]))
      .filter(([, , value]) => value !== null);
    const [xs, ys, customdata] = [0, 1, 2].map((at) => seen.map((point) => point[at]));
    return seen.length ? { x: xs, y: ys, customdata } : { x: [null], y: [null], customdata: [null] };
  }

  paint(div) {
    const { _fullLayout: layout } = div;
    const ink = sheet(this.canvas, div);
    for (const trace of this.traces.values()) {
      ink.save();
      this.fill(ink, trace, axis(layout, trace.xaxis, 'x'), axis(layout, trace.yaxis, 'y'));
      ink.restore();
    }
  }

  fill(ink, trace, x, y) {
    const down = trace.z.length;
    const across = trace.z[0]?.length ?? 0;
    if (!down || !across) { return; }
    ink.beginPath();
    ink.rect(x._offset, y._offset, x._length, y._length);
    ink.clip();
    const [first, right] = along(trace.x, trace.x0, trace.dx, across);
    const [low, up] = along(trace.y, trace.y0, trace.dy, down);
    const [left, top] = [x._offset + x.d2p(first - right / 2), y._offset + y.d2p(low - up / 2)];
    const wide = (x.d2p(first + right) - x.d2p(first));
    const high = (y.d2p(low + up) - y.d2p(low)); // negative where the first row is the lowest
    ink.globalAlpha = trace.opacity ?? 1;
    ink.imageSmoothingEnabled = Boolean(trace.zsmooth);
    ink.setTransform(ink.getTransform().translate(left, top).scale(wide, high));
    ink.drawImage(this.image(trace, across, down), 0, 0);
    const [beside, below] = [(trace.xgap ?? 0) / Math.abs(wide), (trace.ygap ?? 0) / Math.abs(high)];
    for (let at = 1; beside && at < across; at += 1) { ink.clearRect(at - beside / 2, 0, beside, down); }
    for (let at = 1; below && at < down; at += 1) { ink.clearRect(0, at - below / 2, across, below); }
  }

  // One pixel a cell; a cell without a value is clear.
  image(trace, across, down) {
    Object.assign(this.cells, { width: across, height: down });
    const ink = this.cells.getContext('2d');
    const pixels = ink.createImageData(across, down);
    const scale = (SHADES - 1) / (trace.zmax - trace.zmin);
    trace.z.flat().forEach((value, at) => {
      if (value === null) { return; }
      const shade = 4 * Math.round(Math.min(Math.max((value - trace.zmin) * scale, 0), SHADES - 1));
      pixels.data.set(trace.shades.subarray(shade, shade + 4), 4 * at);
    });
    ink.putImageData(pixels, 0, 0);
    return this.cells;
  }
}
