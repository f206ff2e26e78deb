// Runs before the first paint (the only blocking script): sets the colour theme and says that scripts work.
// The server has already written data-bs-theme when the cookie "theme" says light or dark; this serves "as the system does".
(function applyTheme() {
  const page = document.documentElement;
  page.classList.add("js");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = page.dataset.themeChoice;
    page.dataset.bsTheme = chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
  page.addEventListener("themechoice", apply);
  window.addEventListener("beforeprint", () => {
    page.dataset.bsTheme = "light";
  });
  window.addEventListener("afterprint", apply);
})();
