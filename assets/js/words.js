// Sentences that scripts say. They are written by the server (templates/components/words.html), in the reader's language.

const element = document.getElementById("ui-words");
const words = element ? JSON.parse(element.textContent) : {};

/** Return a sentence by its key; the key itself when the page brought none. */
export function say(key) {
  return words[key] || key;
}
