// The three choices light, dark, as the system: kept in a cookie, which the server reads for the next page.

const A_YEAR = 365 * 24 * 60 * 60;

function choose(choice) {
  const page = document.documentElement;
  page.dataset.themeChoice = choice;
  document.cookie = `theme=${choice};path=/;max-age=${A_YEAR};samesite=lax`;
  page.dispatchEvent(new Event("themechoice"));
  document.dispatchEvent(new Event("themechange"));
  mark();
}

function mark() {
  const chosen = document.documentElement.dataset.themeChoice || "auto";
  document.querySelectorAll("[data-theme-set]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
  });
}

export function startThemeSwitch() {
  mark();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (button) {
      choose(button.dataset.themeSet);
    }
  });
}
