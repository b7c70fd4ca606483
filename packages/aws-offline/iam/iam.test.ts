import { describe, expect, it } from "vitest";
import { decideByIdentity, decideByResource, type Decision, type Request } from "./evaluate.ts";
import { arnMatches } from "./match.ts";
import { compilePolicy, type PolicyDocument, type StatementDocument } from "./policy.ts";

const queue = "arn:aws:sqs:ap-southeast-1:000000000000:orders";
const topic = "arn:aws:sns:ap-southeast-1:000000000000:events";
const role = "arn:aws:iam::000000000000:role/stripe-webhook";

function document(...statements: Partial<StatementDocument>[]): PolicyDocument {
  const defaults = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
  return { Version: "2012-10-17", Statement: statements.map((statement) => Object.assign({}, defaults, statement)) };
}

const cast = (value: unknown): PolicyDocument => value as PolicyDocument;

function identity(statements: Partial<StatementDocument>[], request: Partial<Request> = {}): Decision {
  const policy = compilePolicy(document(...statements), "identity", "role/x");
  return decideByIdentity([policy], { action: "sqs:SendMessage", resource: queue, ...request });
}

describe("a role's policy", () => {
  it.each<[string, Partial<StatementDocument>[], Partial<Request>, Decision]>([
    ["the very action and resource", [{}], {}, "allow"],
    ["an action in another case", [{ Action: "SQS:sendmessage" }], {}, "allow"],
    ["a wildcard in the action", [{ Action: "sqs:Send*" }], {}, "allow"],
    ["a question mark in the action", [{ Action: "sqs:SendMessag?" }], {}, "allow"],
    ["one of several actions", [{ Action: ["sqs:DeleteMessage", "sqs:SendMessage"] }], {}, "allow"],
    ["another action", [{ Action: "sqs:ReceiveMessage" }], {}, "none"],
    ["another service's action of the same name", [{ Action: "sns:SendMessage" }], {}, "none"],
    ["another resource", [{ Resource: `${queue}-dlq` }], {}, "none"],
    ["a resource prefix without wildcard", [{ Resource: queue.slice(0, -1) }], {}, "none"],
    [
      "a wildcard at the end of the resource",
      [{ Resource: "arn:aws:sqs:ap-southeast-1:000000000000:ord*" }],
      {},
      "allow",
    ],
    ["every resource", [{ Resource: "*" }], {}, "allow"],
    ["a deny beside an allow", [{}, { Effect: "Deny", Action: "sqs:*", Resource: "*" }], {}, "deny"],
    ["a deny before an allow", [{ Effect: "Deny" }, {}], {}, "deny"],
    ["a deny of something else", [{ Effect: "Deny", Action: "sqs:DeleteQueue" }, {}], {}, "allow"],
  ])("decides %s", (_name, statements, request, decision) => {
    expect(identity(statements, request)).toBe(decision);
  });

  it("allows by any of several policies and denies by any", () => {
    const allow = compilePolicy(document({}), "identity", "role/x");
    const other = compilePolicy(document({ Action: "sqs:DeleteMessage" }), "identity", "role/x");
    const deny = compilePolicy(document({ Effect: "Deny" }), "identity", "role/x");
    const request = { action: "sqs:SendMessage", resource: queue };
    expect(decideByIdentity([other, allow], request)).toBe("allow");
    expect(decideByIdentity([allow, deny], request)).toBe("deny");
    expect(decideByIdentity([], request)).toBe("none");
  });
});

