import { paginateListSubscriptionsByTopic } from "@aws-sdk/client-sns";
import { consumersOf } from "../consumers.ts";
import type { Context } from "../context.ts";
import type { Observations, Seen, Subscription } from "../core/doctor/observations.ts";
import { openStripe } from "../stripe.ts";
import { writableBy } from "../stripe-key.ts";
import { readStackSettings } from "../stack-settings.ts";
import { stripeEndpoints } from "../stripe-endpoints.ts";
import type { Target } from "../target.ts";
import { hasWebhook, postToWebhook } from "../webhook.ts";
import { consumerPorts } from "./consumers.ts";
import { readFunctionSettings } from "./function-settings.ts";
import { depthOf } from "./inspection.ts";
import { readSignatureFacts } from "./signature-facts.ts";
import { byName, seer } from "./see.ts";
import { parseSender } from "../../domain/mail/sender.ts";
import { readStackSecret } from "./stack-secret.ts";
import { readBooks } from "./stock.ts";
import { unheardNotices } from "./unheard-notices.ts";

/** Looks at everything at once; nothing is changed, and nothing that fails keeps the rest from being seen. */
export async function observe(target: Target, context: Context): Promise<Observations> {
  const { clients, outputs, region, stack } = target;
  const see = seer(context);
  const parts = outputs.topicArn.split(":");
  const settingsOf = see(() => readFunctionSettings(clients.lambda, outputs));
  const ports = consumerPorts(target, context);
  const secretOf = see(() => readStackSecret(clients.secrets, outputs.secretArn));
  const [deployed, secret] = await Promise.all([settingsOf, secretOf]);
  const sender = "ok" in secret ? secret.ok.sesFromEmail : undefined;
  const seeWebhook = <T>(look: () => Promise<T>): Promise<Seen<T>> =>
    hasWebhook(outputs) ? see(look) : Promise.resolve({ unsupported: true });
  const hiddenEndpoints: string[] = [];

  const seen = await byName({
    caller: see(async () => {
      const { Account: account = "", Arn: arn = "" } = await clients.sts.getCallerIdentity({});
      return { account, arn };
    }),
    mail: see(() => seeMail(sender, target)),
    endpoints: seeWebhook(async () =>
      stripeEndpoints(await openStripe(target), (lacking) => void hiddenEndpoints.push(lacking)).list(),
    ),
    keyWrites:
      "ok" in secret && secret.ok.stripeApiKey !== undefined
        ? see(() => writableBy(secret.ok.stripeApiKey ?? "", target))
        : { unsupported: true as const },
    signatures: seeWebhook(async () => readSignatureFacts(target, await openStripe(target), context.now())),
    alertSubscriptions: see(() => subscriptionsOf(outputs.alertTopicArn, target)),
    warehouseSubscriptions: see(() => subscriptionsOf(outputs.warehouseTopicArn, target)),
    unheard: see(() => unheardNotices(target, context.now())),
    mappings: see(() => byName(Object.fromEntries(consumersOf(outputs).map((one) => [one.name, ports.state(one)])))),
    pipe: see(() => seePipe(target)),
    replayRules: see(() => each(outputs.replayRuleArns, (arn) => ruleState(arn, outputs.eventBusName, target))),
    partner: see(() => seePartner(target)),
    deadLetters: see(() => each(outputs.deadLetterQueueUrls, (url) => depthOf(clients.sqs, url))),
    webhook: seeWebhook(async () => (await postToWebhook(outputs.webhookUrl, "{}", undefined)).status),
    stock: see(() => seeStock(target)),
    concurrency: see(async () => (await clients.lambda.getAccountSettings({})).AccountLimit?.ConcurrentExecutions ?? 0),
  });
  return {
    stack,
    now: context.now(),
    place: { region, stackRegion: parts[3] ?? "", stackAccount: parts[4] ?? "" },
    settings: "ok" in deployed ? await readStackSettings(deployed.ok.stage) : undefined,
    deployed,
    secret,
    hiddenEndpoints,
    ...seen,
  };
}

/** What a look at each of a record's texts has seen. */
function each<T>(
  texts: Readonly<Record<string, string>>,
  look: (text: string) => Promise<T>,
): Promise<Record<string, T>> {
  return byName(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, look(text)])));
}

async function seeMail(from: string | undefined, { clients: { ses } }: Target) {
  const sender = from === undefined ? undefined : parseSender(from).address;
  const domain = sender?.slice(sender.lastIndexOf("@") + 1);
  const identities = [sender, domain].filter((identity) => identity !== undefined);
  const [quota, enabled, verified] = await Promise.all([
    ses.getSendQuota({}),
    ses.getAccountSendingEnabled({}),
    identities.length === 0 ? undefined : ses.getIdentityVerificationAttributes({ Identities: identities }),
  ]);
  const states = identities.flatMap(
    (identity) => verified?.VerificationAttributes?.[identity]?.VerificationStatus ?? [],
  );
  const verification = states.find((state) => state === "Success") ?? states[0];
  return {
    ...(verification === undefined ? {} : { verification }),
    sendingEnabled: enabled.Enabled !== false,
    sent24Hours: quota.SentLast24Hours ?? 0,
    most24Hours: quota.Max24HourSend ?? 0,
  };
}

async function subscriptionsOf(topicArn: string, { clients }: Target): Promise<Subscription[]> {
  const found: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client: clients.sns }, { TopicArn: topicArn })) {
    for (const { Endpoint: endpoint = "", SubscriptionArn: arn = "" } of page.Subscriptions ?? []) {
      found.push({ endpoint, isConfirmed: arn.startsWith("arn:") });
    }
  }
  return found;
}

/** `arn:aws:events:REGION:ACCOUNT:rule/BUS/NAME` */
export async function ruleState(ruleArn: string, EventBusName: string, { clients }: Target): Promise<string> {
  const Name = ruleArn.slice(ruleArn.lastIndexOf("/") + 1);
  const { State } = await clients.events.describeRule({ Name, EventBusName });
  return State ?? "";
}

async function seePipe({ clients, outputs }: Target) {
  const name = outputs.pipeName;
  const described = await clients.pipes.describePipe({ Name: name });
  const { CurrentState: state = "", StateReason: reason } = described;
  return { name, state, ...(reason === undefined ? {} : { reason }) };
}

async function seePartner(target: Target) {
  const { partnerSource } = target.outputs;
  if (partnerSource === undefined) return undefined;
  const { busName, ruleArns } = partnerSource;
  const [{ State: state = "" }, rules] = await Promise.all([
    target.clients.events.describeEventSource({ Name: busName }),
    each(ruleArns, (arn) => ruleState(arn, busName, target)),
  ]);
  return { state, rules };
}

async function seeStock(target: Target) {
  const { rows, reservations, differences } = await readBooks(
    target,
    () => undefined,
    ({ status }) => status === "backordered",
  );
  return { rows: rows.length, differences, waiting: reservations.length };
}
