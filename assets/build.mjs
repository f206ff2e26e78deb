// Builds static/dist/: stylesheets, script bundles and the icon sprite. Run by `npm run build`; nothing of it is committed.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, "static", "dist");
const iconFolder = path.join(root, "node_modules", "@tabler", "icons", "icons", "outline");

// The oldest browsers that the pages are kept working in (docs/adr/0010-front-end-for-old-browsers.md).
const target = ["chrome87", "safari14.1", "firefox91"];

const options = {
  absWorkingDir: root,
  entryPoints: {
    app: "assets/css/app.css",
    "select-list": "assets/css/select.css",
    main: "assets/js/main.js",
    theme: "assets/js/theme.js",
    alpine: "assets/js/alpine.js",
    charts: "assets/js/charts.js",
    select: "assets/js/select.js",
    survey: "assets/js/survey/page.js",
    "survey-look": "assets/css/survey.css",
    "survey-worker": "assets/js/survey-worker.js",
  },
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target,
  legalComments: "linked",
  logLevel: "info",
};

/** Turn one icon file into a <symbol> that inherits the colour and line width of its place. */
async function symbol(name) {
  const source = await readFile(path.join(iconFolder, `${name}.svg`), "utf8");
  const body = source.slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"));
  const shapes = body.replace(/<path stroke="none"[^>]*>/, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

/** Write the sprite of the icons named in assets/icons.txt. */
async function sprite() {
  const list = await readFile(path.join(root, "assets", "icons.txt"), "utf8");
  const names = list.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const symbols = await Promise.all(names.map(symbol));
  await writeFile(path.join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

const watching = process.argv.includes("--watch");
if (!watching) {
  await rm(dist, { recursive: true, force: true });
}
await mkdir(dist, { recursive: true });
await sprite();
if (watching) {
  const context = await esbuild.context({ ...options, sourcemap: true });
  await context.watch();
} else {
  await esbuild.build(options);
}
