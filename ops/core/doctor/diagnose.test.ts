import { describe, expect, it } from "vitest";
import { orderEventTypes } from "../../../domain/event/types.ts";
import { signingSecret } from "../../../functions/shared/testing.ts";
import { pinnedApiVersion } from "../../../functions/shared/stripe/api-version.ts";
import {
  type Endpoint,
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  forbiddenDestinations,
} from "../stripe-endpoint.ts";
import { diagnose } from "./diagnose.ts";
import type { Observations } from "./observations.ts";

const url = "https://api.example.com/webhook/stripe";
const specification: EndpointSpecification = {
  url,
  scope: "account",
  payload: "snapshot" as const,
  isDestination: false,
  eventTypes: orderEventTypes,
  apiVersion: pinnedApiVersion,
  stack: "dev",
};
const now = Date.UTC(2026, 10, 23);
const right = signingSecret("right");
const signing = { usable: [{ number: 1, scope: "account" as const, secret: right }], refused: [] };
const secret = { signing, stripeApiKey: "rk_test_right", sesFromEmail: "orders@example.com" };
const endpoint: Endpoint = {
  id: "we_1",
  url,
  payload: "snapshot",
  enabledEvents: orderEventTypes,
  apiVersion: specification.apiVersion,
  isEnabled: true,
  created: 0,
  livemode: false,
  scope: "account",
  metadata: { [fingerprintKey]: fingerprint(right) },
};
const mail = { verification: "Success", sendingEnabled: true, sent24Hours: 10, most24Hours: 50_000 };

const healthy: Observations = {
  stack: "dev",
  now,
  place: { region: "ap-southeast-1", stackRegion: "ap-southeast-1", stackAccount: "123456789012" },
  caller: { ok: { account: "123456789012", arn: "arn:aws:iam::123456789012:user/on-call" } },
  settings: { sesFromEmail: "orders@example.com", stripeMode: "test", alertTargets: ["on-call@example.com"] },
  deployed: { ok: { livemode: false } },
  secret: { ok: secret },
  mail: { ok: mail },
  endpoints: { ok: [endpoint] },
  hiddenEndpoints: [],
  keyWrites: { ok: [] },
  signatures: { ok: { minutes: 15, accepted: 30, refused: 0, undelivered: 0 } },
  alertSubscriptions: { ok: [{ endpoint: "on-call@example.com", isConfirmed: true }] },
  warehouseSubscriptions: { ok: [] },
  unheard: { ok: [] },
  mappings: { ok: { orders: "Enabled", email: "Enabled", inventory: "Enabled" } },
  pipe: { ok: { name: "archive-pipe", state: "RUNNING" } },
  partner: { ok: undefined },
  replayRules: { ok: { orders: "ENABLED", email: "ENABLED", inventory: "ENABLED", inspection: "ENABLED" } },
  deadLetters: { ok: { orders: 0, email: 0, inventory: 0, archive: 0 } },
  webhook: { ok: 400 },
  stock: { ok: { rows: 3, differences: [], waiting: 0 } },
  concurrency: { ok: 1_000 },
};

function findingsOf(changes: Partial<Observations>) {
  return diagnose({ ...healthy, ...changes }, specification).filter(({ level }) => level !== "ok");
}

function pipeIn(state: string): Pick<Observations, "pipe"> {
  return { pipe: { ok: { name: "archive-pipe", state, reason: "No permission" } } };
}

