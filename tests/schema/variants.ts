import { allowedValues, withNeeds } from "../engine/settings/allowed.ts";
import { pairwise } from "../engine/settings/pairwise.ts";

export interface Variant {
  readonly name: string;
  readonly stack: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** They decide what resources there are. */
const whole = ["stack", "network", "interfaceEndpoints", "encryption"];

/** Every combination of what decides the resources, with every value of every other setting among them. */
export async function variants(): Promise<Variant[]> {
  const factors = new Map([["stack", ["dev", "prod"]], ...(await allowedValues())]);
  return pairwise(factors, whole).map(({ stack = "", ...settings }) => ({
    name: whole.map((factor) => (factor === "stack" ? stack : settings[factor])).join(" "),
    stack,
    settings: withNeeds(settings),
  }));
}
