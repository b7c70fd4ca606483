import { costGoals } from "../../bench/calls/goals.ts";
import { planLines } from "../../loadtest/plan/lines.ts";
import { planFor } from "../../loadtest/plan/plan.ts";
import { readCounts } from "../../ops/core/costs/counts.ts";
import { readCostSettings } from "../../ops/stack-settings.ts";
import { markdownTable, withGenerated } from "../markdown.ts";

/** What the other documents show of the counts, by their file. */
export const withCounts: Readonly<Record<string, (document: string) => Promise<string>>> = {
  "docs/capacity.md": withPlan,
  "docs/load-testing.md": withPlan,
  "docs/performance.md": withGoals,
};

const shownPlan = /(?<=^\$ npm run loadtest -- --plan (?<rate>\d+) --region (?<region>\S+)\n)[^`]+(?=^```$)/mu;

/** @throws Error where no plan is shown */
async function withPlan(document: string): Promise<string> {
  const { rate, region } = shownPlan.exec(document)?.groups ?? {};
  if (rate === undefined || region === undefined) throw new Error("the document shows no plan");
  const lines = planLines(await planFor(Number(rate), "dev", region));
  return document.replace(shownPlan, () => `${lines.join("\n")}\n`);
}

async function withGoals(document: string): Promise<string> {
  const { region: _, ...settings } = await readCostSettings("prod");
  const rows = costGoals(await readCounts(), settings).map(({ name, value, unit, atMost }) => [
    name,
    `${value.toFixed(2)} ${unit}`,
    atMost === undefined ? "-" : `at most ${String(atMost)}${value > atMost ? ", missed" : ""}`,
  ]);
  return withGenerated(document, "goals", "npm run docs:cost", `${markdownTable(["", "counted", "goal"], rows)}\n`);
}
