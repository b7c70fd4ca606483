import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openShop } from "../support/opened.ts";
import { standInForPulumi } from "../support/pulumi.ts";

const bought = samplePurchase({ kind: "payment", seed: "ops-parity" });
const event = bought.events.completed;
const { orderKey } = bought;
const customer = bought.customer.id ?? "";

/**
 * Each command that reads, and each other one's dry run: by outputs, AWS's credential chain and STRIPE_API_URL it prints
 * what it prints by the ready file. What makes lines or counts comes after what reads them.
 */
const { system, operator } = await openShop();

describe("on a deployed stack, every command prints the same", () => {
  const csv = (): string => join(operator.folder, "parity.csv");
  beforeAll(async () => {
    system.know(bought.objects);
    await system.send(event);
    await system.settled();
    await writeFile(csv(), "PARITY,3\n");
    const { outputs, aws, operator: account, stripeApiUrl } = system.run;
    const { path } = await standInForPulumi(operator.folder, { outputs });
    vi.stubEnv("PATH", path);
    vi.stubEnv("AWS_ENDPOINT_URL", aws.gateway.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", account.credentials.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", account.credentials.secretAccessKey);
    vi.stubEnv("STRIPE_API_URL", stripeApiUrl);
    vi.stubEnv("STRIPE_API_KEY", undefined);
  });
  afterAll(() => vi.unstubAllEnvs());

  it.each([
    [["logs", "--event", event.id], 0],
    [["monitor", "--once"], 0],
    [["dlq"], 3],
    [["dlq", "show", event.id], 3],
    [["dlq", "redrive", "orders"], 3],
    [["dlq", "purge", "orders"], 3],
    [["trace", event.id], 0],
    [["orders", "--customer", customer], 0],
    [["order", "show", orderKey], 0],
    [["pause", "email"], 0],
    [["resume", "email"], 3],
    [["stock", "list"], 0],
    [["stock", "set", "PARITY", "3"], 0],
    [["stock", "import", "parity.csv"], 0],
    [["stock", "allocate"], 3],
    [["replay", "--event", event.id, "--force"], 0],
    [["replay", "--from", "1d", "--force", "--type", event.type, "--only", "orders,email"], 0],
    [["replay", "list"], 3],
    [["replay", "cancel", "none"], 2],
    [["connect-stripe"], 0],
    [["rotate-secret"], 1],
    [["reconcile", "--since", "1d"], 3],
    [["send-event", "invoice.paid", "--count", "2"], 0],
    [["send-event", "invoice.paid", "--bad-signature"], 0],
    [["forget", "--customer", customer], 0],
    [["forget", "--order", orderKey], 0],
    [["doctor"], 1],
  ] as const)("%j", async (command, code) => {
    const args = command.map((part) => (part === "parity.csv" ? csv() : part));
    const compare = async (): Promise<void> => {
      const offline = await operator.run([...args, "--json"]);
      const deployed = await operator.run([...args, "--json", "--stack", "dev"]);
      expect([deployed.code, offline.code]).toEqual([code, code]);
      expect(withoutTimes(deployed.err)).toBe(withoutTimes(offline.err));
      expect(comparable(deployed.out)).toEqual(comparable(offline.out));
    };
    // An alarm may change between the two looks.
    await (command[0] === "monitor" ? vi.waitFor(compare, { timeout: 10_000 }) : compare());
  });

  it("replay export", async () => {
    const [offline, deployed] = ["offline", "dev"].map((stack) => join(operator.folder, `${stack}.jsonl`));
    const window = ["--from", "1d", "--event", event.id, "--force"];
    expect(await operator.json(["replay", "export", offline ?? "", ...window])).toMatchObject({ events: 1 });
    expect(await operator.json(["replay", "export", deployed ?? "", ...window, "--stack", "dev"])).toMatchObject({
      events: 1,
    });
  });
});

/** `send-event` makes events of its own at each call. */
const freshId = /^evt_1\w{23}$/u;

/** What a script reads: JSON, or a line of it each; without times and the ids of what each command makes again. */
/** A relative window begins a second later in the second of two runs. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, "time");
}

function comparable(out: string): unknown {
  if (out === "") return undefined;
  const parse = (text: string): unknown =>
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "number" && value > 1e12) return "time";
      if (typeof value !== "string") return value;
      return value.replace(/^\d{4}-\d\d-\d\dT.+Z$/u, "time").replace(freshId, "an id");
    });
  const isLines = /^\{.+\}$/mu.test(out);
  return isLines ? out.trim().split("\n").map(parse) : parse(out);
}
