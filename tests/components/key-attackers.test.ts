import { beforeAll, describe, expect, it } from "vitest";
import { keyType } from "../../packages/aws-offline/services/kms/resources.ts";
import type { Context } from "../../packages/aws-offline/iam/condition.ts";
import { type Caller, decideByResource } from "../../packages/aws-offline/iam/evaluate.ts";
import { sentKeys } from "../../packages/aws-offline/iam/service-context.ts";
import { compilePolicy, type Policy } from "../../packages/aws-offline/iam/policy.ts";
import { evaluate } from "../support/evaluate.ts";

const account = "000000000000";
const foreignAccount = "999999999999";
const own = (service: string, resource: string): string => `arn:aws:${service}:ap-southeast-1:${account}:${resource}`;
const foreign = (arn: string): string => arn.replace(account, foreignAccount);

const queue = own("sqs", "dev-orders-queue");
const bus = own("events", "event-bus/order-processing-system-dev");

/** How each service comes to the key of this stack, and what a stranger would have to change. */
interface Use {
  readonly service: string;
  /** For which account's resource it acts; CloudWatch Logs and EventBridge name only what they encrypt. */
  readonly source?: string;
  readonly encrypts: Readonly<Record<string, string>>;
}
const uses: readonly Use[] = [
  { service: "sns.amazonaws.com", source: own("sns", "dev-events-topic"), encrypts: { "aws:sqs:arn": queue } },
  { service: "events.amazonaws.com", encrypts: { "aws:sqs:arn": queue } },
  { service: "events.amazonaws.com", encrypts: { "aws:events:event-bus:arn": bus } },
  {
    service: "cloudwatch.amazonaws.com",
    source: own("cloudwatch", "alarm:order-processing-system-dev-critical"),
    encrypts: { "aws:sns:topicArn": own("sns", "dev-alerts-topic") },
  },
  {
    service: "cloudwatch.amazonaws.com",
    source: own("cloudwatch", "alarm:dev-orders-dead-letters-0a1b2c"),
    encrypts: { "aws:sns:topicArn": own("sns", "dev-alerts-topic") },
  },
  { service: "ses.amazonaws.com", encrypts: { "aws:sns:topicArn": own("sns", "dev-mail-events-topic") } },
  {
    service: "logs.ap-southeast-1.amazonaws.com",
    encrypts: { "aws:logs:arn": own("logs", "log-group:dev-order-processor-logs") },
  },
];
const named = uses.filter(({ source }) => source !== undefined);

let policy: Policy;
let arn = "";
let sids: string[] = [];
beforeAll(async () => {
  ({ policy, arn, sids } = await keyOf({}));
});

async function keyOf(settings: Readonly<Record<string, string>>) {
  const graph = await evaluate({ settings: { encryption: "customer-key", ...settings } });
  const [key] = graph.of(keyType);
  if (key === undefined) throw new Error("the program declares no key");
  return {
    arn: String(key.outputs["arn"]),
    policy: compilePolicy(key.inputs.policy, "resource", "key"),
    sids: [...key.inputs.policy.matchAll(/"Sid":"(?<sid>[^"]*)"/gu)].map(([, sid = ""]) => sid),
  };
}

function may(caller: Caller, context: Context, action = "kms:GenerateDataKey"): boolean {
  return decideByResource(policy, caller, { action, resource: arn, context }) === "allow";
}

