import { expect, it } from "vitest";
import { planLines } from "../../loadtest/plan/lines.ts";
import { planFor } from "../../loadtest/plan/plan.ts";
import { readDocument } from "../../scripts/markdown.ts";

it.each(["docs/capacity.md", "docs/load-testing.md"])(
  "%s shows what --plan prints of today's counts, quotas and prices",
  async (name) => {
    const document = await readDocument(name);
    const shown = document.matchAll(
      /^\$ npm run loadtest -- --plan (?<rate>\d+) --region (?<region>\S+)\n(?<out>[^`]+)^```$/gmu,
    );
    const plans = [...shown].map(({ groups }) => groups ?? {});
    expect(plans).toHaveLength(1);
    for (const { rate, region, out } of plans) {
      expect(out).toBe(`${planLines(await planFor(Number(rate), "dev", region)).join("\n")}\n`);
    }
  },
);
