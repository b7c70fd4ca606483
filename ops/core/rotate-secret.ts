import type { SigningSecret } from "../../functions/shared/signing-secrets.ts";
import { OpsError } from "../errors.ts";
import { type ProbePorts, storeAndVerify } from "./probe.ts";
import {
  createAlone,
  type Endpoint,
  type Endpoints,
  endpointsFor,
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  secretOf,
  severalEndpoints,
} from "./stripe-endpoint.ts";

export interface RotatePorts extends ProbePorts {
  readonly endpoints: Endpoints;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Rotation {
  /** Of the secret. */
  readonly number: number;
  readonly endpointId?: string;
  /** ISO time until which the secret before is honoured. */
  readonly previousUntil: string;
  readonly removedEndpointId?: string;
}

/** What is rolled: a secret, and its endpoint where this account's key can see it. */
export interface Rolled {
  readonly before: SigningSecret;
  readonly endpoint: Endpoint | undefined;
}

/**
 * The secret of a number, or of the scope's one endpoint.
 * @throws OpsError when there is nothing to roll, or it is not clear what
 */
export async function findRolled(
  wanted: { readonly specification: EndpointSpecification; readonly number?: number },
  { endpoints, secrets: store }: Pick<RotatePorts, "endpoints" | "secrets">,
): Promise<Rolled> {
  const secrets = await store.current();
  if (secrets.length === 0) throw new OpsError("The stack has no signing secret yet: connect-stripe stores one");
  const all = await endpoints.list();
  if (wanted.number !== undefined) {
    const before = secrets.find(({ number }) => number === wanted.number);
    if (before === undefined) throw new OpsError(`The stack has no signing secret number ${String(wanted.number)}`);
    return { before, endpoint: all.find((each) => secretOf(each, all, secrets) === before) };
  }
  const { specification } = wanted;
  const ours = endpointsFor(specification, all);
  const [endpoint] = ours;
  if (endpoint === undefined)
    throw new OpsError(
      `Stripe has no ${specification.scope} endpoint for ${specification.url}: connect-stripe makes one`,
    );
  if (ours.length > 1) throw new OpsError(`A roll is under way: ${severalEndpoints(ours, secrets)}`);
  const [only, ...others] = secrets.filter(({ scope }) => scope === specification.scope);
  const before = secretOf(endpoint, all, secrets) ?? (others.length === 0 ? only : undefined);
  if (before === undefined)
    throw new OpsError(`It is not known which of the stack's signing secrets is ${endpoint.id}'s: give --number`);
  return { before, endpoint };
}

/** @throws OpsError while the secret before the last roll is honoured: a further roll would end it early */
export function checkOverlap({ previous, number }: SigningSecret, now: number): void {
  if (previous === undefined || previous.expires <= now) return;
  throw new OpsError(
    `A roll of secret number ${String(number)} is under way: the one before is honoured until ${new Date(previous.expires).toISOString()}. Roll again after that`,
  );
}

/**
 * Rolls by a second endpoint: Stripe's API has no call that rolls a secret. While both are there each event comes twice,
 * signed with either secret, and is applied once. The old endpoint is removed when the webhook has accepted both secrets.
 * @throws OpsError when it has not: everything is as before then
 */
export async function rotateByEndpoint(
  specification: EndpointSpecification,
  { endpoint, before }: Rolled,
  overlap: number,
  ports: RotatePorts,
): Promise<Rotation> {
  const { endpoints, now } = ports;
  checkOverlap(before, now());
  if (endpoint === undefined)
    throw new OpsError(
      `Secret number ${String(before.number)} is of no endpoint that this API key lists: roll it in Stripe's dashboard, then rotate-secret --rolled-in-dashboard`,
    );
  const created = await createAlone(specification, endpoint, ports);
  const expires = now() + overlap;
  try {
    await storeAndVerify(successor(before, created.secret, expires), before, ports);
  } catch (error) {
    await endpoints.remove(created.endpoint.id);
    throw error;
  }
  await endpoints.update(created.endpoint.id, {
    eventTypes: specification.eventTypes,
    metadata: { [fingerprintKey]: fingerprint(created.secret) },
  });
  await endpoints.remove(endpoint.id);
  return {
    number: before.number,
    endpointId: created.endpoint.id,
    previousUntil: new Date(expires).toISOString(),
    removedEndpointId: endpoint.id,
  };
}

/**
 * Takes over a secret that was rolled in Stripe's dashboard, which signs with both for up to 24 hours. Also while a roll
 * is under way: who has rolled at Stripe cannot wait.
 */
export async function adoptRolledSecret(
  rolled: string,
  { endpoint, before }: Rolled,
  overlap: number,
  ports: RotatePorts,
): Promise<Rotation> {
  const known = (await ports.secrets.current()).find(
    ({ secret, previous }) => secret === rolled || previous?.secret === rolled,
  );
  if (known !== undefined)
    throw new OpsError(
      `The stack has this secret already, ${known.secret === rolled ? "as" : "as the one before of"} number ${String(known.number)}: give the one that the dashboard shows after the roll`,
    );
  const expires = ports.now() + overlap;
  await storeAndVerify(successor(before, rolled, expires), before, ports);
  if (endpoint !== undefined)
    await ports.endpoints.update(endpoint.id, { metadata: { [fingerprintKey]: fingerprint(rolled) } });
  return {
    number: before.number,
    ...(endpoint === undefined ? {} : { endpointId: endpoint.id }),
    previousUntil: new Date(expires).toISOString(),
  };
}

function successor(before: SigningSecret, secret: string, expires: number): SigningSecret {
  return { number: before.number, scope: before.scope, secret, previous: { secret: before.secret, expires } };
}
