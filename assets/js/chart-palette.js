// Chart colours come from the stylesheet, so that light, dark and print have one source.

/** Read the colours in force. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    series: [1, 2, 3, 4, 5, 6].map((n) => read(`--chart-${n}`)),
    ink: read("--ink"),
    soft: read("--ink-soft"),
    line: read("--line"),
    surface: read("--surface"),
    track: read("--chart-track"),
    font: read("--sans"),
    still: window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}