const planted: readonly [name: string, changes: Partial<Observations>, level: string, message: RegExp][] = [
  [
    "credentials of another account",
    { caller: { ok: { account: "999999999999", arn: "arn:x" } } },
    "problem",
    /account 999999999999/u,
  ],
  [
    "expired credentials",
    { caller: { error: "the AWS credentials have expired: log in again" } },
    "unknown",
    /expired/u,
  ],
  ["another Region", { place: { ...healthy.place, region: "eu-west-1" } }, "problem", /asked in eu-west-1/u],
  [
    "a placeholder for the signing secret",
    { secret: { ok: { ...secret, signing: { usable: [], refused: ["number 1 is missing or a placeholder"] } } } },
    "problem",
    /placeholder.*500/u,
  ],
  [
    "a placeholder for the API key",
    { secret: { ok: { signing, sesFromEmail: secret.sesFromEmail } } },
    "problem",
    /stripe_api_key/u,
  ],
  ["a live key in a test stack", { secret: { ok: { ...secret, stripeApiKey: "sk_live_x" } } }, "problem", /live mode/u],
  [
    "a setting that was not deployed",
    { settings: { stripeMode: "live", alertTargets: [] } },
    "problem",
    /setting says live/u,
  ],
  [
    "another sender in the secret",
    { secret: { ok: { ...secret, sesFromEmail: "me@example.com" } } },
    "problem",
    /me@example.com/u,
  ],
  [
    "no sender in the secret",
    { secret: { ok: { signing, stripeApiKey: "rk_test_right" } } },
    "problem",
    /ses_from_email/u,
  ],
  ["an unverified sender", { mail: { ok: { ...mail, verification: "Pending" } } }, "problem", /not verified: Pending/u],
  [
    "a sender that SES does not know",
    { mail: { ok: { sendingEnabled: true, sent24Hours: 0, most24Hours: 50_000 } } },
    "problem",
    /does not know/u,
  ],
  ["SES's sandbox", { mail: { ok: { ...mail, most24Hours: 200 } } }, "warning", /verified addresses only/u],
  ["a mail quota nearly used up", { mail: { ok: { ...mail, sent24Hours: 45_000 } } }, "warning", /45000 of 50000/u],
  ["paused mail", { mail: { ok: { ...mail, sendingEnabled: false } } }, "problem", /switched off/u],
  [
    "event destinations that the key may not list",
    { hiddenEndpoints: [forbiddenDestinations] },
    "warning",
    /may not list event destinations/u,
  ],
  ["no endpoint", { endpoints: { ok: [] } }, "problem", /has none/u],
  ["two endpoints", { endpoints: { ok: [endpoint, { ...endpoint, id: "we_2" }] } }, "problem", /we_1, we_2/u],
  ["a disabled endpoint", { endpoints: { ok: [{ ...endpoint, isEnabled: false }] } }, "problem", /disabled/u],
  [
    "an endpoint that lacks types",
    { endpoints: { ok: [{ ...endpoint, enabledEvents: orderEventTypes.slice(1) }] } },
    "problem",
    /does not send checkout.session.completed/u,
  ],
  [
    "an endpoint of another secret",
    { endpoints: { ok: [{ ...endpoint, metadata: { [fingerprintKey]: fingerprint("whsec_other") } }] } },
    "warning",
    /marked by another signing secret/u,
  ],
  [
    "a secret that is too short",
    { secret: { ok: { ...secret, signing: { ...signing, refused: ["number 2 is shorter than Stripe's own"] } } } },
    "problem",
    /number 2 is shorter/u,
  ],
  [
    "an API key that may write",
    { keyWrites: { ok: ["refunds", "payouts"] } },
    "problem",
    /may write: refunds, payouts/u,
  ],
  [
    "a rolled secret, by what is refused",
    { signatures: { ok: { minutes: 15, accepted: 0, refused: 30, undelivered: 0 } } },
    "problem",
    /30 of 30.*not Stripe's/u,
  ],
  [
    "forgers beside accepted events",
    { signatures: { ok: { minutes: 15, accepted: 10, refused: 30, undelivered: 0 } } },
    "warning",
    /30 of 40/u,
  ],
  [
    "undelivered events",
    { signatures: { ok: { minutes: 15, accepted: 10, refused: 0, undelivered: 3 } } },
    "warning",
    /3 events.*undelivered/u,
  ],
  [
    "a secret for connected accounts without an endpoint",
    {
      secret: {
        ok: {
          ...secret,
          signing: {
            ...signing,
            usable: [...signing.usable, { number: 2, scope: "connect", secret: signingSecret("c") }],
          },
        },
      },
    },
    "problem",
    /Stripe has none/u,
  ],
  [
    "a disabled endpoint for connected accounts",
    { endpoints: { ok: [endpoint, { ...endpoint, id: "we_c", scope: "connect", isEnabled: false }] } },
    "problem",
    /we_c is disabled/u,
  ],
  [
    "an endpoint of another API version",
    { endpoints: { ok: [{ ...endpoint, apiVersion: undefined }] } },
    "warning",
    /API version/u,
  ],
  ["a key that Stripe refuses", { endpoints: { error: "Stripe: Invalid API Key" } }, "unknown", /Invalid API Key/u],
  [
    "an unconfirmed alert subscription",
    { alertSubscriptions: { ok: [{ endpoint: "on-call@example.com", isConfirmed: false }] } },
    "problem",
    /not confirmed/u,
  ],
  [
    "a target of alerts that is not subscribed",
    { settings: { alertTargets: ["on-call@example.com", "https://pager.example/sns"] } },
    "problem",
    /pager\.example\/sns, which is not subscribed/u,
  ],
  ["nobody who is alerted", { alertSubscriptions: { ok: [] }, settings: { alertTargets: [] } }, "warning", /nobody/u],
  ["a pipe that was not created", pipeIn("CREATE_FAILED"), "problem", /CREATE_FAILED/u],
  ["a pipe that is stopped", pipeIn("STOPPED"), "problem", /STOPPED/u],
  [
    "a paused consumer",
    { mappings: { ok: { orders: "Enabled", email: "Disabled", inventory: "Enabled" } } },
    "problem",
    /email takes no messages/u,
  ],
  [
    "a partner event source that is gone",
    { partner: { ok: { state: "DELETED", rules: {} } } },
    "problem",
    /is DELETED/u,
  ],
  [
    "a rule of the partner bus that is off",
    { partner: { ok: { state: "ACTIVE", rules: { orders: "DISABLED", archive: "ENABLED" } } } },
    "problem",
    /rule of orders is DISABLED/u,
  ],
  ["a replay rule that is off", { replayRules: { ok: { orders: "DISABLED" } } }, "problem", /rule of orders/u],
  ["dead letters", { deadLetters: { ok: { orders: 3 } } }, "warning", /3 of orders/u],
  ["a webhook without secret", { webhook: { ok: 500 } }, "problem", /returns 500/u],
  ["no stock", { stock: { ok: { rows: 0, differences: [], waiting: 0 } } }, "problem", /backorder/u],
  [
    "a row that differs from its reservations",
    {
      stock: {
        ok: {
          rows: 1,
          differences: [{ sku: "A", row: { sku: "A", available: 1, reserved: 5 }, held: 3, shipped: 0 }],
          waiting: 0,
        },
      },
    },
    "problem",
    /A: the row counts 5 as reserved, reservations hold 3/u,
  ],
  ["orders that wait", { stock: { ok: { rows: 1, differences: [], waiting: 2 } } }, "warning", /2 orders/u],
  ["a new account's Lambda quota", { concurrency: { ok: 10 } }, "warning", /10 concurrent.*throttled three times/u],
];

