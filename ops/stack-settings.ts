import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { parse } from "yaml";
import { eventSourceForm, logRetentions, settingRanges } from "../functions/shared/setting-ranges.ts";
import type { CostSettings } from "./core/costs/fixed.ts";
import type { Observations } from "./core/doctor/observations.ts";

/** An empty file is a stack without settings of its own. */
const schema = v.pipe(
  v.nullish(v.object({ config: v.nullish(v.record(v.string(), v.unknown()), {}) })),
  v.transform((file) => ({ config: file?.config ?? {} })),
);
const project = "order-processing-system:";

const declarations = v.object({ config: v.record(v.string(), v.unknown()) });

function whole(name: keyof typeof settingRanges) {
  const [least, most] = settingRanges[name];
  return v.pipe(
    v.unknown(),
    v.transform(String),
    v.check(
      (value) => /^\d+$/u.test(value) && Number(value) >= least && Number(value) <= most,
      ({ input }) => `${JSON.stringify(input)}: give a whole number from ${String(least)} to ${String(most)}`,
    ),
    v.transform(Number),
  );
}

const costSettings = v.object({
  network: v.picklist(["public", "private"]),
  interfaceEndpoints: v.optional(v.pipe(v.unknown(), v.transform(String), v.picklist(["true", "false"])), "false"),
  encryption: v.picklist(["aws-managed", "customer-key"]),
  provisionedWebhooks: whole("provisionedWebhooks"),
  archiveRetentionDays: whole("archiveRetentionDays"),
  archiveWindowSeconds: v.optional(whole("archiveWindowSeconds"), 0),
  logRetentionDays: v.pipe(v.unknown(), v.transform(Number), v.picklist(logRetentions)),
  stripeEventSource: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (value) => value === "" || eventSourceForm.test(value),
        ({ input }) => `${JSON.stringify(input)}: give a name such as aws.partner/stripe.com/ed_..., or empty for none`,
      ),
    ),
    "",
  ),
  webhook: v.optional(v.picklist(["on", "off"]), "on"),
  tracing: v.optional(v.picklist(["webhook", "all", "off"]), "webhook"),
  monitoring: v.optional(v.picklist(["full", "lean"]), "full"),
  warehouseInbox: v.optional(
    v.pipe(
      v.unknown(),
      v.transform(String),
      v.picklist(["true", "false"]),
      v.transform((value) => value === "true"),
    ),
    true,
  ),
  rollout: v.optional(v.picklist(["all-at-once", "canary"]), "all-at-once"),
  reconcileHours: v.optional(whole("reconcileHours"), 0),
});

const consistentSettings = v.pipe(
  costSettings,
  v.forward(
    v.check(
      ({ webhook, stripeEventSource }) => webhook === "on" || stripeEventSource !== "",
      "off together with stripeEventSource only: otherwise no event would come in",
    ),
    ["webhook"],
  ),
  v.forward(
    v.check(
      ({ rollout, monitoring }) => rollout === "all-at-once" || monitoring === "full",
      "canary with monitoring full only: its alarms are what rolls a version back",
    ),
    ["rollout"],
  ),
);

/** The settings that change what a stack costs. */
export const costSettingNames = Object.keys(costSettings.entries);

/**
 * What a stack's settings mean for its costs: the declared defaults, over them those of the stack's file, if it is
 * there, and over those the `given` ones. @throws ValiError for a value that the program would refuse too
 */
export async function readCostSettings(
  stage: string,
  given: Readonly<Record<string, string>> = {},
): Promise<CostSettings & { readonly region: string }> {
  const values = { ...(await settingValues(stage)), ...given };
  const { interfaceEndpoints, ...rest } = v.parse(consistentSettings, values);
  return { stage, ...rest, interfaceEndpoints: interfaceEndpoints === "true", region: String(values["aws:region"]) };
}

/** Every setting of a stack as written in the files, unchecked: the declared defaults, and over them the stack's own. */
export async function settingValues(stage: string): Promise<Readonly<Record<string, unknown>>> {
  const { config } = v.parse(declarations, parse(await readProjectFile("Pulumi.yaml")));
  const given = v.parse(schema, parse(await readProjectFile(`Pulumi.${stage}.yaml`).catch(() => "{}")));
  return Object.fromEntries(
    Object.entries(config).map(([name, declared]) => {
      const own = given.config[name.includes(":") ? name : `${project}${name}`];
      return [name, own ?? defaultOf(declared)];
    }),
  );
}

function defaultOf(declared: unknown): unknown {
  if (typeof declared !== "object" || declared === null) return declared;
  return Reflect.get(declared, "value") ?? Reflect.get(declared, "default");
}

function readProjectFile(name: string): Promise<string> {
  return readFile(new URL(`../${name}`, import.meta.url), "utf8");
}

/** The settings in Pulumi.STAGE.yaml that doctor compares; undefined where the file is not here. */
export async function readStackSettings(stage: string): Promise<Observations["settings"]> {
  let file: string;
  try {
    file = await readProjectFile(`Pulumi.${stage}.yaml`);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(schema, parse(file));
  if (!parsed.success) return undefined;
  const setting = (name: string): string | undefined => {
    const value = parsed.output.config[`${project}${name}`];
    // A secret setting is an object, and not to be read here.
    return typeof value === "string" ? value : undefined;
  };
  const [sesFromEmail, stripeMode] = [setting("sesFromEmail"), setting("stripeMode")];
  const alerts = [setting("alertEmail"), ...(setting("alertTargets")?.split(",") ?? [])];
  return {
    ...(sesFromEmail === undefined ? {} : { sesFromEmail }),
    ...(stripeMode === undefined ? {} : { stripeMode }),
    alertTargets: alerts.flatMap((target) => target?.trim() || []),
  };
}
