// Bundles that few pages need (charts, searchable selects, Alpine) are fetched when something on the page asks for them.
// Their addresses stand as data attributes on <body>, because the server knows the hashed names.

const NEEDS = [
  { selector: "[data-chart]", source: "chartsSrc" },
  { selector: "select[data-search]", source: "selectSrc", style: "selectCss" },
  { selector: "[x-data]", source: "alpineSrc" },
];

const fetched = new Set();

function fetchStyle(address) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}

function fetchScript(address) {
  const script = document.createElement("script");
  script.src = address;
  document.head.append(script);
}

function look() {
  for (const { selector, source, style } of NEEDS) {
    const address = document.body.dataset[source];
    if (!address || fetched.has(source) || !document.querySelector(selector)) {
      continue;
    }
    fetched.add(source);
    if (style && document.body.dataset[style]) {
      fetchStyle(document.body.dataset[style]);
    }
    fetchScript(address);
  }
}

export function startLazy() {
  look();
  document.addEventListener("htmx:afterSettle", look);
}
