import { describe, expect, it } from "vitest";
import { retryable } from "../../domain/failure.ts";
import { createSecretReader } from "../shared/secret.ts";
import { signingSecretsOf } from "../shared/signing-secrets.ts";
import { recordLog, recordMetrics, signingSecret } from "../shared/testing.ts";
import type { EventMessage } from "../shared/event-message.ts";
import { receive, type WebhookRequest } from "./receive.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";

const current = signingSecret("current");
const previous = signingSecret("previous");
const newer = signingSecret("newer");
const start = Date.parse("2026-11-23T06:00:00Z");
const hour = 3_600_000;

const event = {
  id: "evt_1",
  object: "event",
  api_version: "2026-10-28.endive",
  created: start / 1000 - 2,
  livemode: false,
  type: "checkout.session.completed",
  data: { object: { id: "cs_1", object: "checkout.session" } },
};
const body = JSON.stringify(event, null, 2);

interface Circumstances {
  readonly secret?: object;
  readonly publishError?: Error;
}

/** A webhook with a secret that can be changed and a clock that can be moved. */
function webhook({ secret = { stripe_webhook_secret: current }, publishError }: Circumstances = {}) {
  const published: EventMessage[] = [];
  const metrics = recordMetrics();
  const log = recordLog();
  const state = { secret, now: start, reads: 0 };
  const now = () => state.now;
  const secrets = createSecretReader(
    () => {
      state.reads += 1;
      return state.secret instanceof Error
        ? Promise.reject(state.secret)
        : Promise.resolve(JSON.stringify(state.secret));
    },
    signingSecretsOf,
    now,
  );
  const publish = (message: EventMessage) => {
    published.push(message);
    return publishError === undefined ? Promise.resolve() : Promise.reject(publishError);
  };
  const ports = { secrets, publish, metrics, log, livemode: false, now };
  const send = async (request: Partial<WebhookRequest>) => {
    const response = await receive({ headers: {}, isBase64Encoded: false, ...request }, ports);
    expect(response.headers).toEqual({ "content-type": "application/json" });
    return { status: response.statusCode, body: JSON.parse(response.body) as unknown };
  };
  const sendSigned = (text: string | Uint8Array, secretUsed: string | string[] = current) =>
    send({
      headers: { "stripe-signature": signBody(text, secretUsed, state.now) },
      body: Buffer.from(text).toString("base64"),
      isBase64Encoded: true,
    });
  return { state, published, metrics, log, send, sendSigned };
}

const ok = { status: 200, body: { received: true } };

