// Which part of one's areas the phone takes along.
import { $, word } from "./dom.js";

export function draw(bundle) {
  const select = $("#area");
  const least = Math.min(...bundle.areas.map((one) => one.depth));
  const options = bundle.areas.map((one) => {
    const option = document.createElement("option");
    option.value = one.id;
    option.textContent = "　".repeat(one.depth - least) + one.name;
    option.selected = one.id === bundle.area;
    return option;
  });
  const whole = $("option", select);
  whole.textContent = word(bundle.mine || bundle.area ? "my_list" : "all_areas");
  select.replaceChildren(whole, ...options);
}
