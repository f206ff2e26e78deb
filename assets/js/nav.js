// The drawer of narrow screens, and menus that close when one looks elsewhere.

function setDrawer(open) {
  const page = document.documentElement;
  page.classList.toggle("nav-open", open);
  document.querySelectorAll("[data-nav-open]").forEach((button) => button.setAttribute("aria-expanded", String(open)));
  const side = document.getElementById("site-nav");
  if (open && side) {
    side.querySelector("a, button")?.focus();
  } else if (side?.contains(document.activeElement)) {
    document.querySelector("[data-nav-open]")?.focus();
  }
}

function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) {
      menu.open = false;
    }
  });
}

function onClick(event) {
  const page = document.documentElement;
  if (event.target.closest("[data-nav-open]")) {
    event.preventDefault();
    setDrawer(!page.classList.contains("nav-open"));
  } else if (event.target.closest("[data-nav-close]")) {
    event.preventDefault();
    setDrawer(false);
  } else if (page.classList.contains("nav-open") && !event.target.closest("#site-nav")) {
    setDrawer(false);
  }
  closeMenus(event.target.closest("details.menu"));
}

function onKey(event) {
  if (event.key !== "Escape") {
    return;
  }
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary")?.focus();
  if (document.documentElement.classList.contains("nav-open")) {
    setDrawer(false);
  }
}

export function startNav() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
}