describe("receive", () => {
  it("publishes what it received, byte for byte, and responds when SNS has it", async () => {
    const { sendSigned, published, metrics, log } = webhook();
    expect(await sendSigned(body)).toEqual(ok);
    expect(metrics.records).toEqual([
      { name: "SignaturesVerified", value: 1, dimensions: {} },
      { name: "EventsReceived", value: 1, dimensions: { EventType: event.type } },
      { name: "DeliveryLag", value: 2, dimensions: {} },
    ]);
    const about = { eventId: "evt_1", type: event.type, signedBy: "1" };
    expect(log.lines).toStrictEqual([{ level: "info", message: "accepted", ...about }]);
    expect(published).toEqual([
      {
        body,
        oversize: false,
        attributes: {
          event_type: event.type,
          event_id: "evt_1",
          livemode: "false",
          api_version: event.api_version,
          received_at: "2026-11-23T06:00:00.000Z",
        },
      },
    ]);
  });

  it("takes a plain body, and the header in any case", async () => {
    const { send } = webhook();
    const headers = { host: "api.example.com", "STRIPE-Signature": signBody(body, current, start) };
    expect(await send({ headers, body })).toEqual(ok);
  });

  it("refuses a forged event with one short reason, and leaves nothing but a metric", async () => {
    const { sendSigned, published, metrics, log } = webhook();
    expect(await sendSigned(body, "whsec_of_a_forger")).toEqual({ status: 400, body: { error: "signature mismatch" } });
    expect(published).toEqual([]);
    expect(metrics.records).toEqual([
      { name: "WebhookRefused", value: 1, dimensions: { Reason: "signature-mismatch" } },
    ]);
    expect(log.lines).toEqual([{ level: "warn", message: "refused", reason: "signature-mismatch" }]);
  });

  it("refuses a request without signature or body", async () => {
    const { send, published } = webhook();
    expect(await send({})).toEqual({ status: 400, body: { error: "signature missing" } });
    expect(published).toEqual([]);
  });

  it.each([
    ["not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ["not JSON", "{"],
    ["not JSON", ""],
    ["not JSON", `\uFEFF${body}`],
    ["not a Stripe event: not a JSON object", "null"],
    ["not a Stripe event: not a JSON object", "[]"],
    [
      "not a Stripe event: the event's `object` is neither `event` nor `v2.core.event`",
      JSON.stringify({ ...event, object: "order" }),
    ],
    ["not a Stripe event: the event has no usable `id`", JSON.stringify({ ...event, id: undefined })],
    ["not a Stripe event: the event has no `data.object`", JSON.stringify({ ...event, data: { object: null } })],
    ["not a Stripe event: the event has no `livemode`", JSON.stringify({ ...event, livemode: "false" })],
    [
      "not a Stripe event: the event is nested deeper than 100 levels",
      body.replace("{", `{"x":${"[".repeat(100)}${"]".repeat(100)},`),
    ],
  ])("responds 400 `%s` to a signed body that is none", async (error, bytes) => {
    const { sendSigned, published, metrics } = webhook();
    expect(await sendSigned(bytes)).toEqual({ status: 400, body: { error } });
    expect(published).toEqual([]);
    const reasons = { "not UTF-8": "not-utf8", "not JSON": "not-json", "not a Stripe event": "not-an-event" };
    const Reason = new Map(Object.entries(reasons)).get(error.split(":")[0] ?? "");
    expect(metrics.total("WebhookRefused", { Reason })).toBe(1);
  });

  it("returns 413 above 4 MiB, and accepts 4 MiB", async () => {
    const { sendSigned, published, metrics, log } = webhook();
    const padded = (bytes: number) => body + " ".repeat(bytes - Buffer.byteLength(body));
    const tooLarge = { status: 413, body: { error: "body too large" } };
    expect(await sendSigned(padded(4 * 1024 * 1024 + 1))).toEqual(tooLarge);
    expect(metrics.total("WebhookRefused", { Reason: "too-large" })).toBe(1);
    expect(published).toEqual([]);
    expect(await sendSigned(padded(4 * 1024 * 1024))).toEqual(ok);
    expect(published).toMatchObject([{ oversize: true }]);
    expect(metrics.total("EventsOversize")).toBe(1);
    expect(log.lines.at(-1)).toMatchObject({ message: "accepted", oversize: true });
  });

  it("returns 500 when SNS refuses, so that Stripe sends again", async () => {
    const { sendSigned, metrics, log } = webhook({ publishError: retryable("aws-unavailable", "throttled") });
    expect(await sendSigned(body)).toEqual({ status: 500, body: { error: "not accepted, send again" } });
    const about = { eventId: "evt_1", type: event.type };
    expect(log.lines).toStrictEqual([{ level: "error", message: "not published: throttled", ...about }]);
    expect(metrics.total("WebhookFailed", { Reason: "publish-failed" })).toBe(1);
    expect(metrics.total("EventsReceived")).toBe(0);
  });

  it("accepts and counts a type nobody handles, an unknown version, a thin event, the other livemode, Connect", async () => {
    const { sendSigned, published, metrics, log } = webhook();
    const thin = {
      id: "evt_thin",
      object: "v2.core.event",
      type: "v2.core.account.updated",
      created: "2026-11-23T05:59:59.123Z",
      livemode: false,
      related_object: { id: "acct_1", type: "v2.core.account", url: "/v2/core/accounts/acct_1" },
    };
    const events = [
      { ...event, type: "customer.created", api_version: "2099-01-01.zebra" },
      { ...event, livemode: true },
      { ...event, account: "acct_1" },
      thin,
    ];
    for (const each of events) expect(await sendSigned(JSON.stringify(each))).toEqual(ok);
    expect(published).toHaveLength(events.length);
    const counts = [
      "EventsUnhandled",
      "EventsUnknownVersion",
      "EventsOtherLivemode",
      "ConnectEventsReceived",
      "EventsThin",
    ] as const;
    expect(counts.map((name) => metrics.total(name))).toEqual([2, 1, 1, 1, 1]);
    expect(metrics.total("EventsReceived", { EventType: "other" })).toBe(2);
    expect(log.lines.map((line) => ("thinId" in line ? line["thinId"] : null))).toEqual([null, null, null, "evt_thin"]);
    expect(log.lines.map((line) => ("livemode" in line ? line["livemode"] : null))).toEqual([null, true, null, null]);
  });

  it("takes an event of a clock that is ahead for one without a delay", async () => {
    const { sendSigned, metrics } = webhook();
    await sendSigned(JSON.stringify({ ...event, created: start / 1000 + 5 }));
    expect(metrics.records).toContainEqual({ name: "DeliveryLag", value: 0, dimensions: {} });
  });

  it("never logs the body, the signature or the secret", async () => {
    const { sendSigned, log } = webhook();
    await sendSigned(body);
    await sendSigned(body, "whsec_of_a_forger");
    expect(JSON.stringify(log.lines)).not.toMatch(/whsec|cs_1|v1=/);
    expect(log.lines[0]).toMatchObject({ eventId: "evt_1" });
  });
});

describe("receive and the secret", () => {
  it.each([
    {},
    { stripe_webhook_secret: "" },
    { stripe_webhook_secret: "whsec_REPLACE_ME" },
    { stripe_webhook_secret: "x" },
    { stripe_webhook_secret: [] },
    { stripe_webhook_secret: ["whsec_test"] },
    { stripe_webhook_secret: "whsec_test" },
  ])("responds 500 while the secret is %j, and says so", async (secret) => {
    const { sendSigned, metrics, log } = webhook({ secret });
    expect((await sendSigned(body, "x")).status).toBe(500);
    expect(metrics.total("WebhookFailed", { Reason: "secret-missing" })).toBe(1);
    expect(log.lines).toMatchObject([{ level: "error", message: expect.stringContaining("stripe_webhook_secret") }]);
  });

  it("accepts as soon as the first secret is written, and names all that it refused before", async () => {
    const { sendSigned, state, log } = webhook({ secret: { stripe_webhook_secret: ["whsec_a", "whsec_b"] } });
    expect((await sendSigned(body)).status).toBe(500);
    const short = (number: number) => `stripe_webhook_secret number ${String(number)} is shorter than Stripe's own`;
    expect(log.lines).toMatchObject([
      { message: expect.stringMatching(new RegExp(`${short(1)}: [^;]+; ${short(2)}`, "u")) as string },
    ]);
    state.now += 1500;
    state.secret = { stripe_webhook_secret: current };
    expect(await sendSigned(body)).toEqual(ok);
  });

  it("returns 500 when the secret cannot be read, and recovers when it can", async () => {
    const { sendSigned, state, metrics, log } = webhook({ secret: new Error("denied") });
    expect((await sendSigned(body)).status).toBe(500);
    expect(log.lines).toMatchObject([
      { level: "error", message: expect.stringMatching(/^the secret cannot be read: .+/u) as string },
    ]);
    expect(metrics.total("WebhookFailed", { Reason: "secret-unavailable" })).toBe(1);
    state.secret = { stripe_webhook_secret: current };
    expect(await sendSigned(body)).toEqual(ok);
  });

  it("reads the secret once, and again after 15 minutes", async () => {
    const { sendSigned, state } = webhook();
    await Promise.all([sendSigned(body), sendSigned(body), sendSigned(body)]);
    state.now += 14 * 60_000;
    await sendSigned(body);
    expect(state.reads).toBe(1);
    state.now += 61_000;
    await sendSigned(body);
    expect(state.reads).toBe(2);
  });

  it("sees a rolled secret at the first event signed with it", async () => {
    const { sendSigned, state } = webhook();
    await sendSigned(body);
    state.now += 60_000;
    state.secret = {
      stripe_webhook_secret: newer,
      stripe_webhook_secret_previous: current,
      stripe_webhook_secret_previous_expires: new Date(state.now + hour).toISOString(),
    };
    expect(await sendSigned(body, newer)).toEqual(ok);
    expect(await sendSigned(body, current)).toEqual(ok);
    expect(await sendSigned(body, [current, newer])).toEqual(ok);
    state.now += hour;
    expect((await sendSigned(body, current)).status).toBe(400);
  });

  it("accepts any of eight secrets, and says by number which one signed, in metric and log", async () => {
    const secrets = Array.from({ length: 8 }, (_, index) => signingSecret(`endpoint${String(index)}`));
    const expires = new Date(start + hour).toISOString();
    const [first = "", ...others] = secrets;
    const list = [{ secret: first, previous, previous_expires: expires }, ...others];
    const { sendSigned, metrics, log } = webhook({ secret: { stripe_webhook_secret: list } });
    for (const each of [...secrets, previous]) expect(await sendSigned(body, each)).toEqual(ok);
    expect((await sendSigned(body, newer)).status).toBe(400);
    const numbers = ["2", "3", "4", "5", "6", "7", "8", "1-previous"];
    expect(metrics.total("SignaturesVerified", {})).toBe(1 + numbers.length);
    const counted = ["1", ...numbers].map((Secret) => metrics.total("SignaturesByOtherSecret", { Secret }));
    expect(counted).toEqual([0, ...numbers.map(() => 1)]);
    expect(log.lines.flatMap((line) => ("signedBy" in line ? [line["signedBy"]] : []))).toEqual(["1", ...numbers]);
    expect(JSON.stringify([log.lines, metrics.records])).not.toMatch(/whsec/);
  });

  it("ends each secret's overlap by its own time", async () => {
    const [one, two] = [signingSecret("one"), signingSecret("two")];
    const { sendSigned, state } = webhook({
      secret: {
        stripe_webhook_secret: [
          { secret: one, previous, previous_expires: new Date(start + hour).toISOString() },
          { secret: two, previous: newer, previous_expires: new Date(start + 2 * hour).toISOString() },
        ],
      },
    });
    expect([(await sendSigned(body, previous)).status, (await sendSigned(body, newer)).status]).toEqual([200, 200]);
    state.now += hour;
    expect([(await sendSigned(body, previous)).status, (await sendSigned(body, newer)).status]).toEqual([400, 200]);
  });

  it("works with the usable ones of a list, and names the others where a signature is of none", async () => {
    const secret = { stripe_webhook_secret: ["whsec_test", current, "x"] };
    const { send, sendSigned, log } = webhook({ secret });
    expect(await sendSigned(body)).toEqual(ok);
    expect((await sendSigned(body, "whsec_test")).status).toBe(400);
    expect(log.lines.at(-2)).toMatchObject({
      level: "error",
      message: expect.stringMatching(
        /number 1 is shorter than Stripe's own: [^;]+; stripe_webhook_secret number 3 is/u,
      ) as string,
    });
    const lines = log.lines.length;
    const early = signBody(body, current, start - hour);
    expect((await send({ headers: { "stripe-signature": early }, body })).body).toEqual({ error: "signature stale" });
    expect(log.lines.slice(lines)).toEqual([{ level: "warn", message: "refused", reason: "signature-stale" }]);
  });

  it("accepts a new secret from a second after it was written on, whatever forgers send meanwhile", async () => {
    const { sendSigned, state } = webhook();
    const forgeForASecond = async (): Promise<void> => {
      for (let request = 0; request < 10; request += 1) {
        await sendSigned(body, "whsec_of_a_forger");
        state.now += 100;
      }
    };
    await forgeForASecond();
    state.now += 50;
    await sendSigned(body, "whsec_of_a_forger");
    state.secret = { stripe_webhook_secret: newer };
    expect((await sendSigned(body, newer)).status).toBe(400);
    await forgeForASecond();
    expect(await sendSigned(body, newer)).toEqual(ok);
  });

  it("honours a previous secret for a day at most", async () => {
    const stripe_webhook_secret_previous_expires = new Date(start + 24 * hour).toISOString();
    const { sendSigned } = webhook({
      secret: {
        stripe_webhook_secret: current,
        stripe_webhook_secret_previous: previous,
        stripe_webhook_secret_previous_expires,
      },
    });
    expect(await sendSigned(body, previous)).toEqual(ok);
  });

  it.each([
    ["has expired", { stripe_webhook_secret_previous_expires: new Date(start).toISOString() }],
    ["has no end", {}],
    ["ends nowhere near", { stripe_webhook_secret_previous_expires: new Date(start + 25 * hour).toISOString() }],
    ["ends at no time", { stripe_webhook_secret_previous_expires: "tomorrow" }],
  ])("does not honour a previous secret that %s", async (_what, expires) => {
    const { sendSigned } = webhook({
      secret: { stripe_webhook_secret: current, stripe_webhook_secret_previous: previous, ...expires },
    });
    expect((await sendSigned(body, previous)).status).toBe(400);
  });

  it("lets a forger cause one read a second at most", async () => {
    const { sendSigned, state } = webhook();
    for (let request = 0; request < 20; request += 1) {
      await sendSigned(body, "whsec_of_a_forger");
      state.now += 100;
    }
    // The first read, and two because of two seconds of forgeries.
    expect(state.reads).toBe(3);
    state.now += 5000;
    await sendSigned(body, "whsec_of_a_forger");
    expect(state.reads).toBe(4);
  });
});
