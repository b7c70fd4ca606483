import { program } from "../../../offline/program.ts";
import { evaluateInChild } from "../../../packages/aws-offline/graph/evaluate-in-child.ts";
import { readProject } from "../../../packages/aws-offline/graph/project.ts";

/** No setting takes it. */
const nonsense = "?";

export const partnerSource = "aws.partner/stripe.com/ed_1example";

const texts: Readonly<Record<string, readonly string[]>> = {
  "an e-mail address, or a name and <an e-mail address>": ["Blue Shop <somebody@simulator.amazonses.com>"],
  'a name of at most 60 characters without <, >, " or @': ["Blue Shop"],
  "a domain in lower case": ["simulator.amazonses.com"],
  "an https:// URL": ["https://shop.amazonses.com/page"],
  "an e-mail address": ["somebody@simulator.amazonses.com"],
  "a name such as aws.partner/stripe.com/ed_...": [partnerSource],
  "e-mail addresses and https:// URLs with commas between": [
    "second@simulator.amazonses.com, https://pager.amazonses.com/integration",
  ],
  "an https:// URL or an e-mail address": [
    "https://warehouse.amazonses.com/notices",
    "warehouse@simulator.amazonses.com",
  ],
};

/** With what a value needs that is not allowed alone. */
export function withNeeds(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const domain = settings["sesDomain"] ?? "";
  const sender = domain === "" ? {} : { sesFromEmail: `Blue Shop <orders@${domain}>` };
  const source = settings["webhook"] === "off" ? { stripeEventSource: partnerSource, webhookDomain: "" } : {};
  const alarms = settings["rollout"] === "canary" ? { monitoring: "full" } : {};
  return { ...settings, ...sender, ...source, ...alarms };
}

/**
 * The values at the ends of what each setting allows, as the program itself states them when it refuses a value: a setting
 * that is added, or that allows more, is among them without being named here.
 */
export async function allowedValues(): Promise<Map<string, string[]>> {
  const configuration = await readProject(program, "dev");
  const own = `${configuration.project}:`;
  const config = Object.fromEntries(
    Object.entries(configuration.config).map(([key, value]) => [key, key.startsWith(own) ? nonsense : value]),
  );
  const place = { accountId: "0".repeat(12), region: configuration.region, queueBase: "", apiEndpoint: "" };
  const refusal = await evaluateInChild({
    program: program.href,
    configuration: { ...configuration, config },
    place,
  }).then(
    () => "",
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );
  const found = parseRefusal(refusal);
  const missing = Object.keys(config).filter((key) => key.startsWith(own) && !found.has(key.slice(own.length)));
  if (missing.length > 0) throw new Error(`the program does not say what ${missing.join(", ")} allow:\n${refusal}`);
  return found;
}

/** @param refusal the message with one line a setting: `NAME is "?": give WHAT IS ALLOWED` */
export function parseRefusal(refusal: string): Map<string, string[]> {
  const lines = [...refusal.matchAll(/^ {2}(?:\S+:\d+: )?(?<name>\w+) is "\?": (?<allowed>.+)$/gmu)];
  return new Map(lines.map(({ groups }) => [groups?.["name"] ?? "", valuesOf(groups?.["allowed"] ?? "")]));
}

function valuesOf(allowed: string): string[] {
  const only = /^not implemented yet; only "(?<value>[^"]+)" is$/u.exec(allowed)?.groups?.["value"];
  if (only !== undefined) return [only];
  const optional = allowed.endsWith(", or empty for none");
  const what = allowed.replace(/^give /u, "").replace(/, or empty for none$/u, "");
  return [...(optional ? [""] : []), ...endsOf(what)];
}

function endsOf(what: string): readonly string[] {
  const examples = texts[what];
  if (examples !== undefined) return examples;
  const range = /^a whole number from (?<least>\d+) to (?<most>\d+)$/u.exec(what)?.groups;
  if (range !== undefined) return [range["least"] ?? "", range["most"] ?? ""];
  const list = /^one of (?<values>[\d, ]+)$/u.exec(what)?.groups?.["values"]?.split(", ");
  if (list !== undefined) return [list.at(0) ?? "", list.at(-1) ?? ""];
  const choices = what.split(" or ");
  if (choices.length > 1 && choices.every((choice) => /^[\w-]+$/u.test(choice))) return choices;
  throw new Error(
    `no example is known of what a setting allows as "${what}": add it to tests/engine/settings/allowed.ts`,
  );
}
