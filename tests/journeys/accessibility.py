"""What a page must have so that everybody can use it, asked of the page in the browser; names follow WCAG 2.2."""

# 1.1.1 alt, 1.3.1 labels and landmarks, 2.4.6 one heading of the first level, 3.1.1 language, 4.1.2 names, unique ids
BASICS = """() => {
  const wrong = [];
  const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden";
  const word = (one) => `${one.tagName.toLowerCase()}#${one.id}.${one.className} ${one.textContent.trim().slice(0, 20)}`;
  const ask = (fine, what) => { if (!fine) wrong.push(what); };
  ask(document.documentElement.lang, "no language");
  ask(document.title.trim(), "no title");
  ask(document.querySelectorAll("h1").length === 1, "not one h1");
  ask(document.querySelectorAll("main").length === 1, "not one main");
  ask(document.querySelector(".skip-link[href='#content']"), "no skip link");
  document.querySelectorAll("nav").forEach((one) => ask(one.ariaLabel, `nav without a name: ${word(one)}`));
  document.querySelectorAll("img:not([alt])").forEach((one) => wrong.push(`no alt: ${one.src}`));
  document.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((one) => {
    const named = one.labels?.length || one.ariaLabel || one.getAttribute("aria-labelledby");
    ask(named || !shown(one) || one.closest(".ts-wrapper, .tomselected"), `no label: ${word(one)}`);
  });
  document.querySelectorAll("a[href], button, summary").forEach((one) => {
    const named = one.textContent.trim() || one.ariaLabel || one.title || one.querySelector("[aria-label], img[alt]");
    ask(named || !shown(one), `no name: ${word(one)}`);
  });
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  new Set(ids.filter((id, place) => ids.indexOf(id) !== place)).forEach((id) => wrong.push(`id twice: ${id}`));
  return wrong;
}"""

# 1.4.3: text against what lies behind it, 4.5:1, large text 3:1
CONTRAST = """() => {
  document.getAnimations().forEach((one) => one.finish());  // nothing is measured half-way between two colours
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (text) => {
    if (!known.has(text)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = text;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      known.set(text, [red, green, blue, alpha / 255]);
    }
    return known.get(text);
  };
  const over = (top, below) => below.map((value, place) => value * (1 - top[3]) + top[place] * top[3]);
  const light = (rgb) => rgb.map((value) => value / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (one) => {
    const layers = [];
    for (let node = one; node; node = node.parentElement) layers.push(colour(getComputedStyle(node).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const wrong = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !one.getClientRects().length || one.closest("[disabled], [aria-hidden=true], svg")) continue;
    const style = getComputedStyle(one), back = behind(one);
    const [dark, bright] = [light(over(colour(style.color), back)), light(back)].sort((a, b) => a - b);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < (large ? 3 : 4.5)) wrong.add(`${ratio.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 20)}`);
  }
  return [...wrong];
}"""

# what a finger must hit on a phone; links inside sentences are exempt (2.5.8)
SMALL_TARGETS = """() => [...document.querySelectorAll(
  ".btn, .bar-button, .tabbar a, .work a, select, input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter((one) => one.getClientRects().length && !one.closest(".ts-wrapper, .tomselected, .ts-hidden-accessible"))
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => `small: ${one.className} ${one.textContent.trim().slice(0, 20)}`)"""
