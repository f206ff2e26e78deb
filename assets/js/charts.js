// Draws every figure[data-chart] from its json_script; the same figures stand beneath it as a table.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { KINDS } from "./chart-kinds.js";
import { palette } from "./chart-palette.js";

echarts.use([BarChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const drawn = new Map();
const sight = typeof ResizeObserver === "function" ? new ResizeObserver((entries) => entries.forEach((e) => drawn.get(e.target)?.resize())) : null;

function open(data, point) {
  const address = data.series[point.seriesIndex]?.urls?.[point.dataIndex];
  if (address) {
    window.location.assign(address);
  }
}

function draw(figure) {
  const canvas = figure.querySelector("[data-chart-canvas]");
  const data = JSON.parse(document.getElementById(figure.dataset.chartSource).textContent);
  const build = KINDS[figure.dataset.chart];
  if (!canvas || !build) {
    return;
  }
  let chart = drawn.get(canvas);
  if (!chart) {
    chart = echarts.init(canvas, null, { renderer: "svg" });
    chart.on("click", (point) => open(data, point));
    drawn.set(canvas, chart);
    sight?.observe(canvas);
  }
  chart.setOption(build(data, palette()), true);
}

function drawAll() {
  for (const [canvas, chart] of drawn) {
    if (!canvas.isConnected) {
      chart.dispose();
      drawn.delete(canvas);
    }
  }
  document.querySelectorAll("figure[data-chart]").forEach(draw);
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
