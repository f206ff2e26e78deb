// Small tools for the page: words by key, elements by selector, templates filled by data-fill.
const words = JSON.parse(document.getElementById("survey-words").textContent);

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export function word(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? key);
}

/** Return a copy of a template with texts put where data-fill names them. */
export function filled(id, texts) {
  const made = document.getElementById(id).content.firstElementChild.cloneNode(true);
  for (const [name, text] of Object.entries(texts)) {
    const place = made.dataset.fill === name ? made : $(`[data-fill="${name}"]`, made);
    if (place) place.textContent = text;
  }
  return made;
}

export function show(screen) {
  $$("[data-screen]").forEach((one) => {
    one.hidden = one.dataset.screen !== screen;
  });
  document.body.dataset.at = screen;
  window.scrollTo(0, 0);
}

export function say(text, tone = "good") {
  const place = $("#said");
  place.textContent = text;
  place.dataset.tone = tone;
  place.hidden = !text;
}
