import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";
import { parse } from "yaml";
import * as v from "valibot";
import { startBench, type Bench } from "./bench.ts";
import { dataTypes } from "./data-types.ts";
import { InlineEngine } from "./inline.ts";
import { allowedValues, withNeeds } from "./settings/allowed.ts";
import { changesTable, type SettingChange } from "./settings/changes.ts";

const allowed = await allowedValues();
const projectFile = v.object({
  config: v.record(
    v.string(),
    v.looseObject({
      type: v.optional(v.string()),
      default: v.optional(v.union([v.string(), v.number(), v.boolean()])),
    }),
  ),
});
const declared = v.parse(projectFile, parse(await readDocument("Pulumi.yaml"))).config;

/** Every other end of what a setting allows; of a range the upper one, unless it is the default. */
const changes = [...allowed].flatMap(([setting, values]) => {
  const from = setting === "sesFromEmail" ? "orders-dev@simulator.amazonses.com" : String(declared[setting]?.default);
  const others = values.filter((value) => value !== from);
  const isRange = others.length > 1 && others.every((value) => /^\d+$/u.test(value));
  return (isRange ? others.slice(-1) : others).map((to) => ({ setting, from, to }));
});

describe("a change of one setting", () => {
  let bench: Bench;
  let engine: InlineEngine;
  const made: SettingChange[] = [];
  beforeAll(async () => {
    bench = await startBench("dev");
    engine = await InlineEngine.on(bench);
    await engine.up();
  }, 250_000);
  afterAll(() => bench.close());

  it.each(changes)("$setting from $from to $to replaces nothing that holds data", async (change) => {
    await engine.set(withNeeds({ [change.setting]: change.to }));
    const steps = await engine.preview();
    made.push({ ...change, steps });
    const isOff = (name: string): boolean => change.setting === "warehouseInbox" && name.startsWith("warehouse-inbox");
    const data = steps.filter(
      ({ type, verb, name }) => dataTypes.has(type) && verb !== "update" && verb !== "create" && !isOff(name),
    );
    expect(data).toEqual([]);
  });

  it("touches what docs/settings.md says, and nothing else", async () => {
    expect(made).toHaveLength(changes.length);
    const document = `${introduction}\n\n${changesTable(made)}\n`;
    await expect(document).toMatchFileSnapshot("../../docs/settings.md");
  });

  it("to a value that is not allowed fails the preview with every name, value and what is allowed", async () => {
    // Of booleans the engine itself takes no other value.
    const wrong = [...allowed.keys()].flatMap((setting) => {
      const type = declared[setting]?.type;
      return type === "boolean" ? [] : [[setting, type === "integer" ? "-1" : "?"] as const];
    });
    await engine.set(Object.fromEntries(wrong));
    const { code, output } = await bench.pulumi.run(["preview"]);
    expect(code).not.toBe(0);
    for (const [setting, value] of wrong) expect(output).toContain(`${setting} is "${value}": `);
  });
});

const introduction = `# What each setting changes

What \`pulumi up\` does to a running stack when one setting changes, as the engine reports it for a stack with the defaults.
Nothing that holds data is replaced. \`interfaceEndpoints\` acts in a private network only, and so changes nothing alone;
\`webhook\` is off together with \`stripeEventSource\` only. \`warehouseInbox\` false deletes the inbox's queues with what is in
them; where data is protected, \`pulumi up\` refuses that until their protection is taken off.
\`npm run test:engine -- -u\` writes this page again; \`npm run test:engine\` fails when the program does something else.

The functions take the sender from the secret, whose later versions are the operator's: after a change of \`sesFromEmail\`
store the new address as the secret's \`ses_from_email\` too, or mail is still sent from the identity that is gone.

The first change of \`encryption\` to \`customer-key\` on a running stack can leave the queues' \`kmsDataKeyReusePeriodSeconds\` at
SQS's 300 instead of 3600: SQS then asks KMS up to twelve times as often, and nothing else differs. Run \`pulumi up --refresh\`
once more after it.`;
