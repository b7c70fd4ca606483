import { beforeAll, describe, expect, it } from "vitest";
import { type GraphResource, type ResourceGraph, textOutput } from "../../packages/aws-offline/graph/resource-graph.ts";
import { roleType } from "../../packages/aws-offline/services/iam/resources.ts";
import { permissionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { topicPolicyType } from "../../packages/aws-offline/services/sns/resources.ts";
import { queuePolicyType, queueType } from "../../packages/aws-offline/services/sqs/resources.ts";
import { type Caller, decideByResource } from "../../packages/aws-offline/iam/evaluate.ts";
import { sentKeys } from "../../packages/aws-offline/iam/service-context.ts";
import { compilePolicy, type Policy } from "../../packages/aws-offline/iam/policy.ts";
import { evaluate } from "../support/evaluate.ts";
import { parsePolicy, servicesOf } from "../../policy/rules/document.ts";

const account = "000000000000";
const foreignAccount = "111111111111";

/** One way in: what a policy of the program lets a service do on behalf of one thing. */
interface Door {
  /** The policy's name in the program. */
  readonly name: string;
  readonly policy: Policy;
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** The ARN that may come in; undefined where the policy can name the account only. */
  readonly source: string | undefined;
}

let doors: Door[] = [];
beforeAll(async () => {
  const graph = await evaluate({ settings: { reconcileHours: "1" } });
  doors = [...queueDoors(graph), ...topicDoors(graph), ...functionDoors(graph), ...roleDoors(graph)];
});

function doorsOf(name: string, document: string, resource: string): Door[] {
  const policy = compilePolicy(document, "resource", name);
  return parsePolicy(document).map((statement) => ({
    name,
    policy,
    service: servicesOf(statement)[0] ?? "",
    action: statement.Action[0] ?? "",
    resource,
    source: (statement.Condition["ArnLike"] ?? statement.Condition["ArnEquals"])?.["aws:SourceArn"]?.[0],
  }));
}

function queueDoors(graph: ResourceGraph): Door[] {
  const arns = new Map(graph.of(queueType).map((queue) => [textOutput(queue, "url"), textOutput(queue, "arn")]));
  return graph
    .of(queuePolicyType)
    .flatMap(({ name, inputs }) => doorsOf(name, inputs.policy, arns.get(inputs.queueUrl) ?? ""));
}

function topicDoors(graph: ResourceGraph): Door[] {
  return graph.of(topicPolicyType).flatMap(({ name, inputs }) => doorsOf(name, inputs.policy, inputs.arn));
}

/** Lambda keeps permissions as arguments; AWS makes this statement of them. */
function functionDoors(graph: ResourceGraph): Door[] {
  return graph.of(permissionType).flatMap(({ name, inputs }) => {
    const Statement = {
      Effect: "Allow",
      Principal: { Service: inputs.principal },
      Action: inputs.action,
      Resource: inputs.function,
      Condition: {
        ArnLike: { "aws:SourceArn": inputs.sourceArn },
        ...(inputs.sourceAccount === undefined ? {} : { StringEquals: { "aws:SourceAccount": inputs.sourceAccount } }),
      },
    };
    return doorsOf(name, JSON.stringify({ Version: "2012-10-17", Statement: [Statement] }), inputs.function);
  });
}

/** A trust policy names no resource, as it is the role itself. */
function roleDoors(graph: ResourceGraph): Door[] {
  return graph.of(roleType).flatMap((role: GraphResource<{ assumeRolePolicy: string }>) => {
    const arn = textOutput(role, "arn");
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: parsePolicy(role.inputs.assumeRolePolicy).map((statement) => ({ ...statement, Resource: arn })),
    });
    return doorsOf(role.name, document, arn);
  });
}

interface Attempt {
  readonly caller?: Caller;
  readonly action?: string;
  readonly source?: string | undefined;
  readonly account?: string | undefined;
}

function enters({ policy, service, action, resource, source }: Door, attempt: Attempt = {}): boolean {
  const asked = { source: concrete(source), account, ...attempt };
  const context = {
    ...(asked.source === undefined ? {} : { "aws:SourceArn": asked.source }),
    ...(asked.account === undefined ? {} : { "aws:SourceAccount": asked.account }),
  };
  const request = { action: asked.action ?? action, resource, context };
  return decideByResource(policy, asked.caller ?? { service }, request) === "allow";
}

/** A thing of those that a pattern names. */
function concrete(source: string | undefined): string | undefined {
  return source?.replaceAll("*", "one");
}

