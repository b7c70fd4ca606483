import { type ProbePorts, isAccepted, storeAndVerify } from "./probe.ts";
import { freeNumber } from "./signing-secrets.ts";
import {
  createAlone,
  type Endpoint,
  type Endpoints,
  endpointsFor,
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  isMarkedByAnother,
  longestOverlap,
  notStored,
  secretOf,
  severalEndpoints,
  typeDifference,
  unclaimed,
} from "./stripe-endpoint.ts";
import { OpsError } from "../errors.ts";
import { isRefusingAll, type SignatureFacts } from "./signature-facts.ts";

export interface ConnectPorts extends ProbePorts {
  readonly endpoints: Endpoints;
  /** How signatures were judged of late. */
  readonly facts: () => Promise<SignatureFacts>;
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
 * What it takes until Stripe has exactly one endpoint of the scope for this stack, which sends exactly the handled types
 * in the pinned API version, and the stack has its signing secret. Stripe shows a secret once, at creation: an endpoint
 * whose secret the stack lacks is replaced. That it is another is judged by what was accepted, never by the mark alone:
 * a person may have stored the right one.
 */
export async function planConnection(
  specification: EndpointSpecification,
  { endpoints, secrets: store, facts: recent }: Pick<ConnectPorts, "endpoints" | "secrets" | "facts">,
): Promise<ConnectPlan> {
  const all = await endpoints.list();
  const ours = endpointsFor(specification, all);
  const [endpoint] = ours;
  if (endpoint === undefined) {
    const kind = `${specification.scope} endpoint${specification.payload === "thin" ? " with thin events" : ""}`;
    const reasons = [`Stripe has no ${kind} for ${specification.url}`];
    return { action: "create", reasons, endpoint };
  }
  const [secrets, facts] = await Promise.all([store.current(), recent()]);
  if (ours.length > 1) return { action: "none", reasons: [severalEndpoints(ours, secrets)], endpoint };
  const mark = endpoint.metadata[fingerprintKey];
  const recreate = [
    ...(secrets.length === 0 ? ["the stack does not have its signing secret"] : []),
    ...(mark === notStored ? ["its signing secret was never stored: an earlier connect-stripe was stopped"] : []),
    ...(isRefusingAll(facts)
      ? [`the webhook refused ${String(facts.refused)} signatures in the last minutes and accepted none`]
      : []),
    // Thin events have no version.
    ...(specification.payload === "thin" || endpoint.apiVersion === specification.apiVersion
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
  if (update.length > 0) return { action: "update", reasons: update, endpoint };
  return { action: "none", reasons: isMarkedByAnother(endpoint, secrets) ? [adoptable(endpoint)] : [], endpoint };
}

function adoptable({ id }: Endpoint): string {
  return `${id} is marked by another signing secret than the stack has. If its events are accepted (doctor), connect-stripe --adopt marks it by the stack's; if not, rotate-secret --rolled-in-dashboard stores the one that the dashboard shows`;
}

/**
 * Carries a plan out; each step leaves a state that the next call goes on from. A new endpoint sends our types only once
 * the webhook accepts its secret, so that no event of it is refused.
 * @returns the endpoint's id
 */
export async function connect(
  specification: EndpointSpecification,
  plan: ConnectPlan,
  ports: ConnectPorts,
): Promise<string | undefined> {
  const { endpoints, secrets: store, now } = ports;
  const { action, endpoint } = plan;
  const { scope, eventTypes } = specification;
  if (action === "none") return endpoint?.id;
  const look = async () => {
    const [all, secrets] = await Promise.all([endpoints.list(), store.current()]);
    return { all, secrets, own: endpoint === undefined ? undefined : secretOf(endpoint, all, secrets) };
  };
  if (action === "update" && endpoint !== undefined) {
    const { own } = await look();
    if (own !== undefined && !(await isAccepted(own.secret, ports)))
      throw new OpsError(
        `The webhook does not accept a probe signed with the stack's own secret: see doctor and logs stripeWebhook. ${endpoint.id} is as before`,
      );
    await endpoints.update(endpoint.id, { eventTypes });
    return endpoint.id;
  }
  const created = await createAlone(specification, endpoint, ports);
  try {
    // Not before: until then another command may have stored one.
    const { all, secrets, own } = await look();
    const [only, ...others] = unclaimed(scope, all, secrets);
    const before = own ?? (others.length === 0 ? only : undefined);
    const secret = {
      number: before?.number ?? freeNumber(secrets),
      scope,
      secret: created.secret,
      // What another endpoint, or the one before, still has under way comes signed with the secret before.
      ...(before === undefined ? {} : { previous: { secret: before.secret, expires: now() + longestOverlap } }),
    };
    await storeAndVerify(secret, before, ports);
  } catch (error) {
    await endpoints.remove(created.endpoint.id);
    throw error;
  }
  await endpoints.update(created.endpoint.id, {
    eventTypes,
    metadata: { [fingerprintKey]: fingerprint(created.secret) },
  });
  if (endpoint !== undefined) await endpoints.remove(endpoint.id);
  return created.endpoint.id;
}

/**
 * Marks the scope's endpoint as the one of a secret that the stack has, as after one was stored by hand.
 * @param number of the secret, where several can be meant
 * @throws OpsError when the webhook does not accept the secret, or it is not clear which is meant
 */
export async function adopt(
  specification: EndpointSpecification,
  number: number | undefined,
  ports: ConnectPorts,
): Promise<{ readonly endpoint: Endpoint; readonly number: number }> {
  const [all, secrets] = await Promise.all([ports.endpoints.list(), ports.secrets.current()]);
  const ours = endpointsFor(specification, all);
  const [endpoint] = ours;
  if (endpoint === undefined)
    throw new OpsError(
      `Stripe has no ${specification.scope} endpoint for ${specification.url}: connect-stripe makes one`,
    );
  if (ours.length > 1) throw new OpsError(severalEndpoints(ours, secrets));
  const marked = isMarkedByAnother(endpoint, secrets) ? undefined : secretOf(endpoint, all, secrets);
  const [only, ...others] =
    marked !== undefined
      ? [marked]
      : number === undefined
        ? unclaimed(specification.scope, all, secrets)
        : secrets.filter((each) => each.number === number);
  if (only === undefined || others.length > 0)
    throw new OpsError(
      `It is not clear which of the stack's ${String(secrets.length)} signing secrets is ${endpoint.id}'s: give --number`,
    );
  if (!(await isAccepted(only.secret, ports)))
    throw new OpsError(
      "The webhook does not accept a probe signed with this secret: see doctor and logs stripeWebhook",
    );
  await ports.endpoints.update(endpoint.id, { metadata: { [fingerprintKey]: fingerprint(only.secret) } });
  return { endpoint, number: only.number };
}
