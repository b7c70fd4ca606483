import { describe, expect, it } from "vitest";
import type { Sent } from "../shared/profiles.ts";
import { kneeOf } from "./knee.ts";

const limits = { p95: 500, p99: 1_500 };
const curve = [
  { second: 0, rate: 10 },
  { second: 100, rate: 110 },
];

/** Sends at the curve's rate; `response` gives milliseconds, status and share of the rate by rate. */
function play(response: (rate: number) => Partial<Pick<Sent, "milliseconds" | "status">> & { share?: number }): Sent[] {
  const sent: Sent[] = [];
  for (let second = 0; second < 100; second += 1) {
    const rate = 10 + second + 0.5;
    const { share = 1, milliseconds = 20, status = 200 } = response(rate);
    const count = Math.round(rate * share);
    for (let nth = 0; nth < count; nth += 1) {
      const at = 1_000_000 + 1000 * second + Math.floor((1000 * nth) / count);
      sent.push({ index: sent.length, kind: "first", at, status, milliseconds });
    }
  }
  return sent;
}

const knee = (sent: readonly Sent[]) => kneeOf(sent, curve, limits, 1_000_000);

describe("the knee of a rising rate", () => {
  it("is where the responses become too slow", () => {
    const found = knee(play((rate) => ({ milliseconds: rate < 60 ? 40 : 900 })));
    expect(found).toMatchObject({ rate: 58, p95: 40, broke: { rate: 63, reason: "p95 900 ms, limit 500" } });
  });

  it("is where requests fail", () => {
    const found = knee(play((rate) => ({ status: rate < 60 ? 200 : 503 })));
    expect(found.broke?.reason).toMatch(/^\d+ requests failed$/u);
  });

  it("is where the load generator falls behind, which fast responses would hide", () => {
    const found = knee(play((rate) => ({ share: rate < 60 ? 1 : 0.5 })));
    expect(found.broke?.reason).toBe("the load generator sent 50 % of the rate");
  });

  it("is not there when all holds", () => {
    expect(knee(play(() => ({})))).toEqual({ rate: 108, p95: 20 });
  });
});
