import { decideByResource } from "../../../packages/aws-offline/iam/evaluate.ts";
import { compilePolicy } from "../../../packages/aws-offline/iam/policy.ts";
import { account, region } from "./place.ts";
import { arnOf, names, type Resource } from "./resource.ts";
import { revealAll, text, type Properties } from "./values.ts";

const reencryption = ["kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"];

/** What AWS asks of whoever creates or updates one, beside the service's own action, when a customer's key encrypts it. */
interface Demand {
  readonly service: string;
  readonly actions: readonly string[];
  /** The key's ARN; empty where AWS's own key encrypts. */
  readonly key: (inputs: Properties, others: readonly Resource[]) => string;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html */
const onBus: Demand = {
  service: "events",
  actions: ["kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt", ...reencryption],
  key: (inputs) => text(inputs, "kmsKeyIdentifier"),
};
const onRule: Demand = {
  service: "events",
  actions: ["kms:Decrypt"],
  key: (inputs, others) => {
    const bus = others.find((other) => other.type.endsWith(":EventBus") && names(text(inputs, "eventBusName"), other));
    return text(bus?.inputs ?? {}, "kmsKeyIdentifier");
  },
};
const demands: Readonly<Record<string, Demand>> = {
  "aws:cloudwatch/eventBus:EventBus": onBus,
  "aws:cloudwatch/eventRule:EventRule": onRule,
  "aws:cloudwatch/eventTarget:EventTarget": onRule,
};

/** Why the key's policy keeps an administrator of the account from creating or updating the resource. */
export function keyRefusals(type: string, inputs: Properties, others: readonly Resource[]): string[] {
  const demand = demands[type];
  const arn = demand?.key(inputs, others) ?? "";
  const key = others.find((other) => other.type === "aws:kms/key:Key" && arn !== "" && arnOf(other) === arn);
  if (demand === undefined || key === undefined) return [];
  const policy = compilePolicy(text(revealAll(key.inputs), "policy"), "resource", `key ${arn}`);
  const context = { "kms:ViaService": `${demand.service}.${region}.amazonaws.com` };
  return demand.actions
    .filter((action) => decideByResource(policy, { account }, { action, resource: arn, context }) !== "allow")
    .map(
      (action) => `the policy of ${arn} does not let the account's identities call ${action} through ${demand.service}`,
    );
}
