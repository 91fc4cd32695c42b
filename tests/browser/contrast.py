"""The contrast of every text on a page, computed from the colours the browser drew it with."""

LEAST_TEXT, LEAST_MARK = 4.5, 3.0
FAINT = """
([text, mark]) => {
  const pixel = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
  const ground = (node) => {
    const chain = [];
    for (let up = node; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.backgroundImage !== 'none') return null;
      chain.unshift(rgba(style.backgroundColor));
    }
    return chain.reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => {
      const s = c / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const seen = (node) => {
    let opacity = 1;
    for (let up = node; up; up = up.parentElement) opacity *= getComputedStyle(up).opacity;
    return opacity;
  };
  const off = (node) => node.closest(':disabled, [aria-disabled=true], [disabled], canvas');
  const found = [];
  let looked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim();
    const node = walker.currentNode.parentElement;
    if (!words || !node || off(node)) continue;
    const drawn = node.ownerSVGElement;
    if (drawn && !node.closest('.xtick, .ytick, .xtitle, .ytitle')) continue;
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    const opacity = seen(node);
    if (!box.width || !box.height || style.visibility !== 'visible' || opacity < 0.05) continue;
    const below = ground(drawn ? drawn.parentElement : node);
    if (!below) continue;
    const ink = rgba(drawn ? style.fill : style.color);
    const [a, b] = [light(over([...ink.slice(0, 3), ink[3] * opacity], below)), light(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const icon = style.fontFamily.includes('Material');
    looked += 1;
    const told = `${words.slice(0, 40)}: ${ratio.toFixed(2)}`;
    if (ratio < (icon ? mark : text) - 0.05) found.push(told);
  }
  return [looked, found];
}
"""


def faint(page):
    """Return how many texts were looked at, and those with too little contrast."""
    looked, found = page.evaluate(FAINT, [LEAST_TEXT, LEAST_MARK])
    return looked, sorted(set(found))
