import type { SigningSecret } from "../../../functions/shared/signing-secrets.ts";
import { isKnownApiVersion, oldestApiVersion, pinnedApiVersion } from "../../../functions/shared/stripe/api-version.ts";
import {
  type Endpoint,
  endpointsFor,
  type EndpointSpecification,
  isMarkedByAnother,
  typeDifference,
  typesOf,
} from "../stripe-endpoint.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const mostEndpoints = 16;

export function judgeEndpoints(
  all: readonly Endpoint[],
  specification: EndpointSpecification,
  secrets: readonly SigningSecret[],
): Finding[] {
  const { url, scope } = specification;
  const ours = endpointsFor({ url, scope }, all);
  const near =
    all.length >= mostEndpoints - 1
      ? [
          warning(
            "Stripe quota",
            `${String(all.length)} of ${String(mostEndpoints)} webhook endpoints`,
            "delete those no longer needed",
          ),
        ]
      : [];
  if (ours.length === 0) {
    if (secrets.length > 0 && secrets.every((secret) => secret.scope !== "account")) return near;
    return [
      problem("Stripe endpoint", `Stripe has none for ${url}: it sends nothing here`, "connect-stripe makes it"),
      ...near,
    ];
  }
  // One of each payload is Stripe's way from snapshots to thin events: what both report is one event here.
  const alike = [...Map.groupBy(ours, ({ payload }) => payload).values()];
  return [...alike.flatMap((endpoints) => judgeAlike(endpoints, specification, secrets)), ...near];
}

/** Endpoints of one payload, of which there should be one. */
function judgeAlike(
  endpoints: readonly Endpoint[],
  { eventTypes }: EndpointSpecification,
  secrets: readonly SigningSecret[],
): Finding[] {
  const [endpoint] = endpoints;
  if (endpoint === undefined) return [];
  const findings: Finding[] = [];
  const add = (message: string, remedy: string): void =>
    void findings.push(problem("Stripe endpoint", message, remedy));
  if (endpoints.length > 1)
    add(
      `Stripe has ${String(endpoints.length)} for this URL, so each event arrives as often: ${endpoints.map(({ id }) => id).join(", ")}`,
      "delete those whose secret the stack lacks",
    );
  if (!endpoint.isEnabled)
    add(`${endpoint.id} is disabled`, "connect-stripe enables it; then reconcile brings in what it did not send");
  const { lacking, needless } = typeDifference(endpoint.enabledEvents, typesOf(endpoint.payload, eventTypes));
  if (lacking.length > 0) add(`${endpoint.id} does not send ${lacking.join(", ")}`, "connect-stripe sets the types");
  if (needless.length > 0)
    findings.push(
      warning(
        "Stripe endpoint",
        `${endpoint.id} sends ${needless.join(", ")}, which no consumer handles`,
        "connect-stripe sets the types",
      ),
    );
  findings.push(...judgeStyle(endpoint), ...judgeMark(endpoint, secrets));
  return findings.length === 0 ? [ok("Stripe endpoint", endpoint.id)] : findings;
}

/** Whether what an endpoint sends is read here. */
function judgeStyle({ id, payload, apiVersion }: Endpoint): Finding[] {
  if (payload === "thin") return [];
  if (payload !== "snapshot") {
    const message = `${id} sends the payload style ${payload}, which this stack does not read: its events are archived and nothing else`;
    return [
      problem("Stripe endpoint", message, "connect-stripe --payload thin makes one that is read; delete this one"),
    ];
  }
  if (apiVersion === pinnedApiVersion) return [];
  const read = `the shapes read are of ${pinnedApiVersion} and back to ${oldestApiVersion}`;
  const message = `${id} sends API version ${apiVersion ?? "of the account"}, ${read}`;
  const remedy = "connect-stripe makes one of the pinned version; thin events (--payload thin) have none";
  return apiVersion !== undefined && !isKnownApiVersion(apiVersion)
    ? [problem("Stripe endpoint", message, remedy)]
    : [warning("Stripe endpoint", message, remedy)];
}

/** The mark alone does not say that events are refused: a person may have stored the right secret. */
function judgeMark(endpoint: Endpoint, secrets: readonly SigningSecret[]): Finding[] {
  if (!isMarkedByAnother(endpoint, secrets)) return [];
  return [
    warning(
      "Stripe endpoint",
      `${endpoint.id} is marked by another signing secret than the stack has`,
      "connect-stripe --adopt marks it by the stack's, where its events are accepted",
    ),
  ];
}

/** An endpoint for connected accounts, where there is one, and the secrets that no endpoint is known of. */
export function judgeConnect(
  all: readonly Endpoint[],
  specification: EndpointSpecification,
  secrets: readonly SigningSecret[],
): Finding[] {
  const ours = endpointsFor({ url: specification.url, scope: "connect" }, all);
  const unseen = secrets.filter(({ scope }) => scope === "organisation");
  return [
    ...ours.flatMap((endpoint) => {
      const { lacking } = typeDifference(endpoint.enabledEvents, typesOf(endpoint.payload, specification.eventTypes));
      const findings = [
        ...judgeMark(endpoint, secrets),
        ...(endpoint.isEnabled
          ? []
          : [problem("Connect endpoint", `${endpoint.id} is disabled`, "connect-stripe --scope connect enables it")]),
        ...(lacking.length === 0
          ? []
          : [
              problem(
                "Connect endpoint",
                `${endpoint.id} does not send ${lacking.join(", ")}`,
                "connect-stripe --scope connect sets the types",
              ),
            ]),
      ];
      return findings.length === 0 ? [ok("Connect endpoint", endpoint.id)] : findings;
    }),
    ...(ours.length === 0 && secrets.some(({ scope }) => scope === "connect")
      ? [
          problem(
            "Connect endpoint",
            `Stripe has none for ${specification.url}, and the stack has a signing secret for one`,
            "connect-stripe --scope connect makes it, or secret remove takes the secret out",
          ),
        ]
      : []),
    ...unseen.map(({ number }) =>
      ok("organisation endpoint", `signing secret ${String(number)}; an account's API key does not list the endpoint`),
    ),
  ];
}
