import type { SigningSecrets } from "../../../functions/shared/signing-secrets.ts";
import { isRefusingAll, type SignatureFacts } from "../signature-facts.ts";
import type { EndpointSpecification } from "../stripe-endpoint.ts";
import { judgeConnect, judgeEndpoints } from "./endpoint-checks.ts";
import { type Finding, judge, ok, problem, warning } from "./finding.ts";
import type { Observations } from "./observations.ts";

export function checkStripe(seen: Observations, specification: EndpointSpecification): readonly Finding[] {
  const { secret, deployed, settings, endpoints, hiddenEndpoints, webhook, signatures, keyWrites, now } = seen;
  const hasWebhook = specification.url !== "";
  const livemode = "ok" in deployed ? deployed.ok.livemode : undefined;
  const secrets = "ok" in secret ? secret.ok.signing.usable : [];
  return [
    ...judge("secret", secret, ({ signing, stripeApiKey: key }) => [
      ...(hasWebhook
        ? judgeSigning(signing, now)
        : [ok("webhook", "off: events come by the partner event source alone")]),
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
      ...hiddenEndpoints.map((lacking) =>
        warning("event destinations", lacking, "give the stack's API key the right in Stripe's dashboard"),
      ),
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
    ...(usable.length === 0 && refused.length === 1 && refused[0]?.endsWith("missing or a placeholder") === true
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