describe("a condition", () => {
  const key = "aws:SourceArn";
  const other = "arn:aws:sns:ap-southeast-1:000000000000:other";
  it.each<[string, string, string | boolean | string[], string | undefined, boolean]>([
    ["StringEquals", key, topic, topic, true],
    ["StringEquals", key, topic, other, false],
    ["StringEquals", key, [other, topic], topic, true],
    ["StringEquals", key, topic, undefined, false],
    ["StringEquals", "AWS:sourcearn", topic, topic, true],
    ["StringNotEquals", key, topic, other, true],
    ["StringNotEquals", key, [other, topic], topic, false],
    ["StringNotEquals", key, topic, undefined, true],
    ["StringEqualsIgnoreCase", key, topic.toUpperCase(), topic, true],
    ["StringLike", key, "arn:*:ev?nts", topic, true],
    ["StringLike", key, "arn:*:other", topic, false],
    ["StringNotLike", key, "arn:*:other", topic, true],
    ["ArnEquals", key, topic, topic, true],
    ["ArnEquals", key, topic, other, false],
    ["ArnLike", key, "arn:aws:sns:*:000000000000:ev*", topic, true],
    ["ArnLike", key, "arn:aws:sns:*:events", topic, false],
    ["ArnNotLike", key, "arn:aws:sns:*:000000000000:ev*", topic, false],
    ["ArnNotEquals", key, topic, other, true],
    ["Bool", "aws:SecureTransport", "true", "true", true],
    ["Bool", "aws:SecureTransport", false, "true", false],
    ["BoolIfExists", "aws:SecureTransport", "true", undefined, true],
    ["StringEqualsIfExists", key, topic, undefined, true],
    ["StringEqualsIfExists", key, topic, other, false],
    ["Null", key, "true", undefined, true],
    ["Null", key, "false", undefined, false],
    ["Null", key, "false", topic, true],
  ])("%s %s %j with %s is %s", (operator, name, wanted, actual, holds) => {
    const present = name.toLowerCase().includes("secure") ? "aws:SecureTransport" : "aws:SourceArn";
    const context: Record<string, string> = actual === undefined ? {} : { [present]: actual };
    expect(identity([{ Condition: { [operator]: { [name]: wanted } } }], { context })).toBe(holds ? "allow" : "none");
  });

  it("must hold together with every other one", () => {
    const Condition = { ArnEquals: { "aws:SourceArn": topic }, StringEquals: { "aws:SourceAccount": "000000000000" } };
    const both = { "aws:SourceArn": topic, "aws:SourceAccount": "000000000000" };
    expect(identity([{ Condition }], { context: both })).toBe("allow");
    expect(identity([{ Condition }], { context: { ...both, "aws:SourceAccount": "111111111111" } })).toBe("none");
  });
});

describe("a resource's policy", () => {
  const request: Request = { action: "sqs:SendMessage", resource: queue, context: { "aws:SourceArn": topic } };
  const sns = { service: "sns.amazonaws.com" };
  const decide = (statement: Partial<StatementDocument>, caller: Parameters<typeof decideByResource>[1]): Decision =>
    decideByResource(compilePolicy(document(statement), "resource", queue), caller, request);

  it.each<[string, StatementDocument["Principal"], Parameters<typeof decideByResource>[1], Decision]>([
    ["the service it names", { Service: "sns.amazonaws.com" }, sns, "allow"],
    ["one of several services", { Service: ["events.amazonaws.com", "sns.amazonaws.com"] }, sns, "allow"],
    ["another service", { Service: "events.amazonaws.com" }, sns, "none"],
    ["an account where a service calls", { AWS: "*" }, sns, "none"],
    ["everybody", "*", sns, "allow"],
    ["the role it names", { AWS: role }, { role }, "allow"],
    ["another role", { AWS: `${role}-2` }, { role }, "none"],
    ["the account root, which leaves it to the role", { AWS: "arn:aws:iam::000000000000:root" }, { role }, "none"],
  ])("decides for %s", (_name, principal, caller, decision) => {
    expect(decide({ Principal: principal ?? "*" }, caller)).toBe(decision);
  });

  it("does not let a topic in that its condition does not name", () => {
    const Condition = { ArnEquals: { "aws:SourceArn": topic } };
    const Principal = { Service: "sns.amazonaws.com" };
    expect(decide({ Principal, Condition }, sns)).toBe("allow");
    expect(decide({ Principal, Condition: { ArnEquals: { "aws:SourceArn": `${topic}2` } } }, sns)).toBe("none");
  });

  it("denies the whole account by its root", () => {
    expect(decide({ Effect: "Deny", Principal: { AWS: "arn:aws:iam::000000000000:root" } }, { role })).toBe("deny");
  });
});

