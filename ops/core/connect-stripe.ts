import {
  type Endpoint,
  type Endpoints,
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  isSameUrl,
  longestOverlap,
  notStored,
  severalEndpoints,
  type SigningSecrets,
  typeDifference,
} from "./stripe-endpoint.ts";

export interface ConnectPorts {
  readonly endpoints: Endpoints;
  readonly secrets: SigningSecrets;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What is wrong with the stack's endpoint; empty when nothing is. */
export interface ConnectPlan {
  readonly action: "none" | "create" | "update" | "recreate";
  readonly reasons: readonly string[];
  readonly endpoint: Endpoint | undefined;
}

/**
 * What it takes until Stripe has exactly one endpoint for this stack, which sends exactly the handled types in the pinned
 * API version, and the stack has its signing secret. Stripe shows a secret once, at creation: an endpoint whose secret
 * the stack lacks is replaced.
 */
export async function planConnection(
  specification: EndpointSpecification,
  { endpoints, secrets }: ConnectPorts,
): Promise<ConnectPlan> {
  const all = await endpoints.list();
  const ours = all.filter(({ url }) => isSameUrl(url, specification.url));
  const [endpoint] = ours;
  if (endpoint === undefined)
    return { action: "create", reasons: [`Stripe has no endpoint for ${specification.url}`], endpoint };
  const { secret } = await secrets.current();
  if (ours.length > 1) return { action: "none", reasons: [severalEndpoints(ours, secret)], endpoint };
  const marked = endpoint.metadata[fingerprintKey];
  const recreate = [
    ...(secret === undefined ? ["the stack does not have its signing secret"] : []),
    ...(marked === notStored ? ["its signing secret was never stored: an earlier connect-stripe was stopped"] : []),
    ...(secret !== undefined && marked?.startsWith("sha256:") === true && marked !== fingerprint(secret)
      ? ["the stack's signing secret is another endpoint's"]
      : []),
    ...(endpoint.apiVersion === specification.apiVersion
      ? []
      : [
          `it sends API version ${endpoint.apiVersion ?? "of the account"}, not ${specification.apiVersion}, which Stripe cannot change`,
        ]),
  ];
  const { lacking, needless } = typeDifference(endpoint.enabledEvents, specification.eventTypes);
  const update = [
    ...(lacking.length === 0 ? [] : [`it does not send ${lacking.join(", ")}`]),
    ...(needless.length === 0 ? [] : [`it sends ${needless.join(", ")}, which no consumer handles`]),
    ...(endpoint.isEnabled ? [] : ["it is disabled"]),
  ];
  if (recreate.length > 0) return { action: "recreate", reasons: [...recreate, ...update], endpoint };
  return { action: update.length > 0 ? "update" : "none", reasons: update, endpoint };
}

/** Carries a plan out; each step leaves a state that the next call goes on from. @returns the endpoint's id */
export async function connect(
  specification: EndpointSpecification,
  plan: ConnectPlan,
  ports: ConnectPorts,
): Promise<string | undefined> {
  const { endpoints, secrets, now } = ports;
  const { action, endpoint } = plan;
  if (action === "none") return endpoint?.id;
  if (action === "update" && endpoint !== undefined) {
    await endpoints.update(endpoint.id, { eventTypes: specification.eventTypes });
    return endpoint.id;
  }
  const { secret: before } = await secrets.current();
  const created = await endpoints.create(specification);
  // What another endpoint, or the one before, still has under way comes signed with the secret before.
  const previous = before === undefined ? undefined : { secret: before, expires: now() + longestOverlap };
  await secrets.store(created.secret, previous);
  await endpoints.update(created.endpoint.id, { metadata: { [fingerprintKey]: fingerprint(created.secret) } });
  if (endpoint !== undefined) await endpoints.remove(endpoint.id);
  return created.endpoint.id;
}