/** A service that acts for an account; a source or an account of `null` is left out. */
function comes(
  use: Use,
  changed: { source?: string | null; account?: string | null; encrypts?: Use["encrypts"] } = {},
) {
  const source = changed.source === undefined ? use.source : changed.source;
  const ofAccount = changed.account === undefined ? account : changed.account;
  const sent = new Set<string>(sentKeys("key", use.service));
  const encrypts = Object.entries(changed.encrypts ?? use.encrypts);
  return may(
    { service: use.service },
    {
      ...(source === null || source === undefined || !sent.has("aws:SourceArn") ? {} : { "aws:SourceArn": source }),
      ...(ofAccount === null || !sent.has("aws:SourceAccount") ? {} : { "aws:SourceAccount": ofAccount }),
      ...Object.fromEntries(encrypts.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    },
  );
}

const foreignContext = ({ encrypts }: Use): Use["encrypts"] =>
  Object.fromEntries(Object.entries(encrypts).map(([name, value]) => [name, foreign(value)]));
const entering = (all: readonly Use[], changed: (use: Use) => Parameters<typeof comes>[1]): readonly Use[] =>
  all.filter((use) => comes(use, changed(use)));

describe("the policy of the stack's key", () => {
  it("lets each service in for what it encrypts of this stack", () => {
    expect(uses.filter((use) => !comes(use))).toEqual([]);
  });

  it("lets EventBridge describe it without a condition, as AWS's document shows it", () => {
    expect(may({ service: "events.amazonaws.com" }, {}, "kms:DescribeKey")).toBe(true);
  });

  it("lets the account's identities administer it, and says in each statement what it is for", () => {
    const administration = ["kms:PutKeyPolicy", "kms:DescribeKey", "kms:ScheduleKeyDeletion"];
    expect(administration.filter((action) => !may({ account }, {}, action))).toEqual([]);
    expect(sids.filter((sid) => !/^(?:[A-Z][a-z]+){2,}$/u.test(sid))).toEqual([]);
    expect(new Set(sids).size).toBe(sids.length);
  });

  it("lets EventBridge encrypt again what its bus and archive hold, and the partner's bus if there is one", async () => {
    const ofBus = (name: string) => ({
      "kms:EncryptionContext:aws:events:event-bus:arn": own("events", `event-bus/${name}`),
    });
    const caller = { service: "events.amazonaws.com" };
    const partner = "aws.partner/stripe.com/ed_test_1";
    const again = ["kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
    expect(again.filter((action) => !may(caller, ofBus("order-processing-system-dev"), action))).toEqual([]);
    expect(may(caller, ofBus(partner))).toBe(false);
    expect(may(caller, ofBus("undefined"))).toBe(false);
    const withPartner = await keyOf({ stripeEventSource: partner });
    const allowed = (name: string) =>
      decideByResource(withPartner.policy, caller, {
        action: "kms:Decrypt",
        resource: withPartner.arn,
        context: ofBus(name),
      });
    expect([allowed(partner), allowed("order-processing-system-dev")]).toEqual(["allow", "allow"]);
  });

  it("keeps out another account's topic and alarm, also under our account's number", () => {
    expect(named.map(({ service }) => service)).toEqual([
      "sns.amazonaws.com",
      "cloudwatch.amazonaws.com",
      "cloudwatch.amazonaws.com",
    ]);
    expect(entering(named, ({ source = "" }) => ({ source: foreign(source), account: foreignAccount }))).toEqual([]);
    expect(entering(named, ({ source = "" }) => ({ source: foreign(source) }))).toEqual([]);
  });

  it("keeps out what belongs to another account's queue, topic, bus or log group", () => {
    expect(entering(uses, (use) => ({ encrypts: foreignContext(use) }))).toEqual([]);
    expect(entering(uses, () => ({ encrypts: {} }))).toEqual([]);
  });

  it("keeps out another bus and another stack's alarms, in this account too", () => {
    const other = (text: string): string => text.replace("order-processing-system-dev", "another");
    const stacks = uses.filter(
      ({ source, encrypts }) => other(JSON.stringify([source, encrypts])) !== JSON.stringify([source, encrypts]),
    );
    const changed = ({ source, encrypts }: Use) => ({
      ...(source === undefined ? {} : { source: other(source) }),
      encrypts: Object.fromEntries(Object.entries(encrypts).map(([name, value]) => [name, other(value)])),
    });
    expect(stacks).toHaveLength(2);
    expect(entering(stacks, changed)).toEqual([]);
  });

  it("keeps out a service that does not say on whose behalf it acts (confused deputy)", () => {
    expect(entering(named, () => ({ source: null, account: null }))).toEqual([]);
    expect(entering(named, () => ({ source: null }))).toEqual([]);
  });

  it("keeps out other services, and people and roles of other accounts", () => {
    const context = { "aws:SourceAccount": account, "kms:ViaService": "sqs.ap-southeast-1.amazonaws.com" };
    const callers: Caller[] = [
      ...["s3.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"].map((service) => ({ service })),
      { role: `arn:aws:iam::${foreignAccount}:role/attacker` },
      { account: foreignAccount },
    ];
    for (const caller of callers) {
      for (const action of ["kms:Decrypt", "kms:GenerateDataKey", "kms:PutKeyPolicy", "kms:CreateGrant"]) {
        expect([caller, action, may(caller, context, action)]).toEqual([caller, action, false]);
      }
    }
  });

  it("lets this account's identities use it only through the services that hold the stack's data", () => {
    const through = (service: string) => ({ "kms:ViaService": `${service}.ap-southeast-1.amazonaws.com` });
    const holding = ["dynamodb", "events", "secretsmanager", "sns", "sqs"];
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:CreateGrant"]) {
      expect(holding.filter((service) => !may({ account }, through(service), action))).toEqual([]);
    }
    expect(may({ account }, through("s3"), "kms:Decrypt")).toBe(false);
    expect(may({ account }, {}, "kms:Decrypt")).toBe(false);
  });
});
