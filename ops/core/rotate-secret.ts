import { OpsError } from "../errors.ts";
import {
  type Endpoint,
  type Endpoints,
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  isSameUrl,
  severalEndpoints,
  type SigningSecrets,
} from "./stripe-endpoint.ts";

export interface RotatePorts {
  readonly endpoints: Endpoints;
  readonly secrets: SigningSecrets;
  /** Posts a signed event that nobody handles; whether the webhook accepted it. */
  readonly probe: (secret: string) => Promise<boolean>;
  readonly pause: () => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Rotation {
  readonly endpointId: string;
  /** ISO time until which the secret before is honoured. */
  readonly previousUntil: string;
  readonly removedEndpointId?: string;
}

/** A container of the webhook looks at the secret again after a wrong signature, at most every few seconds. */
const probes = 8;

/**
 * What is rolled: the one endpoint and the stack's secret.
 * @throws OpsError when a roll is under way, or there is nothing to roll
 */
export async function checkRotation(
  url: string,
  { endpoints, secrets, now }: Pick<RotatePorts, "endpoints" | "secrets" | "now">,
): Promise<{ readonly endpoint: Endpoint; readonly secret: string }> {
  const { secret, previous, previousExpires = 0 } = await secrets.current();
  if (secret === undefined) throw new OpsError("The stack has no signing secret yet: connect-stripe stores one");
  if (previous !== undefined && previousExpires > now()) {
    throw new OpsError(
      `A roll is under way: the secret before is honoured until ${new Date(previousExpires).toISOString()}. Roll again after that`,
    );
  }
  const ours = (await endpoints.list()).filter(({ url: other }) => isSameUrl(other, url));
  const [endpoint] = ours;
  if (endpoint === undefined) throw new OpsError(`Stripe has no endpoint for ${url}: connect-stripe makes one`);
  if (ours.length > 1) throw new OpsError(`A roll is under way: ${severalEndpoints(ours, secret)}`);
  return { endpoint, secret };
}

/**
 * Rolls by a second endpoint: Stripe's API has no call that rolls a secret. While both are there each event comes twice,
 * signed with either secret, and is applied once. The old endpoint is removed when the webhook has accepted both secrets.
 * @throws OpsError when it has not: everything is as before then
 */
export async function rotateByEndpoint(
  specification: EndpointSpecification,
  { endpoint, secret: before }: { readonly endpoint: Endpoint; readonly secret: string },
  overlap: number,
  ports: RotatePorts,
): Promise<Rotation> {
  const { endpoints } = ports;
  const created = await endpoints.create(specification);
  let expires: number;
  try {
    expires = await storeAndVerify(created.secret, before, overlap, ports);
  } catch (error) {
    await endpoints.remove(created.endpoint.id);
    throw error;
  }
  await endpoints.update(created.endpoint.id, { metadata: { [fingerprintKey]: fingerprint(created.secret) } });
  await endpoints.remove(endpoint.id);
  return {
    endpointId: created.endpoint.id,
    previousUntil: new Date(expires).toISOString(),
    removedEndpointId: endpoint.id,
  };
}

/** Takes over a secret that was rolled in Stripe's dashboard, which signs with both for up to 24 hours. */
export async function adoptRolledSecret(
  rolled: string,
  { endpoint, secret: before }: { readonly endpoint: Endpoint; readonly secret: string },
  overlap: number,
  ports: RotatePorts,
): Promise<Rotation> {
  if (rolled === before)
    throw new OpsError("The stack has this secret already: give the one that the dashboard shows after the roll");
  const expires = await storeAndVerify(rolled, before, overlap, ports);
  await ports.endpoints.update(endpoint.id, { metadata: { [fingerprintKey]: fingerprint(rolled) } });
  return { endpointId: endpoint.id, previousUntil: new Date(expires).toISOString() };
}

async function storeAndVerify(secret: string, before: string, overlap: number, ports: RotatePorts): Promise<number> {
  const expires = ports.now() + overlap;
  await ports.secrets.store(secret, { secret: before, expires });
  const accepted = (await isAccepted(secret, ports)) && (await isAccepted(before, ports));
  if (accepted) return expires;
  await ports.secrets.store(before);
  throw new OpsError(
    "The webhook did not accept a probe signed with the new and the old secret. The old secret is back in place, nothing is rolled: see doctor and logs stripeWebhook",
  );
}

async function isAccepted(secret: string, { probe, pause }: Pick<RotatePorts, "probe" | "pause">): Promise<boolean> {
  for (let tries = 0; tries < probes; tries += 1) {
    if (tries > 0) await pause();
    if (await probe(secret)) return true;
  }
  return false;
}
