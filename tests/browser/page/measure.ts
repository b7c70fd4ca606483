/** Letters that a line has at least, on average, where a text has several lines. */
const fewestLetters = 4;
/** Pixels that a box may exceed another by: browsers round. */
const slack = 1;
const smallestText = 8;
const faintest = 3;

/** What a person could not read on the page as it is: run in the browser, returns one line for each. */
export function measure(): string[] {
  const page = document.documentElement;
  const elements = [...document.querySelectorAll("#app *")].filter((each) => each.checkVisibility());
  return [
    ...(page.scrollWidth > page.clientWidth ? [`the page is ${String(page.scrollWidth)} wide`] : []),
    ...elements.flatMap((each) => (each instanceof HTMLElement ? clipped(each) : [])),
    ...elements.flatMap(ownTexts).flatMap((text) => [...squeezed(text), ...outside(text), ...faint(text)]),
  ];
}

/** Boxes that are narrower than what is in them. */
function clipped(element: HTMLElement): string[] {
  const isText = element.matches("select, input, textarea");
  const isInline = getComputedStyle(element).display.startsWith("inline") && !element.matches("button, .button");
  if (isText || isInline || element.clientWidth === 0) return [];
  return element.scrollWidth > element.clientWidth + slack ? [`${nameOf(element)} is clipped`] : [];
}

function ownTexts(element: Element): Text[] {
  if (element.matches("option, .visually-hidden, .skip, .visually-hidden *")) return [];
  return [...element.childNodes].filter((node) => node instanceof Text && node.data.trim().length > 1) as Text[];
}

function linesOf(text: Text): DOMRect[] {
  // A range's boxes know nothing of `textLength`.
  if (text.parentElement instanceof SVGTextContentElement) return [text.parentElement.getBoundingClientRect()];
  const range = document.createRange();
  range.selectNodeContents(text);
  return [...range.getClientRects()].filter(({ width }) => width > 0);
}

function squeezed(text: Text): string[] {
  const tops = new Set(linesOf(text).map(({ top }) => Math.round(top)));
  const letters = text.data.trim().length / tops.size;
  return tops.size > 2 && letters < fewestLetters
    ? [`${nameOf(text.parentElement)} has ${letters.toFixed(1)} letters a line`]
    : [];
}

/** Text that leaves its cell, its box in the picture, or the window. */
function outside(text: Text): string[] {
  const element = text.parentElement;
  const box = element?.closest("td, th, li, dd, dt, button, .button, .pill, h1, h2, h3, p")?.getBoundingClientRect();
  const shape = element?.closest(".card, .chip")?.querySelector("rect")?.getBoundingClientRect();
  const [left, right] = [
    Math.max(box?.left ?? 0, shape?.left ?? 0),
    Math.min(box?.right ?? innerWidth, shape?.right ?? innerWidth, innerWidth),
  ];
  return linesOf(text).flatMap((line) => [
    ...(line.left < left - slack || line.right > right + slack ? [`${nameOf(element)} leaves its box`] : []),
    ...(line.height < smallestText ? [`${nameOf(element)} is ${line.height.toFixed(1)} pixels high`] : []),
  ]);
}

/** Text that is nearly as light as what is behind it. */
function faint(text: Text): string[] {
  const element = text.parentElement;
  if (element === null || element.closest("svg, :disabled") !== null) return [];
  const contrast = ratio(rgb(getComputedStyle(element).color), rgb(behind(element)));
  return contrast < faintest ? [`${nameOf(element)} has a contrast of ${contrast.toFixed(1)}`] : [];
}

function behind(element: Element): string {
  for (let each: Element | null = element; each !== null; each = each.parentElement) {
    const { backgroundColor } = getComputedStyle(each);
    if (rgb(backgroundColor)[3] > 200) return backgroundColor;
  }
  return getComputedStyle(document.body).backgroundColor;
}

type Rgb = readonly [number, number, number, number];

const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const known = new Map<string, Rgb>();

function rgb(colour: string): Rgb {
  const before = known.get(colour);
  if (before !== undefined || canvas === null) return before ?? [0, 0, 0, 0];
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
  known.set(colour, [red, green, blue, alpha]);
  return [red, green, blue, alpha];
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function ratio(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number): number =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function nameOf(element: Element | null): string {
  const text = (element?.textContent ?? "").trim().replaceAll(/\s+/gu, " ").slice(0, 40);
  return `<${element?.tagName.toLowerCase() ?? ""} class="${element?.getAttribute("class") ?? ""}"> "${text}"`;
}
