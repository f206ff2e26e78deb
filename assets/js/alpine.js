// Alpine in its CSP build, fetched only by pages with x-data. Components are registered here by name: no code in attributes.
import Alpine from "@alpinejs/csp";

// Live total of number fields: <div x-data="tally"> … <input data-part> … <output x-text="total"></output></div>
Alpine.data("tally", () => ({
  total: 0,
  init() {
    this.count();
    this.$root.addEventListener("input", () => this.count());
  },
  count() {
    const parts = [...this.$root.querySelectorAll("input[data-part], [data-part] input")];
    this.total = parts.reduce((sum, field) => sum + (Number.parseInt(field.value, 10) || 0), 0);
  },
}));

window.Alpine = Alpine;
Alpine.start();
