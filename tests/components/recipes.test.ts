import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { dashboardType, metricAlarmType } from "../../packages/aws-offline/services/cloudwatch/resources.ts";
import { topicSubscriptionType } from "../../packages/aws-offline/services/sns/resources.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { evaluate } from "../support/evaluate.ts";
import { copyWithRecipes } from "../support/recipes.ts";

let checkout: string;
let graph: ResourceGraph;
const imported = async (file: string): Promise<object> => {
  const exported: object = await import(pathToFileURL(join(checkout, file)).href);
  return { ...exported };
};
beforeAll(async () => {
  checkout = await copyWithRecipes();
  graph = await evaluate({ settings: { holdOnDispute: "false" }, program: () => imported("index.ts") });
}, 120_000);
afterAll(() => rm(checkout, { recursive: true }));

/** Runs a command in the copy. */
const run = (command: string, ...args: string[]) => runCommand(command, args, false, checkout);

describe("the recipes of CONTRIBUTING.md, all followed in a copy,", () => {
  it("an event type reaches its consumer", () => {
    const filters = graph.of(topicSubscriptionType).map(({ inputs }) => JSON.stringify(inputs.filterPolicy ?? null));
    expect(filters.filter((filter) => filter.includes("invoice.payment_action_required"))).toHaveLength(1);
  });

  it("a consumer is among the stack's outputs", () => {
    expect(graph.outputs["consumers"]).toHaveProperty("loyalty");
  });

  it("a metric is drawn", () => {
    const bodies = graph.of(dashboardType).map(({ inputs }) => JSON.stringify(inputs.dashboardBody));
    expect(bodies.join()).toContain("EmailsRepeated");
  });

  it("an alarm looks at its signal", () => {
    const alarm = graph.of(metricAlarmType).find(({ name }) => name.includes("mail-no-address"));
    expect(JSON.stringify(alarm?.inputs)).toContain("EmailsWithoutAddress");
  });

  it("an e-mail kind is composed", async () => {
    const { composeMail } = v.parse(v.object({ composeMail: v.function() }), await imported("domain/mail/compose.ts"));
    const mail = { kind: "payment-pending", reference: "pi_1", items: [], total: { amount: 100, currency: "eur" } };
    expect(composeMail(mail, { defaultLocale: "en" })).toMatchObject({ subject: "We are waiting for your payment" });
  });

  it("an e-mail kind is known to whatever reads an order's mails", async () => {
    const { mailKeysOf } = v.parse(v.object({ mailKeysOf: v.function() }), await imported("domain/mail/keys.ts"));
    expect(mailKeysOf(["pi_1"])).toContain("mail#pi_1#payment-pending");
  });

  it("a setting is checked", async () => {
    const settingsOnly = async (): Promise<object> => {
      const { readSettings } = v.parse(
        v.object({ readSettings: v.function() }),
        await imported("components/settings.ts"),
      );
      return { settings: readSettings() };
    };
    const wrong = evaluate({ settings: { holdOnDispute: "perhaps" }, program: settingsOnly });
    await expect(wrong).rejects.toThrow('holdOnDispute is "perhaps": give true or false');
  });

  it("an ops command is in the help", async () => {
    const { code, output } = await run("node", "ops/main.ts", "help", "outputs");
    expect(output).toContain("the stack's outputs");
    expect(code).toBe(0);
  });
});