it("says what SES's sandbox asks of a verified recipient", () => {
  const [finding] = findingsOf({ mail: { ok: { ...mail, most24Hours: 200 } } });
  expect(finding?.remedy).toContain("ses:SendEmail on the identity of a verified recipient");
});

it.each([
  ["CREATE_FAILED", "aws pipes delete-pipe --name archive-pipe, then pulumi up --refresh"],
  ["STOPPED", "aws pipes start-pipe --name archive-pipe"],
  ["UPDATING", "wait a minute"],
])("says what ends %s of the pipe", (state, remedy) => {
  expect(findingsOf(pipeIn(state))).toMatchObject([{ remedy: expect.stringContaining(remedy) as string }]);
});

describe("doctor", () => {
  it("finds nothing wrong with a healthy stack", () => {
    expect(findingsOf({})).toEqual([]);
  });

  it.each(planted)("names %s, with its remedy", (_, changes, level, message) => {
    const [finding, ...others] = findingsOf(changes);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ level, message: expect.stringMatching(message) as string });
    expect(finding?.remedy).toMatch(/\w{3}/u);
  });

  it("takes endpoints of the account, of connected accounts and of an organisation side by side", () => {
    const [connect, organisation] = [signingSecret("connect"), signingSecret("organisation")];
    const usable = [
      ...signing.usable,
      { number: 2, scope: "connect" as const, secret: connect },
      { number: 3, scope: "organisation" as const, secret: organisation },
    ];
    const connected = {
      ...endpoint,
      id: "we_c",
      scope: "connect" as const,
      metadata: { [fingerprintKey]: fingerprint(connect) },
    };
    const seen = {
      secret: { ok: { ...secret, signing: { usable, refused: [] } } },
      endpoints: { ok: [endpoint, connected] },
    };
    expect(findingsOf(seen)).toEqual([]);
  });

  it("leaves out what the offline run does not have", () => {
    expect(findingsOf({ concurrency: { unsupported: true } })).toEqual([]);
  });
});

describe("an endpoint's payload", () => {
  const thin = { ...endpoint, id: "ed_1", payload: "thin", enabledEvents: orderEventTypes.map((type) => `v1.${type}`) };
  const { apiVersion: _none, ...unversioned } = thin;
  const levelsOf = (...endpoints: Endpoint[]) =>
    diagnose({ ...healthy, endpoints: { ok: endpoints } }, specification)
      .filter(({ check }) => check === "Stripe endpoint")
      .map(({ level }) => level);

  it("is right as snapshot, as thin, and as one of each", () => {
    const destination: Endpoint = { ...unversioned, apiVersion: undefined };
    expect(levelsOf(destination)).toEqual(["ok"]);
    expect(levelsOf(endpoint, destination)).toEqual(["ok", "ok"]);
  });

  it("or API version that is not read is a problem", () => {
    expect(levelsOf({ ...endpoint, payload: "slim" })).toEqual(["problem"]);
    expect(levelsOf({ ...endpoint, apiVersion: "2019-12-03" })).toEqual(["problem"]);
    expect(levelsOf({ ...endpoint, apiVersion: "2025-03-31.basil" })).toEqual(["warning"]);
    expect(levelsOf({ ...thin, enabledEvents: orderEventTypes })).toContain("problem");
  });
});
