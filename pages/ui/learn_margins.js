// Room for the labels of axes, told to plotly beforehand: measuring them it would draw a chart twice.

const GAP = 7; // from a label to its axis, as the look has it, and a pixel to spare
const TALL = 1.3; // of a line of letters, in their size
const NARROW = 300; // pixels: the smallest chart there is on a desk
const NICE = [1, 2, 5, 10];
const scribe = document.createElement('canvas').getContext('2d');

// The longest labels that a linear axis from *low* to *high* can have, at about *count* of them.
function labelled({ range: [low, high], tickformat = '' }, count) {
  const rough = Math.abs(high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = NICE.find((each) => each * power >= rough * 0.999) * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ends = [Math.ceil(Math.min(low, high) / step), Math.floor(Math.max(low, high) / step)];
  const said = (number) => (tickformat.includes('%') ? `${Math.round(100 * number)}%` : number.toFixed(digits));
  return [...ends, ends[1] - 1].map((each) => said(each * step).replace('-', '−'));
}

// Return the labels that *axis* will have; null where only plotly can say.
function labels(axis) {
  if (axis.ticktext) { return axis.ticktext; }
  const plain = !axis.type || axis.type === 'linear';
  const known = plain && axis.range?.every(Number.isFinite) && axis.range[0] !== axis.range[1] && !axis.tickvals;
  return known && Math.max(...axis.range.map(Math.abs)) < 1e4 ? labelled(axis, axis.nticks ?? 5) : null;
}

function wide(words, { size }, font) {
  scribe.font = `${size}px ${font}`;
  return Math.max(0, ...words.flatMap((word) => `${word}`.split('<br>')).map((line) => scribe.measureText(line).width));
}

// How far the first label of *axis* reaches beyond its left end.
function overhang(axis, font) {
  const [first] = axis.ticktext ? [] : labels(axis) ?? [];
  if (first === undefined) { return 0; }
  const [low, high] = axis.range;
  const value = parseFloat(first.replace('−', '-')) / (first.endsWith('%') ? 100 : 1);
  return wide([first], axis.tickfont, font) / 2 - NARROW * (value - low) / (high - low);
}

// Give *layout* the room that its axes take; where that is not known, plotly measures itself.
function roomy(layout, font) {
  const axes = Object.entries(layout).filter(([name, axis]) => /^[xy]axis/.test(name) && axis.automargin && axis.visible !== false);
  const written = ([, axis]) => axis.showticklabels !== false;
  const across = axes.filter(([name]) => name[0] === 'x');
  const up = axes.filter((each) => each[0][0] === 'y' && written(each));
  const words = up.map(([, axis]) => labels(axis));
  if (words.includes(null)) { return layout; }
  const left = up.map(([, axis], at) => wide(words[at], axis.tickfont, font) + GAP);
  const low = across.map((each) => {
    const [, { tickfont, title }] = each;
    return (written(each) ? TALL * tickfont.size : 0) + (title?.text ? TALL * title.font.size + (title.standoff ?? 8) : 0);
  });
  const over = across.filter(written).map(([, axis]) => overhang(axis, font));
  const { margin } = layout;
  const fitting = Object.fromEntries(axes.map(([name, axis]) => [name, { ...axis, automargin: false }]));
  return { ...layout, ...fitting, margin: {
    ...margin, l: Math.ceil(Math.max(margin.l, ...left, ...over)), b: Math.ceil(Math.max(margin.b, ...low)),
  } };
}

// Whether a label of the chart in *div* stands beyond its edge.
function cramped(div) {
  const box = div.getBoundingClientRect();
  return [...div.querySelectorAll('.xtick text, .ytick text')].some((label) => {
    const { left, right, bottom } = label.getBoundingClientRect();
    return left < box.left - 0.5 || right > box.right + 1 || bottom > box.bottom + 1;
  });
}

// Return what has plotly measure the labels of *layout*.
function measured(layout) {
  return Object.fromEntries(Object.keys(layout).filter((name) => /^[xy]axis/.test(name)).map((name) => [`${name}.automargin`, true]));
}
