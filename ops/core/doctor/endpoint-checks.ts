import type { SigningSecret } from "../../../functions/shared/signing-secrets.ts";
import {
  type Endpoint,
  endpointsFor,
  type EndpointSpecification,
  isMarkedByAnother,
  typeDifference,
} from "../stripe-endpoint.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const mostEndpoints = 16;

export function judgeEndpoints(
  all: readonly Endpoint[],
  specification: EndpointSpecification,
  secrets: readonly SigningSecret[],
): Finding[] {
  const { url, eventTypes, apiVersion } = specification;
  const ours = endpointsFor(specification, all);
  const [endpoint] = ours;
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
  if (endpoint === undefined) {
    if (secrets.length > 0 && secrets.every(({ scope }) => scope !== "account")) return near;
    return [
      problem("Stripe endpoint", `Stripe has none for ${url}: it sends nothing here`, "connect-stripe makes it"),
      ...near,
    ];
  }
  const findings: Finding[] = [];
  const add = (message: string, remedy: string): void =>
    void findings.push(problem("Stripe endpoint", message, remedy));
  if (ours.length > 1)
    add(
      `Stripe has ${String(ours.length)} for this URL, so each event arrives as often: ${ours.map(({ id }) => id).join(", ")}`,
      "delete those whose secret the stack lacks",
    );
  if (!endpoint.isEnabled)
    add(`${endpoint.id} is disabled`, "connect-stripe enables it; then reconcile brings in what it did not send");
  const { lacking, needless } = typeDifference(endpoint.enabledEvents, eventTypes);
  if (lacking.length > 0) add(`${endpoint.id} does not send ${lacking.join(", ")}`, "connect-stripe sets the types");
  if (needless.length > 0)
    findings.push(
      warning(
        "Stripe endpoint",
        `${endpoint.id} sends ${needless.join(", ")}, which no consumer handles`,
        "connect-stripe sets the types",
      ),
    );
  if (endpoint.apiVersion !== apiVersion) {
    findings.push(
      warning(
        "Stripe endpoint",
        `${endpoint.id} sends API version ${endpoint.apiVersion ?? "of the account"}, the shapes read are of ${apiVersion} and back to 2022-11-15`,
        "connect-stripe makes one of the pinned version",
      ),
    );
  }
  findings.push(...judgeMark(endpoint, secrets));
  return [...(findings.length === 0 ? [ok("Stripe endpoint", endpoint.id)] : findings), ...near];
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
      const { lacking } = typeDifference(endpoint.enabledEvents, specification.eventTypes);
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
