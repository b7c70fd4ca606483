/** One line of a chart; null leaves a gap. */
export interface Line {
  readonly name: string;
  /** CSS class that gives its colour. */
  readonly kind: "first" | "second" | "third";
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

const width = 900;
const height = 220;
const margin = { left: 64, right: 12, top: 12, bottom: 28 };

/** A line chart as inline SVG. @param unit of the y axis; x is seconds */
export function lineChart(title: string, unit: string, lines: readonly Line[]): string {
  const all = lines.flatMap(({ points }) => points);
  const xMost = Math.max(1, ...all.map(({ x }) => x));
  const yMost = niceTop(Math.max(0, ...all.map(({ y }) => y ?? 0)));
  const x = (value: number): number => margin.left + (value / xMost) * (width - margin.left - margin.right);
  const y = (value: number): number => height - margin.bottom - (value / yMost) * (height - margin.top - margin.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * yMost).toFixed(1);
    return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}"/><text class="tick" x="${margin.left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${label(share * yMost)}</text>`;
  });
  const seconds = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text class="tick" x="${x(share * xMost).toFixed(1)}" y="${height - 8}" text-anchor="${share === 1 ? "end" : "middle"}">${label(share * xMost)} s</text>`,
  );
  const drawn = lines.map(({ kind, points }) => `<path class="${kind}" d="${pathOf(points, x, y)}"/>`);
  const legend = lines.map(({ name, kind }) => `<span class="${kind}">${escapeHtml(name)}</span>`).join(" ");
  return `<figure><figcaption>${escapeHtml(title)}, ${escapeHtml(unit)} <span class="legend">${legend}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">${grid.join("")}${seconds.join("")}${drawn.join("")}</svg></figure>`;
}

function pathOf(points: Line["points"], x: (value: number) => number, y: (value: number) => number): string {
  let broken = true;
  return points
    .map((point) => {
      if (point.y === null) {
        broken = true;
        return "";
      }
      const step = `${broken ? "M" : "L"}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`;
      broken = false;
      return step;
    })
    .join("");
}

/** The least of 1, 2, 5 times a power of ten that is not below. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((top) => top >= value) ?? 10 * power;
}

function label(value: number): string {
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${String(character.codePointAt(0))};`);
}
