// The script of every page. Each module listens on the document, so that content brought in later needs no wiring.
import { startBusy } from "./busy.js";
import { startConfirm } from "./confirm.js";
import { startFilters } from "./filters.js";
import { startGuard } from "./guard.js";
import { startLazy } from "./lazy.js";
import { startNav } from "./nav.js";
import { startPlan } from "./plan.js";
import { startThemeSwitch } from "./theme-switch.js";
import { startToasts } from "./toasts.js";
import { startVisit } from "./visit.js";

startNav();
startThemeSwitch();
startToasts();
startFilters();
startConfirm();
startGuard();
startBusy();
startLazy();
startVisit();
startPlan();