describe("loading a policy", () => {
  const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
  it.each<[string, unknown, string]>([
    ["NotAction", { ...statement, NotAction: "sqs:*" }, "NotAction"],
    ["NotResource", { ...statement, NotResource: "*" }, "NotResource"],
    ["NotPrincipal", { ...statement, NotPrincipal: "*" }, "NotPrincipal"],
    ["another effect", { ...statement, Effect: "Maybe" }, "Maybe"],
    ["a missing action", { Effect: "Allow", Resource: queue }, "lacks Action"],
    ["a missing resource", { Effect: "Allow", Action: "sqs:SendMessage" }, "lacks Resource"],
    ["a principal", { ...statement, Principal: "*" }, "Principal does not belong"],
    ["an action without service", { ...statement, Action: "SendMessage" }, '"SendMessage"'],
    ["a policy variable", { ...statement, Resource: "arn:aws:sqs:*:*:${aws:username}" }, "${aws:username}"],
    ["an unknown operator", { ...statement, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }, "IpAddress"],
    ["a set operator", { ...statement, Condition: { "ForAllValues:StringEquals": { a: "b" } } }, "ForAllValues"],
  ])("refuses %s by name", (_name, value, named) => {
    const load = (): unknown =>
      compilePolicy(cast({ Version: "2012-10-17", Statement: [value] }), "identity", "role/x");
    expect(load).toThrow(named);
    expect(load).toThrow("policy of role/x");
  });

  it("refuses another principal type, an unknown element, an old version and broken JSON", () => {
    const federated = { ...statement, Principal: { Federated: "accounts.google.com" } };
    expect(() => compilePolicy(cast({ Version: "2012-10-17", Statement: federated }), "resource", "q")).toThrow(
      "Federated",
    );
    expect(() =>
      compilePolicy(cast({ Version: "2012-10-17", Statement: statement, Extra: 1 }), "identity", "r"),
    ).toThrow("Extra");
    expect(() => compilePolicy(cast({ Version: "2008-10-17", Statement: statement }), "identity", "r")).toThrow(
      "2008-10-17",
    );
    expect(() => compilePolicy("{", "identity", "r")).toThrow("policy of r: is not JSON");
  });

  it.each([
    ["null", "the document is malformed"],
    ['{"Version": "2012-10-17"}', "Statement is malformed"],
    ['{"Version": "2012-10-17", "Statement": "all"}', "Statement.0 is malformed"],
    [
      JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, Resource: 1 }] }),
      "Statement.0.Resource is malformed",
    ],
    [
      JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, Effect: true } }),
      "Statement.0.Effect is malformed",
    ],
  ])("refuses a text that is JSON and no policy: %s", (text, problem) => {
    expect(() => compilePolicy(text, "identity", "r")).toThrow(`policy of r: ${problem}`);
  });

  it("reads a document given as text with one statement", () => {
    const policy = compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statement }), "identity", "r");
    expect(decideByIdentity([policy], { action: "sqs:SendMessage", resource: queue })).toBe("allow");
  });
});

describe("an ARN pattern", () => {
  it.each<[string, string, boolean]>([
    ["arn:aws:sqs:*:000000000000:orders", queue, true],
    ["arn:aws:sqs:*:orders", queue, false],
    ["arn:aws:sqs:*", queue, true],
    ["arn:aws:sqs", queue, false],
    ["arn:aws:secretsmanager:r:0:secret:name-??????", "arn:aws:secretsmanager:r:0:secret:name-a1B2c3", true],
    ["arn:aws:secretsmanager:r:0:secret:name-??????", "arn:aws:secretsmanager:r:0:secret:name-a1B2c3x", false],
    ["arn:aws:dynamodb:r:0:table/orders/index/*", "arn:aws:dynamodb:r:0:table/orders/index/customer", true],
    ["arn:aws:dynamodb:r:0:table/orders", "arn:aws:dynamodb:r:0:table/orders/index/customer", false],
    ["arn:aws:dynamodb:r:0:table/a.b", "arn:aws:dynamodb:r:0:table/aXb", false],
  ])("%s against %s is %s", (pattern, arn, matches) => {
    expect(arnMatches(pattern, arn)).toBe(matches);
  });
});
