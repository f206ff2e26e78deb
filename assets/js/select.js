// Searchable selects: <select data-search>, with data-search-url="…?q=" for choices that the server looks up.
import TomSelect from "tom-select/base";
import { say } from "./words.js";

function remote(address) {
  return {
    preload: "focus",
    valueField: "id",
    labelField: "label",
    searchField: [],
    load(query, done) {
      fetch(`${address}${encodeURIComponent(query)}`, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : { results: [] }))
        .then((found) => done(found.results))
        .catch(() => done());
    },
  };
}

function enhance(select) {
  const address = select.dataset.searchUrl;
  new TomSelect(select, {
    maxOptions: 200,
    allowEmptyOption: !address,
    placeholder: select.dataset.placeholder || say("search"),
    render: {
      no_results: (_data, escape) => `<div class="no-results">${escape(say("nothing"))}</div>`,
    },
    ...(address ? remote(address) : {}),
  });
}

function enhanceAll() {
  document.querySelectorAll("select[data-search]:not(.tomselected)").forEach(enhance);
}

enhanceAll();
document.addEventListener("htmx:afterSettle", enhanceAll);
