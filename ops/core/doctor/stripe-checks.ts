import type { SigningSecret, SigningSecrets } from "../../../functions/shared/signing-secrets.ts";
import { isRefusingAll, type SignatureFacts } from "../signature-facts.ts";
import {
  type Endpoint,
  endpointsFor,
  type EndpointSpecification,
  isMarkedByAnother,
  typeDifference,
} from "../stripe-endpoint.ts";
import { type Finding, judge, ok, problem, warning } from "./finding.ts";
import type { Observations } from "./observations.ts";

const mostEndpoints = 16;

export function checkStripe(seen: Observations, specification: EndpointSpecification): readonly Finding[] {
  const { secret, deployed, settings, endpoints, webhook, signatures, keyWrites, now } = seen;
  const livemode = "ok" in deployed ? deployed.ok.livemode : undefined;
  const secrets = "ok" in secret ? secret.ok.signing.usable : [];
  return [
    ...judge("secret", secret, ({ signing, stripeApiKey: key }) => [
      ...judgeSigning(signing, now),
      ...(key === undefined
        ? [
            problem(
              "API key",
              "the secret's stripe_api_key is a placeholder or missing: orders without metadata `products` fail",
              "secret set stripe_api_key stores a restricted key that reads (rk_test_... or rk_live_...)",
            ),
          ]
        : judgeKeyMode(key, livemode)),
    ]),
    ...judge("API key's rights", keyWrites, judgeRights),
    ...judge("stripeMode", deployed, ({ livemode: live }) => {
      const mode = live ? "live" : "test";
      const set = settings?.stripeMode;
      return set === undefined || set === mode
        ? [ok("stripeMode", mode)]
        : [problem("stripeMode", `the setting says ${set}, the functions were deployed for ${mode}`, "pulumi up")];
    }),
    ...judge("Stripe endpoint", endpoints, (all) => [
      ...judgeEndpoints(all, specification, secrets),
      ...judgeConnect(all, specification, secrets),
    ]),
    ...judge("signatures", signatures, judgeSignatures),
    ...judge("webhook", webhook, (status) => {
      if (status === 400) return [ok("webhook", "responds, and refuses unsigned posts")];
      if (status === 500)
        return [
          problem("webhook", "returns 500: it cannot read a signing secret", "connect-stripe; then logs stripeWebhook"),
        ];
      return [
        problem(
          "webhook",
          `returns ${String(status)} instead of 400 for an unsigned post`,
          "logs stripeWebhook; is webhookUrl this stack's?",
        ),
      ];
    }),
  ];
}

function judgeSigning({ usable, refused }: SigningSecrets, now: number): Finding[] {
  return [
    ...(usable.length === 0
      ? [problem("signing secret", "placeholder or missing: the webhook returns 500", "connect-stripe stores one")]
      : [ok("signing secret", usable.map(({ number, scope }) => `${String(number)} ${scope}`).join(", "))]),
    ...(usable.length === 0 && refused.length === 1 && /missing or a placeholder$/u.test(refused[0] ?? "")
      ? []
      : refused.map((why) =>
          problem("signing secret", why, "secret set stripe_webhook_secret --number N, or secret remove N"),
        )),
    ...usable.flatMap(({ number, previous }) =>
      previous !== undefined && previous.expires > now
        ? [
            ok(
              "secret roll",
              `the one before number ${String(number)} is accepted until ${new Date(previous.expires).toISOString()}`,
            ),
          ]
        : [],
    ),
  ];
}

/** A reading key is all that the system needs; who takes a writing one can refund and pay out. */
function judgeRights(writes: readonly string[]): Finding[] {
  if (writes.length === 0) return [ok("API key's rights", "reads only")];
  return [
    problem(
      "API key's rights",
      `the secret's stripe_api_key may write: ${writes.join(", ")}`,
      "make a restricted key with reading rights only in Stripe's dashboard; secret set stripe_api_key stores it",
    ),
  ];
}

function judgeSignatures(facts: SignatureFacts): Finding[] {
  const { accepted, refused, undelivered, minutes } = facts;
  const seen = `${String(refused)} of ${String(accepted + refused)} signed requests of the last ${String(minutes)} minutes were refused, signed with another secret`;
  const atStripe = undelivered === 0 ? "" : `; ${String(undelivered)} events of Stripe's are undelivered`;
  if (isRefusingAll(facts))
    return [
      problem(
        "signatures",
        `${seen}${atStripe}: the stack's signing secret is not Stripe's`,
        "rotate-secret --rolled-in-dashboard stores the one that the dashboard shows, connect-stripe makes a new endpoint; then reconcile",
      ),
    ];
  if (refused > 0)
    return [
      warning(
        "signatures",
        `${seen}${atStripe}`,
        "somebody forges events, or one of several endpoints has a secret that the stack lacks",
      ),
    ];
  if (undelivered > 0)
    return [
      warning(
        "signatures",
        `${String(undelivered)} events of the last ${String(minutes)} minutes are undelivered`,
        "reconcile brings them in",
      ),
    ];
  return [ok("signatures", `${String(accepted)} accepted in the last ${String(minutes)} minutes, none refused`)];
}

function judgeKeyMode(key: string, livemode: boolean | undefined): Finding[] {
  const mode = /^[sr]k_(?<mode>live|test)_/u.exec(key)?.groups?.["mode"];
  if (mode === undefined || livemode === undefined) {
    return [
      warning(
        "API key",
        "its mode is unknown",
        "a secret or restricted key begins with sk_test_, rk_test_, sk_live_ or rk_live_",
      ),
    ];
  }
  const wanted = livemode ? "live" : "test";
  if (mode === wanted) return [ok("API key", `for ${mode} mode`)];
  return [
    problem(
      "API key",
      `it is for ${mode} mode, the stack processes ${wanted} events (stripeMode)`,
      `put a ${wanted} key into the secret's stripe_api_key, or change stripeMode`,
    ),
  ];
}

function judgeEndpoints(
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
function judgeConnect(
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
