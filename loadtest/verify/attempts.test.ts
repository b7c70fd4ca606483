import { describe, expect, it } from "vitest";
import { countAttempt, countCutOff, noAttempts, startedPurchases } from "./attempts.ts";

function counted(...sent: Parameters<typeof countAttempt>[1][]) {
  const attempts = noAttempts();
  for (const one of sent) countAttempt(attempts, one);
  return attempts;
}

describe("the count of what was sent", () => {
  it("counts an event once, and what was accepted beyond as duplicates", () => {
    const attempts = counted(
      { index: 1, kind: "first", status: 200 },
      { index: 1, kind: "again", status: 200 },
      { index: 2, kind: "first", status: 200 },
    );
    expect([...attempts.accepted]).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(attempts).toMatchObject({ requests: 3, duplicates: 1, refused: 0 });
  });

  it("keeps what was refused apart from what got no response", () => {
    const attempts = counted({ index: 1, kind: "first", status: 500 }, { index: 2, kind: "first", status: 0 });
    expect(attempts.refused).toBe(2);
    expect(attempts.accepted.size).toBe(0);
    expect([...attempts.uncertain]).toEqual([[2, 1]]);
  });

  it("keeps what the load's end cut off as what may have been accepted, and calls its purchase started", () => {
    const attempts = counted({ index: 1, kind: "first", status: 200 });
    countCutOff(attempts, 30);
    expect(attempts).toMatchObject({ requests: 2, refused: 0 });
    expect([...attempts.uncertain]).toEqual([[30, 1]]);
    expect(startedPurchases(attempts, (index) => Math.floor(index / 10))).toEqual([0, 3]);
  });

  it("counts a forged event that was accepted, and never among the events", () => {
    const attempts = counted({ index: 1, kind: "forged", status: 400 }, { index: 6, kind: "forged", status: 200 });
    expect(attempts.forged).toEqual({ sent: 2, accepted: 1 });
    expect(attempts.accepted.size).toBe(0);
  });

  it("calls a purchase started when one of its events may have been accepted", () => {
    const attempts = counted(
      { index: 30, kind: "first", status: 0 },
      { index: 4, kind: "first", status: 200 },
      { index: 5, kind: "first", status: 200 },
      { index: 90, kind: "first", status: 400 },
    );
    expect(startedPurchases(attempts, (index) => Math.floor(index / 10))).toEqual([0, 3]);
  });
});
