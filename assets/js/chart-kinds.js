// One function a kind of chart: (data, colours) → ECharts option. data = {labels, series: [{name, values, urls?}], unit?, target?, targetLabel?}

const number = (value, unit) => (unit === "%" ? Number(value).toFixed(1) : Number(value).toLocaleString("en-US"));
const format = (value, unit) => (value === null || value === undefined ? "—" : `${number(value, unit)}${unit ? ` ${unit}` : ""}`);

function common(data, colours) {
  return {
    animation: !colours.still,
    animationDuration: 300,
    color: colours.series,
    textStyle: { fontFamily: colours.font, color: colours.ink },
    grid: { left: 4, right: 16, top: data.series.length > 1 ? 36 : 16, bottom: 4, containLabel: true },
    legend: {
      show: data.series.length > 1,
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { color: colours.soft, fontSize: 12 },
      inactiveColor: colours.line,
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      axisPointer: { type: "shadow", shadowStyle: { color: colours.track, opacity: 0.5 } },
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 13 },
      valueFormatter: (value) => format(value, data.unit),
    },
  };
}

function names(data, colours, extra = {}) {
  return {
    type: "category",
    data: data.labels,
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: { color: colours.soft, fontSize: 12, hideOverlap: true },
    ...extra,
  };
}

function amounts(data, colours, extra = {}) {
  return {
    type: "value",
    max: data.unit === "%" ? (bounds) => Math.min(100, Math.ceil((Math.max(bounds.max, data.target || 0) * 1.15) / 10) * 10) : null,
    minInterval: 1,
    splitNumber: 4,
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.soft, fontSize: 12, hideOverlap: true, formatter: data.unit === "%" ? "{value} %" : "{value}" },
    ...extra,
  };
}

function target(data, colours, axis) {
  if (data.target === null || data.target === undefined) {
    return undefined;
  }
  const words = `${data.targetLabel || ""} ${data.target}${data.unit ? ` ${data.unit}` : ""}`.trim();
  return {
    silent: true,
    symbol: "none",
    animation: false,
    lineStyle: { color: colours.ink, type: "dashed", width: 1 },
    label: { formatter: words, position: axis === "xAxis" ? "start" : "insideEndTop", color: colours.ink, fontSize: 12, backgroundColor: colours.surface, padding: [1, 3] },
    data: [{ [axis]: data.target }],
  };
}

const pointer = (one) => (one.urls ? "pointer" : "default");

function trend(data, colours) {
  return {
    ...common(data, colours),
    xAxis: names(data, colours, { boundaryGap: false }),
    yAxis: amounts(data, colours),
    series: data.series.map((one, index) => ({
      type: "line",
      name: one.name,
      data: one.values,
      symbolSize: 6,
      showSymbol: data.labels.length <= 24,
      connectNulls: false,
      cursor: pointer(one),
      lineStyle: { width: index === 0 ? 2.5 : 1.75 },
      markLine: index === 0 ? target(data, colours, "yAxis") : undefined,
    })),
  };
}

function bars(data, colours) {
  const option = common(data, colours);
  return {
    ...option,
    grid: { ...option.grid, top: option.grid.top + (data.target ? 12 : 0), right: 48 },
    xAxis: amounts(data, colours, data.unit === "%" ? { max: 100, interval: 25 } : {}),
    yAxis: names(data, colours, {
      inverse: true,
      axisLabel: { color: colours.ink, fontSize: 12, interval: 0, width: 92, overflow: "break", lineHeight: 15 },
    }),
    series: data.series.map((one, index) => ({
      type: "bar",
      name: one.name,
      data: one.values,
      barMaxWidth: 16,
      cursor: pointer(one),
      itemStyle: { color: data.series.length === 1 ? colours.series[1] : undefined, borderRadius: [0, 2, 2, 0] },
      label: { show: data.series.length === 1, position: "right", color: colours.ink, fontSize: 12, formatter: (point) => format(point.value, data.unit) },
      markLine: index === 0 ? target(data, colours, "xAxis") : undefined,
    })),
  };
}

function columns(data, colours, stacked) {
  return {
    ...common(data, colours),
    xAxis: names(data, colours),
    yAxis: amounts(data, colours),
    series: data.series.map((one, index) => ({
      type: "bar",
      name: one.name,
      data: one.values,
      stack: stacked ? "all" : undefined,
      barMaxWidth: 36,
      cursor: pointer(one),
      itemStyle: { borderColor: colours.surface, borderWidth: stacked ? 1 : 0 },
      markLine: index === 0 ? target(data, colours, "yAxis") : undefined,
    })),
  };
}

function parts(data, colours) {
  const [first] = data.series;
  const { grid, ...option } = common(data, colours);
  const total = first.values.reduce((sum, value) => sum + (value || 0), 0);
  const share = (value) => (total ? ` (${((100 * value) / total).toFixed(1)} %)` : "");
  const worded = (name) => {
    const value = first.values[data.labels.indexOf(name)];
    return `${name}  ${format(value, data.unit)}${share(value)}`;
  };
  const narrow = { legend: { orient: "horizontal", top: "auto", bottom: 0, left: 0, itemGap: 8 }, series: [{ center: ["50%", "33%"], radius: ["36%", "56%"] }] };
  const wide = {
    ...option,
    legend: { ...option.legend, show: true, orient: "vertical", top: "middle", left: "56%", itemGap: 12, itemWidth: 10, itemHeight: 10, textStyle: { color: colours.ink, fontSize: 13 }, formatter: worded },
    tooltip: { ...option.tooltip, trigger: "item", valueFormatter: (value) => `${format(value, data.unit)}${share(value)}` },
    series: [
      {
        type: "pie",
        name: first.name,
        radius: ["50%", "76%"],
        center: ["27%", "50%"],
        cursor: pointer(first),
        itemStyle: { borderColor: colours.surface, borderWidth: 2 },
        label: { show: false },
        data: data.labels.map((name, index) => ({ name, value: first.values[index] })),
      },
    ],
  };
  return { baseOption: wide, media: [{ query: { maxWidth: 420 }, option: narrow }] };
}

export const KINDS = {
  trend,
  bars,
  columns: (data, colours) => columns(data, colours, false),
  stack: (data, colours) => columns(data, colours, true),
  parts,
};