const otherAccounts = ({ source }: Door): string | undefined => concrete(source)?.replace(account, foreignAccount);

/** Another thing of the same kind in this account: another topic, rule, pipe, API or alarm's neighbour. */
function neighbour({ source }: Door): string | undefined {
  if (source === undefined) return undefined;
  const [first = "", ...rest] = source.split(":").toReversed();
  return concrete([`${first}-of-another-stack`, ...rest].toReversed().join(":"));
}

const namesOf = (entered: readonly Door[]): string[] => entered.map(({ name, service }) => `${name}: ${service}`);

describe("the doors that the program's policies open", () => {
  it("are those of queues, topics, functions and roles, and let in whom they are for", () => {
    expect(new Set(doors.map(({ action }) => action))).toEqual(
      new Set(["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction", "sts:AssumeRole"]),
    );
    expect(namesOf(doors.filter((door) => !enters(door)))).toEqual([]);
  });

  it("stay shut for the same service on behalf of another account", () => {
    const foreign = doors.filter((door) => enters(door, { source: otherAccounts(door), account: foreignAccount }));
    expect(namesOf(foreign)).toEqual([]);
  });

  it("stay shut when an attacker's account borrows the name of our topic, rule, pipe or API", () => {
    const named = doors.filter(({ source }) => source !== undefined);
    expect(namesOf(named.filter((door) => enters(door, { source: otherAccounts(door) })))).toEqual([]);
    const unnamed = doors.filter(({ source }) => source === undefined);
    expect(namesOf(unnamed.filter((door) => enters(door, { account: foreignAccount })))).toEqual([]);
  });

  it("stay shut for a service that does not say on whose behalf it acts (confused deputy)", () => {
    expect(namesOf(doors.filter((door) => enters(door, { source: undefined, account: undefined })))).toEqual([]);
    const named = doors.filter(({ source }) => source !== undefined);
    expect(namesOf(named.filter((door) => enters(door, { source: undefined })))).toEqual([]);
  });

  it("ask of no service for a key that AWS does not show it to send", () => {
    const asSent = (door: Door): Attempt => {
      const kind = door.action === "sts:AssumeRole" ? "role" : "resource";
      const sent = sentKeys(kind, door.service);
      return {
        source: sent.includes("aws:SourceArn") ? concrete(door.source) : undefined,
        account: sent.includes("aws:SourceAccount") ? account : undefined,
      };
    };
    expect(namesOf(doors.filter((door) => !enters(door, asSent(door))))).toEqual([]);
  });

  it("stay shut for another topic, rule, pipe or API of this account, where the policy can name the one", () => {
    const exact = doors.filter(({ source }) => source !== undefined && !source.endsWith("*"));
    expect(exact.length).toBeGreaterThan(15);
    expect(namesOf(exact.filter((door) => enters(door, { source: neighbour(door) })))).toEqual([]);
  });

  it("stay shut for every other service, and for people and roles of any account", () => {
    const callers: Caller[] = [
      ...["s3.amazonaws.com", "ec2.amazonaws.com", "states.amazonaws.com"].map((service) => ({ service })),
      { role: `arn:aws:iam::${foreignAccount}:role/attacker` },
      { role: `arn:aws:iam::${foreignAccount}:root` },
      { role: `arn:aws:iam::${account}:role/somebody` },
    ];
    for (const caller of callers) expect(namesOf(doors.filter((door) => enters(door, { caller })))).toEqual([]);
  });

  it("let in for the one action and no other", () => {
    const others = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:SetQueueAttributes"];
    const more = ["sns:Subscribe", "sns:SetTopicAttributes", "lambda:UpdateFunctionCode", "sts:TagSession"];
    for (const action of [...others, ...more]) {
      expect(namesOf(doors.filter((door) => enters(door, { action })))).toEqual([]);
    }
  });
});

describe("the API's route to the webhook", () => {
  it.each([
    ["another API", /:[^:/]+\//u, ":attackerapi/"],
    ["another route", /\/webhook\/stripe$/u, "/webhook/other"],
    ["another method", /\/POST\//u, "/GET/"],
  ])("cannot be taken from %s", (_what, from, to) => {
    const door = doors.find(({ action }) => action === "lambda:InvokeFunction");
    if (door === undefined) throw new Error("no door to a function");
    const source = concrete(door.source)?.replace(from, to);
    expect(source).not.toBe(concrete(door.source));
    expect(enters(door, { source })).toBe(false);
  });
});
