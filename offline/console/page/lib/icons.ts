import { svg, type TemplateResult } from "lit-html";

/** Paths on a grid of 16, drawn as lines. */
const paths: Readonly<Record<string, string>> = {
  flow: "M2 8h3m6-4h3m-3 8h3M5 8c3 0 3-4 6-4M5 8c3 0 3 4 6 4",
  operations: "M2 13.5h12M3.5 11V8M6.5 11V4M9.5 11V6.5M12.5 11V2.5",
  business: "M2 11.5l4-4 3 2.5 5-6M10.5 4H14v3.5",
  alarms: "M8 2a4 4 0 0 0-4 4c0 4-1.5 5-1.5 5h11S12 10 12 6a4 4 0 0 0-4-4zM6.7 13.5a1.5 1.5 0 0 0 2.6 0",
  events: "M3 4h10M3 8h10M3 12h6",
  orders: "M2.5 3h2l1.5 7h6l1.5-5H5M6.5 13.2v.1M11.5 13.2v.1",
  mail: "M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5",
  stock: "M8 2l5.5 3v6L8 14l-5.500-3V5zM2.500 5L8 8l5.500-3M8 8v6",
  logs: "M2.5 3h11v10h-11zM5 6l2 2-2 2M8.5 10h2.5",
  menu: "M2.5 4.500h11M2.500 8h11M2.500 11.500h11",
  "dead-letters": "M2.500 9.500L4 3h8l1.500 6.500V13h-11zM2.500 9.500H6L7 11h2l1-1.500h3.500",
  replay: "M3 8a5 5 0 1 0 1.700-3.800M3 2.500v3h3",
  send: "M14 2L2 7l4.500 2M14 2l-4 12-3.500-5M14 2L6.500 9",
  faults: "M9 1.500L3.500 9H8l-1 5.500L12.500 7H8z",
  sun: "M8 5.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600zM8 1.500v1.200M8 13.300v1.200M1.500 8h1.200M13.300 8h1.200M3.400 3.400l.9.9M11.700 11.700l.9.9M12.600 3.400l-.9.9M4.300 11.700l-.9.9",
  moon: "M13.500 9.500A5.800 5.800 0 0 1 6.500 2.500a5.800 5.800 0 1 0 7 7z",
  keys: "M1.500 4h13v8h-13zM4 6.500h.1M6.700 6.500h.1M9.300 6.500h.1M12 6.500h.1M5 9.500h6",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  close: "M4 4l8 8M12 4l-8 8",
};

export function icon(name: string): TemplateResult {
  return svg`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${paths[name] ?? ""}></path></svg>`;
}
