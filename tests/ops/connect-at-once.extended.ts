import { isDeepStrictEqual } from "node:util";
import { Stripe } from "stripe";
import { afterAll, describe, expect, it } from "vitest";
import { signingSecretsOf } from "../../functions/shared/signing-secrets.ts";
import { pinnedApiVersion } from "../../functions/shared/stripe/api-version.ts";
import { createClock } from "../../packages/aws-offline/clock.ts";
import { startStripeApi } from "../../packages/stripe-offline/server/stripe-api.ts";
import { connect, type ConnectPorts, planConnection } from "../../ops/core/connect-stripe.ts";
import { findRolled, rotateByEndpoint } from "../../ops/core/rotate-secret.ts";
import { withoutSigningSecret, withSigningSecret } from "../../ops/core/signing-secrets.ts";
import {
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  longestOverlap,
} from "../../ops/core/stripe-endpoint.ts";
import { stripeEndpoints } from "../../ops/stripe-endpoints.ts";

const apiKey = "sk_test_1";
const api = await startStripeApi({ port: 0, apiKey, clock: createClock() });
afterAll(() => api.close());
const stripe = new Stripe(apiKey, { host: "127.0.0.1", port: api.port, protocol: "http", telemetry: false });
const endpoints = stripeEndpoints(stripe, () => undefined);

const specification: EndpointSpecification = {
  url: "https://a.example/hook",
  scope: "account",
  payload: "snapshot",
  isDestination: false,
  eventTypes: ["invoice.paid"],
  apiVersion: pinnedApiVersion,
  stack: "dev",
};

let raw: Record<string, unknown>;
const stored = () => signingSecretsOf(raw).usable;

/** The ports of one command, with a `step` before each call. */
function portsOf(step: () => Promise<void>): ConnectPorts {
  const stepped =
    <Given extends unknown[], Result>(call: (...given: Given) => Promise<Result> | Result) =>
    async (...given: Given): Promise<Result> => {
      await step();
      return call(...given);
    };
  /** Reads, then writes: another command may write in between. */
  const change = async (changed: (before: typeof raw) => typeof raw): Promise<void> => {
    await step();
    const before = raw;
    await step();
    raw = { ...before, ...changed(before) };
  };
  return {
    endpoints: {
      list: stepped(() => endpoints.list()),
      create: stepped((wanted: EndpointSpecification) => endpoints.create(wanted)),
      update: stepped((id: string, to: Parameters<typeof endpoints.update>[1]) => endpoints.update(id, to)),
      remove: stepped((id: string) => endpoints.remove(id)),
    },
    secrets: {
      current: stepped(stored),
      store: (secret) => change((before) => withSigningSecret(before, secret)),
      remove: (number) => change((before) => withoutSigningSecret(before, number)),
    },
    // Reason enough to replace an endpoint.
    facts: stepped(() => ({ minutes: 15, accepted: 0, refused: 30, undelivered: 0 })),
    probe: stepped((value: string) =>
      stored().some(({ secret, previous }) => secret === value || previous?.secret === value),
    ),
    pause: () => Promise.resolve(),
    now: Date.now,
  };
}

type Command = (ports: ConnectPorts) => Promise<unknown>;

async function connecting(ports: ConnectPorts, wanted = specification): Promise<void> {
  const plan = await planConnection(wanted, ports);
  if (plan.action === "none" && plan.reasons.length > 0) throw new Error(plan.reasons.join());
  await connect(wanted, plan, ports);
}
const connectingAccounts: Command = (ports) => connecting(ports, { ...specification, scope: "connect" });
const rotating: Command = async (ports) => {
  await rotateByEndpoint(specification, await findRolled({ specification }, ports), longestOverlap, ports);
};

/** The first goes as far as its call `k`, the other then as far as its call `j`, the first to its end, the other to its own. */
async function interleaved([first, other]: readonly [Command, Command], k: number, j: number) {
  const stops = [k, j].map((at) => ({ at, calls: 0, reached: Promise.withResolvers<boolean>() }));
  const [one, two] = stops;
  if (one === undefined || two === undefined) throw new Error("two commands");
  const stepOf = (stop: typeof one, goesOn: () => Promise<unknown>) => async (): Promise<void> => {
    stop.calls += 1;
    if (stop.calls !== stop.at) return;
    stop.reached.resolve(true);
    await goesOn();
  };
  const firstDone = first(portsOf(stepOf(one, () => two.reached.promise))).finally(() => one.reached.resolve(false));
  await one.reached.promise;
  const firstSettled = firstDone.catch(() => undefined);
  const otherDone = other(portsOf(stepOf(two, () => firstSettled))).finally(() => two.reached.resolve(false));
  const results = await Promise.allSettled([firstDone, otherDone]);
  return {
    reasons: results.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : [])),
    hasFirstCall: await one.reached.promise,
    hasOtherCall: await two.reached.promise,
  };
}

const nothing = (): Promise<void> => Promise.resolve();

async function begin(isThere: boolean): Promise<void> {
  for (const { id } of await endpoints.list()) await endpoints.remove(id);
  raw = { stripe_webhook_secret: "" };
  if (isThere) await connecting(portsOf(nothing));
}

describe("two commands at once that make a Stripe endpoint", () => {
  it.each<[string, boolean, readonly [Command, Command]]>([
    ["connect-stripe, where there is none", false, [connecting, connecting]],
    ["connect-stripe, where one is replaced", true, [connecting, connecting]],
    ["connect-stripe for the account and for connected accounts", false, [connecting, connectingAccounts]],
    ["rotate-secret", true, [rotating, rotating]],
    ["connect-stripe, then rotate-secret", true, [connecting, rotating]],
    ["rotate-secret, then connect-stripe", true, [rotating, connecting]],
  ])("leave no endpoint whose secret the stack lacks: %s", async (_name, isThere, commands) => {
    let tried = 0;
    for (let [k, isFirst] = [1, true]; isFirst; k += 1) {
      for (let [j, isOther] = [1, true]; isOther; j += 1) {
        await begin(isThere);
        const before = new Set((await endpoints.list()).map(({ id }) => id));
        const storedBefore = stored();
        const { reasons, hasFirstCall, hasOtherCall } = await interleaved(commands, k, j);
        const made = (await endpoints.list()).filter(({ id }) => !before.has(id));
        const secrets = new Set(stored().map(({ secret }) => fingerprint(secret)));
        const lacking = made.filter(({ metadata }) => !secrets.has(metadata[fingerprintKey] ?? ""));
        expect({ k, j, reasons, lacking }).toEqual({ k, j, reasons, lacking: [] });
        expect(made.length > 0 || isDeepStrictEqual(stored(), storedBefore)).toBe(true);
        [isFirst, isOther] = [hasFirstCall, hasOtherCall];
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(50);
  });
});
