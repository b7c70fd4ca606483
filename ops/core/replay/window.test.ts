import { expect, it } from "vitest";
import { archiveDelay, archiveWindow, readWindow } from "./window.ts";

const now = Date.UTC(2026, 10, 23, 12);
const hour = 60 * 60_000;
const request = { from: now - hour, to: undefined, now, delay: archiveDelay, force: false };

it("ends ten minutes ago by default, because the archive may not be whole after that", () => {
  expect(readWindow(request)).toEqual({ from: now - hour, to: now - archiveDelay });
  expect(readWindow({ ...request, delay: 0 })).toEqual({ from: now - hour, to: now });
});

it("refuses a later end, with the reason and the way out", () => {
  expect(() => readWindow({ ...request, to: now - 60_000 })).toThrow(
    /less than 10 minutes ago.*--to 2026-11-23T11:50:00Z.*--force/u,
  );
  expect(readWindow({ ...request, to: now - 60_000, force: true }).to).toBe(now - 60_000);
});

it("refuses an empty window, and says when it is empty for the delay's sake", () => {
  expect(() => readWindow({ ...request, from: now - 60_000 })).toThrow(/last 10 minutes are left out/u);
  expect(() => readWindow({ ...request, to: now - 2 * hour })).toThrow(/empty/u);
});

it("asks the archive for whole seconds, and a little longer than the journal", () => {
  expect(archiveWindow({ from: 1_500, to: 2_000 }, now)).toEqual({ from: 1_000, to: 62_000 });
  expect(archiveWindow({ from: now - 500, to: now }, now).to).toBe(now + 500);
});
