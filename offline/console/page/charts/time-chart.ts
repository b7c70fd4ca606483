import uPlot from "uplot";
import type { SeriesData } from "../../api/dashboards.ts";
import { shortNumber } from "../lib/format.ts";
import { colour, themeChanges } from "../lib/theme.ts";
import { align, stack, upperEnd } from "./series.ts";

interface ChartData {
  readonly series: readonly SeriesData[];
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly period: number;
  readonly limits: readonly { readonly label?: string; readonly value: number }[];
  readonly isStacked: boolean;
}

const colours = 8;
const height = 128;

/** Values over time, with thresholds as dashed lines: `<time-chart .data=${...}>`. */
class TimeChart extends HTMLElement {
  #data: ChartData | undefined;
  #plot: uPlot | undefined;
  #shape = "";
  readonly #area = document.createElement("div");
  readonly #legend = document.createElement("ul");
  readonly #resizing = new ResizeObserver(() => this.#resize());
  readonly #recolour = (): void => {
    this.#shape = "";
    this.#draw();
  };

  set data(data: ChartData) {
    this.#data = data;
    if (this.isConnected) this.#draw();
  }

  connectedCallback(): void {
    this.#area.className = "area";
    this.#legend.className = "legend";
    this.append(this.#area, this.#legend);
    this.#resizing.observe(this.#area);
    themeChanges.addEventListener("change", this.#recolour);
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#resizing.disconnect();
    themeChanges.removeEventListener("change", this.#recolour);
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#shape = "";
  }

  #draw(): void {
    const data = this.#data;
    if (data === undefined || this.#area.clientWidth === 0) return;
    const shape = JSON.stringify([data.series.map(({ label }) => label), data.limits, data.isStacked]);
    const { times, values } = align(data.series, data.from, data.to, data.period);
    const drawn = data.isStacked ? stack(values) : values;
    const rows: uPlot.AlignedData = [times, ...(data.isStacked ? drawn.toReversed() : drawn)];
    if (this.#plot === undefined || shape !== this.#shape) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(data), rows, this.#area);
      this.#shape = shape;
    } else {
      this.#plot.setData(rows, false);
    }
    const plot = this.#plot;
    const limits = data.limits.map(({ value }) => value);
    plot.batch(() => {
      plot.setScale("x", { min: data.from, max: data.to });
      plot.setScale("y", { min: 0, max: upperEnd(drawn, limits) });
    });
    this.#describe(data, values);
  }

  #options({ series, limits, isStacked }: ChartData): uPlot.Options {
    const [faint, line, bad] = [colour("--text-faint"), colour("--line"), colour("--bad")];
    const axis: uPlot.Axis = {
      stroke: faint,
      font: "11px system-ui",
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      gap: 6,
    };
    const lines = series.map((each, index): uPlot.Series => {
      const stroke = colour(`--series-${String((index % colours) + 1)}`);
      const fill = isStacked ? withAlpha(stroke, 0.28) : withAlpha(stroke, series.length === 1 ? 0.1 : 0);
      const isLonely = (plot: uPlot, seriesIndex: number): boolean =>
        (plot.data[seriesIndex] ?? []).filter((value) => value !== null).length < 3;
      // A period without data is not a gap in what is counted.
      return {
        label: each.label,
        stroke,
        fill,
        width: 1.5,
        spanGaps: true,
        points: { size: 5, fill: stroke, show: isLonely },
      };
    });
    return {
      width: this.#area.clientWidth,
      height,
      padding: [8, 18, 0, 0],
      cursor: { y: false, points: { size: 6 } },
      legend: { show: false },
      scales: { x: { time: true, auto: false }, y: { auto: false } },
      axes: [
        { ...axis, size: 24, space: 64, grid: { show: false }, values: (_plot, splits) => splits.map(clock) },
        { ...axis, size: widthOf, space: 34, values: (_plot, splits) => splits.map(shortNumber) },
      ],
      series: [{}, ...(isStacked ? lines.toReversed() : lines)],
      hooks: {
        draw: [(plot) => drawLimits(plot, limits, bad)],
        setCursor: [(plot) => this.#showAt(plot.cursor.idx ?? undefined)],
      },
    };
  }

  #showAt(index: number | undefined): void {
    const data = this.#data;
    if (data === undefined) return;
    const { values } = align(data.series, data.from, data.to, data.period);
    this.#describe(data, values, index);
  }

  /** The latest values, or those under the cursor. */
  #describe({ series, limits }: ChartData, values: readonly (number | null)[][], index?: number): void {
    const items = series.map(({ label }, at) => {
      const row = values[at] ?? [];
      const value = index === undefined ? row.findLast((each) => each !== null) : row[index];
      return legendItem(
        label,
        `dot series-${String((at % colours) + 1)}`,
        value === null || value === undefined ? "–" : shortNumber(value),
      );
    });
    const thresholds = limits.map(({ label = "threshold", value }) => legendItem(label, "dash", shortNumber(value)));
    this.#legend.replaceChildren(...items, ...thresholds);
  }

  #resize(): void {
    const width = this.#area.clientWidth;
    if (this.#plot === undefined) this.#draw();
    else if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height });
  }
}

function legendItem(label: string, mark: string, value: string): HTMLLIElement {
  const item = document.createElement("li");
  const [dot, name, number] = [
    document.createElement("i"),
    document.createElement("span"),
    document.createElement("b"),
  ];
  dot.className = mark;
  name.textContent = label;
  name.title = label;
  number.textContent = value;
  item.append(dot, name, number);
  return item;
}

function drawLimits(plot: uPlot, limits: ChartData["limits"], stroke: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const { value } of limits) {
    const y = Math.round(plot.valToPos(value, "y", true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

const digitWidth = 7;

/** As wide as the longest of the axis's numbers. */
function widthOf(_plot: uPlot, values: string[] | null): number {
  return 16 + digitWidth * Math.max(2, ...(values ?? []).map(({ length }) => length));
}

function withAlpha(rgb: string, alpha: number): string {
  return rgb.replace(/^rgb\((?<parts>.*)\)$/u, `rgba($<parts>, ${String(alpha)})`);
}

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function clock(seconds: number): string {
  return time.format(seconds * 1000);
}

export function defineTimeChart(): void {
  customElements.define("time-chart", TimeChart);
}
