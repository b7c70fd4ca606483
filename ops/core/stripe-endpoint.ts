import { createHash } from "node:crypto";
import type { Scope, SigningSecret } from "../../functions/shared/signing-secrets.ts";
import type { pinnedApiVersion } from "../../functions/shared/stripe/api-version.ts";
import { OpsError } from "../errors.ts";

export const payloads = ["snapshot", "thin"] as const;
/** How an endpoint sends its events: each with its object, or naming it. */
export type Payload = (typeof payloads)[number];

/**
 * A webhook endpoint of Stripe's, or an event destination that is one, as far as it concerns a stack.
 * @see https://docs.stripe.com/api/webhook_endpoints
 * @see https://docs.stripe.com/api/v2/core/event_destinations
 */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  /** A {@link Payload}, or a style that is newer than this program. */
  readonly payload: string;
  readonly enabledEvents: readonly string[];
  readonly apiVersion: string | undefined;
  readonly isEnabled: boolean;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly livemode: boolean;
  /** An organisation's endpoints are listed for the organisation only. */
  readonly scope: EndpointScope;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What Stripe's API makes endpoints for. */
export type EndpointScope = Exclude<Scope, "organisation">;

export const forbiddenDestinations =
  "the API key may not list event destinations (403): whether any of them sends here is unknown";

export interface EndpointSpecification {
  readonly url: string;
  readonly scope: EndpointScope;
  readonly payload: Payload;
  /** Whether an endpoint is made as an event destination; otherwise as a webhook endpoint, which sends snapshots. */
  readonly isDestination: boolean;
  /** As events of the payload name them. */
  readonly eventTypes: readonly string[];
  readonly apiVersion: typeof pinnedApiVersion;
  readonly stack: string;
}

export interface Endpoints {
  /** All of the account and mode. */
  list(): Promise<Endpoint[]>;
  /** The only response that contains the signing secret. */
  create(specification: EndpointSpecification): Promise<{ readonly endpoint: Endpoint; readonly secret: string }>;
  /** Types, switched on, metadata; Stripe cannot change the API version of one that is there. */
  update(
    id: string,
    change: { readonly eventTypes?: readonly string[]; readonly metadata?: Readonly<Record<string, string>> },
  ): Promise<void>;
  remove(id: string): Promise<void>;
}

/** The webhook honours a previous secret for so long at most; Stripe's own roll lasts as long. */
export const longestOverlap = 24 * 60 * 60_000;

/**
 * Which signing secret an endpoint was given, without revealing it: written into the endpoint's metadata once the stack has
 * stored it, so that a later look knows whether the two belong together.
 */
export const fingerprintKey = "signing_secret";
export const notStored = "not-stored";

export function fingerprint(secret: string): string {
  return `sha256:${createHash("sha256").update(secret).digest("hex").slice(0, 16)}`;
}

/** Longer than a command takes from creating an endpoint to marking it. */
const longestMaking = 2 * 60_000;

/**
 * Creates an endpoint, and takes it back when another command is making one for the same URL, or has made one: the
 * stack's secret has no lock, so of two commands at once no more than one may go on to it.
 * @param replaced the endpoint in whose place it comes
 * @throws OpsError that names the other's endpoint
 */
export async function createAlone(
  specification: EndpointSpecification,
  replaced: Endpoint | undefined,
  { endpoints, now }: { readonly endpoints: Endpoints; readonly now: () => number },
): ReturnType<Endpoints["create"]> {
  const { url } = specification;
  const created = await endpoints.create(specification);
  const others = (await endpoints.list()).filter(({ id }) => id !== created.endpoint.id);
  const isBeingMade = (each: Endpoint): boolean =>
    isSameUrl(each.url, url) && each.metadata[fingerprintKey] === notStored && now() - each.created < longestMaking;
  const other = endpointsFor(specification, others).find(({ id }) => id !== replaced?.id) ?? others.find(isBeingMade);
  if (other === undefined) return created;
  await endpoints.remove(created.endpoint.id);
  throw new OpsError(
    `Another command made ${other.id} for ${url} and may still be storing its signing secret. This one has changed nothing: run it again in two minutes`,
  );
}

/** The endpoints of a scope that send to the stack, of one payload where one is given. */
export function endpointsFor(
  { url, scope, payload }: Pick<EndpointSpecification, "url" | "scope"> & { readonly payload?: Payload },
  all: readonly Endpoint[],
): Endpoint[] {
  return all
    .filter((endpoint) => isSameUrl(endpoint.url, url) && endpoint.scope === scope)
    .filter((endpoint) => payload === undefined || endpoint.payload === payload);
}

/** Types as the events of a payload name them. */
export function typesOf(payload: string, types: readonly string[]): string[] {
  return types.map((type) => (payload === "thin" ? `v1.${type}` : type));
}

/** The stack's secret of an endpoint: the one by which it is marked, or of an unmarked one the only one it can be. */
export function secretOf(
  { metadata, scope }: Endpoint,
  all: readonly Endpoint[],
  secrets: readonly SigningSecret[],
): SigningSecret | undefined {
  const mark = metadata[fingerprintKey];
  if (mark !== undefined) return secrets.find(({ secret }) => fingerprint(secret) === mark);
  const [only, ...others] = unclaimed(scope, all, secrets);
  return others.length === 0 ? only : undefined;
}

/** The secrets of a scope that no endpoint is marked by. */
export function unclaimed(
  scope: Scope,
  all: readonly Endpoint[],
  secrets: readonly SigningSecret[],
): readonly SigningSecret[] {
  const marks = new Set(all.map(({ metadata }) => metadata[fingerprintKey]));
  return secrets.filter((each) => each.scope === scope && !marks.has(fingerprint(each.secret)));
}

/** An endpoint that bears the mark of a secret that the stack does not have. */
export function isMarkedByAnother({ metadata }: Endpoint, secrets: readonly SigningSecret[]): boolean {
  const mark = metadata[fingerprintKey];
  if (secrets.length === 0 || mark?.startsWith("sha256:") !== true) return false;
  return secrets.every(({ secret }) => fingerprint(secret) !== mark);
}

/** Of several endpoints for one URL: which they are, and whose secret the stack has. The others are to be deleted. */
export function severalEndpoints(endpoints: readonly Endpoint[], secrets: readonly SigningSecret[]): string {
  const owner = endpoints.find(({ metadata }) =>
    secrets.some(({ secret }) => metadata[fingerprintKey] === fingerprint(secret)),
  );
  const whose =
    owner === undefined ? "the stack's secret is of none that is known" : `the stack's secret is that of ${owner.id}`;
  return `Stripe has ${String(endpoints.length)} endpoints for this URL (${endpoints.map(({ id }) => id).join(", ")}; ${whose}): delete the others in Stripe's dashboard`;
}

/** Trailing slashes and letter case of the host do not make another address. */
export function isSameUrl(one: string, other: string): boolean {
  const plain = (url: string): string => (URL.canParse(url) ? new URL(url).href.replace(/\/$/u, "") : url);
  return plain(one) === plain(other);
}

/** @returns handled types that the endpoint does not send, and sent types that nobody handles */
export function typeDifference(
  enabled: readonly string[],
  wanted: readonly string[],
): { readonly lacking: string[]; readonly needless: string[] } {
  if (enabled.includes("*")) return { lacking: [], needless: ["*"] };
  return {
    lacking: wanted.filter((type) => !enabled.includes(type)),
    needless: enabled.filter((type) => !wanted.includes(type)),
  };
}
