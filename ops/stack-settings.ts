import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { parse } from "yaml";
import type { Observations } from "./core/doctor/observations.ts";

const schema = v.object({ config: v.optional(v.record(v.string(), v.unknown()), {}) });
const project = "order-processing-system:";

/** The settings in Pulumi.STAGE.yaml that doctor compares; undefined where the file is not here. */
export async function readStackSettings(stage: string): Promise<Observations["settings"]> {
  let file: string;
  try {
    file = await readFile(new URL(`../Pulumi.${stage}.yaml`, import.meta.url), "utf8");
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
  const [sesFromEmail, stripeMode, alertEmail] = [
    setting("sesFromEmail"),
    setting("stripeMode"),
    setting("alertEmail"),
  ];
  return {
    ...(sesFromEmail === undefined ? {} : { sesFromEmail }),
    ...(stripeMode === undefined ? {} : { stripeMode }),
    ...(alertEmail === undefined ? {} : { alertEmail }),
  };
}
