// When to try again after the line was cut: at once while something arrives, later and later while nothing does.
const SOONEST = 1000, LATEST = 60 * 1000; // ms
let pause = SOONEST, timer = 0;

/** Something arrived: the next try may follow soon. */
export function moved() {
  pause = SOONEST;
}

/** Do it after a pause; many phones that lost one server do not come back in the same moment. */
export function later(act) {
  window.clearTimeout(timer);
  timer = window.setTimeout(act, pause * (0.75 + Math.random() / 2));
  pause = Math.min(2 * pause, LATEST);
}
