/** The version that the stripe package pins, and the oldest whose shapes are read: `charge.refunded` lost its refunds in it. */
export const pinnedApiVersion = "2026-10-28.endive";
export const oldestApiVersion = "2022-11-15";

/** Whether an event's version lies between the shapes that are read. Versions begin with their date. */
export function isKnownApiVersion(version: string): boolean {
  const date = version.slice(0, oldestApiVersion.length);
  return date >= oldestApiVersion && date <= pinnedApiVersion.slice(0, oldestApiVersion.length);
}
