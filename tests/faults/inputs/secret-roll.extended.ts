import { describe, expect, it } from "vitest";
import { sampleBody, type SampleEvent, samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../../packages/stripe-offline/sign.ts";
import type { System } from "../../support/system.ts";
import { until } from "../../support/until.ts";
import { openShop } from "./shop.ts";

const newSecret = "whsec_the_new_one000000000000000000000";

let count = 0;
function nextEvent(): SampleEvent {
  count += 1;
  const { events } = samplePurchase({ kind: "payment", seed: `roll-${String(count)}`, contents: "metadata" });
  return events.completed;
}

const shop = openShop();
const system = (): System => shop().system;

async function statusOf(event: SampleEvent, secrets: readonly string[]): Promise<number> {
  const body = sampleBody(event);
  return (await system().post(body, { "stripe-signature": signBody(body, secrets) })).status;
}

/** As the operator's roll does, beside what the secret holds. */
async function store(changes: Record<string, string | undefined>): Promise<void> {
  const { operator, outputs } = system().run;
  const SecretId = outputs.secretArn;
  const { SecretString: text } = await operator.call("secretsmanager", "GetSecretValue", { SecretId });
  const SecretString = JSON.stringify({ ...(JSON.parse(String(text)) as object), ...changes });
  await operator.call("secretsmanager", "PutSecretValue", { SecretId, SecretString });
}

/** A secret is read again after a quarter of an hour, or by a function that starts. */
async function endOneWebhook(): Promise<void> {
  const faults = [{ at: "call", caller: "webhook", service: "sns", fails: "crash-before" }] as const;
  const { remove } = system().run.faults.add({ faults: [...faults] });
  expect(await statusOf(nextEvent(), [newSecret])).toBe(500);
  remove();
}

describe("a roll of the signing secret under traffic", () => {
  const old = (): string => system().run.webhookSecret;

  it("refuses no valid event while both secrets are valid", async () => {
    const sent: { readonly event: SampleEvent; readonly status: number }[] = [];
    const traffic = { secrets: [old()] as readonly string[], isOver: false };
    const lane = async (): Promise<void> => {
      while (!traffic.isOver) {
        const event = nextEvent();
        sent.push({ event, status: await statusOf(event, traffic.secrets) });
      }
    };
    const lanes = [lane(), lane()];
    const more = (events: number): Promise<boolean> => {
      const enough = sent.length + events;
      return until(`${String(events)} more events`, () => sent.length >= enough);
    };

    await more(5);
    // The stack learns the new secret first; then Stripe signs with both, and then with the new one alone.
    await store({
      stripe_webhook_secret: newSecret,
      stripe_webhook_secret_previous: old(),
      stripe_webhook_secret_previous_expires: new Date(Date.now() + 3_600_000).toISOString(),
    });
    for (const secrets of [[old()], [old(), newSecret], [newSecret]]) {
      traffic.secrets = secrets;
      await more(5);
    }
    traffic.isOver = true;
    await Promise.all(lanes);

    expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
    await system().settled();
    for (const { event } of sent) expect(system().archived(event.id), event.id).toHaveLength(1);
    await endOneWebhook();
    expect(await statusOf(nextEvent(), [old()])).toBe(200);
  });

  it("refuses the old one once it has expired", async () => {
    await store({ stripe_webhook_secret_previous_expires: new Date(Date.now() - 1000).toISOString() });
    await until("the old secret is refused", async () => {
      await endOneWebhook();
      return (await statusOf(nextEvent(), [old()])) === 400;
    });
    expect(await statusOf(nextEvent(), [newSecret])).toBe(200);
    expect(await statusOf(nextEvent(), [old(), newSecret])).toBe(200);
  });
});
