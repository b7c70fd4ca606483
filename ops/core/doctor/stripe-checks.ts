import {
  type Endpoint,
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  isSameUrl,
  typeDifference,
} from "../stripe-endpoint.ts";
import { type Finding, judge, ok, problem, warning } from "./finding.ts";
import type { Observations } from "./observations.ts";

const mostEndpoints = 16;

export function checkStripe(seen: Observations, specification: EndpointSpecification): readonly Finding[] {
  const { secret, deployed, settings, endpoints, webhook, now } = seen;
  const livemode = "ok" in deployed ? deployed.ok.livemode : undefined;
  const webhookSecret = "ok" in secret ? secret.ok.webhookSecret : undefined;
  return [
    ...judge("secret", secret, ({ webhookSecret: signing, stripeApiKey: key, previousExpires }) => [
      ...(signing === undefined
        ? [
            problem(
              "signing secret",
              "the secret's stripe_webhook_secret is a placeholder or missing: the webhook returns 500",
              "connect-stripe stores one",
            ),
          ]
        : [ok("signing secret", "stored")]),
      ...(key === undefined
        ? [
            problem(
              "API key",
              "the secret's stripe_api_key is a placeholder or missing: orders without metadata `products` fail",
              "put a restricted key that reads (rk_test_... or rk_live_...) into the secret",
            ),
          ]
        : judgeKeyMode(key, livemode)),
      ...(previousExpires !== undefined && previousExpires > now
        ? [ok("secret roll", `the previous secret is accepted until ${new Date(previousExpires).toISOString()}`)]
        : []),
    ]),
    ...judge("stripeMode", deployed, ({ livemode: live }) => {
      const mode = live ? "live" : "test";
      const set = settings?.stripeMode;
      return set === undefined || set === mode
        ? [ok("stripeMode", mode)]
        : [problem("stripeMode", `the setting says ${set}, the functions were deployed for ${mode}`, "pulumi up")];
    }),
    ...judge("Stripe endpoint", endpoints, (all) => judgeEndpoints(all, specification, webhookSecret)),
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
  { url, eventTypes, apiVersion }: EndpointSpecification,
  secret: string | undefined,
): Finding[] {
  const ours = all.filter((endpoint) => isSameUrl(endpoint.url, url));
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
  const marked = endpoint.metadata[fingerprintKey];
  if (marked?.startsWith("sha256:") === true && secret !== undefined && marked !== fingerprint(secret)) {
    add(
      `the stack's signing secret is not ${endpoint.id}'s: its events are refused`,
      "connect-stripe replaces the endpoint and stores the new secret",
    );
  }
  return [...(findings.length === 0 ? [ok("Stripe endpoint", endpoint.id)] : findings), ...near];
}
