// Interprets the server's tables of cross-checks and skip logic (enterprises/rules/survey.py): the same rows, asked on the device.

const sum = (values, names) => names.reduce((total, name) => total + Number(values[name] || 0), 0);
const known = (values, names) => names.every((name) => values[name] !== null && values[name] !== undefined && values[name] !== "");

const HOLDS = {
  sum_le: (check, values) => !known(values, check.right) || sum(values, check.left) <= sum(values, check.right),
  split: (check, values) => [0, sum(values, check.right)].includes(sum(values, check.left)),
};

const COMPARE = {
  eq: (found, value) => found === value,
  ne: (found, value) => found !== value,
  in: (found, value) => value.includes(found),
  has: (found, value) => found.includes(value),
  ge: (found, value) => found >= value,
  gt: (found, value) => found > value,
  le: (found, value) => found <= value,
  lt: (found, value) => found < value,
};

/** Return the sentences of the checks that fail: refusals, or, when there are none, what is only unusual. */
export function faults(checks, values) {
  const found = checks.filter((check) => HOLDS[check.kind] && !HOLDS[check.kind](check, values));
  const refusing = found.filter((check) => !check.warns);
  return (refusing.length ? refusing : found).map((check) => {
    const sums = { [check.names[0]]: sum(values, check.left), [check.names[1]]: sum(values, check.right) };
    return { refuses: !check.warns, text: check.message.replace(/%\((\w+)\)[ds]/g, (_all, name) => String(sums[name] ?? "")) };
  });
}

/** Return the names of the fields that are not asked, given the answers; what depends on a hidden field is hidden with it. */
export function hidden(shows, values) {
  const found = new Set();
  for (const show of shows) {
    const seen = Object.fromEntries(Object.entries(values).filter(([name]) => !found.has(name)));
    const given = show.given.length === 1 ? seen[show.given[0]] : sum(seen, show.given);
    const isKnown = given !== null && given !== undefined && given !== "";
    const said = typeof show.value === "number" && typeof given === "string" ? Number(given) : given;
    if (!isKnown || !COMPARE[show.op](said, show.value)) show.fields.forEach((name) => found.add(name));
  }
  return found;
}
