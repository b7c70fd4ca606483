import { describe, expect, it } from "vitest";
import { Cloud } from "./cloud.ts";
import { secret, UNKNOWN, type Properties } from "./values.ts";

const types = {
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  topic: "aws:sns/topic:Topic",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  function: "aws:lambda/function:Function",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  rule: "aws:cloudwatch/eventRule:EventRule",
  secret: "aws:secretsmanager/secret:Secret",
  version: "aws:secretsmanager/secretVersion:SecretVersion",
};

function cloudWith() {
  const cloud = new Cloud();
  const create = (kind: keyof typeof types, name: string, inputs: Properties = {}) =>
    cloud.create(types[kind], `urn:pulumi:dev::project::${types[kind]}::${name}`, { name, ...inputs }, false);
  return { cloud, create };
}

const queueArn = "arn:aws:sqs:ap-southeast-1:123456789012:orders";
const topicArn = "arn:aws:sns:ap-southeast-1:123456789012:events";
const roleArn = "arn:aws:iam::123456789012:role/worker";

describe("Cloud", () => {
  it("returns what AWS would, in AWS's form", () => {
    const { create } = cloudWith();
    const url = "https://sqs.ap-southeast-1.amazonaws.com/123456789012/orders";
    expect(create("queue", "orders")).toMatchObject({ id: url, outputs: { arn: queueArn, url, name: "orders" } });
  });

  it("leaves unknown in a preview what only a creation can know, and creates nothing", () => {
    const { cloud } = cloudWith();
    const { outputs } = cloud.create(types.queue, "urn", { name: "orders" }, true);
    expect(outputs).toMatchObject({ name: "orders", arn: UNKNOWN, url: UNKNOWN });
    expect(cloud.resources.size).toBe(0);
  });

  it("keeps what was secret in the inputs secret in the outputs, and remembers it", () => {
    const { cloud, create } = cloudWith();
    const { outputs } = create("version", "first", { secretId: "id", secretString: secret("hush") });
    expect(outputs["secretString"]).toEqual(secret("hush"));
    expect([...cloud.secrets]).toEqual(["hush"]);
  });

  it("refuses a type that it does not know, by its name", () => {
    expect(() => new Cloud().create("aws:s3/bucket:Bucket", "urn", {}, true)).toThrow(
      "does not know aws:s3/bucket:Bucket",
    );
  });

  it("refuses a second resource with the same name", () => {
    const { create } = cloudWith();
    create("queue", "orders");
    expect(() => create("queue", "orders")).toThrow("has its name already");
    create("secret", "secrets");
    expect(() => create("secret", "secrets")).toThrow("has its name already");
  });

  it("refuses an ARN or a name of what does not exist yet", () => {
    const { create } = cloudWith();
    expect(() => create("function", "worker", { role: roleArn })).toThrow("which does not exist");
    create("role", "worker");
    const loggingConfig = { logGroup: "logs" };
    expect(() => create("function", "worker", { role: roleArn, loggingConfig })).toThrow("logs, which does not exist");
  });

  it.each(["Calling [toString] on an [Output<T>] is not supported", "a-[object Object]", "undefined-queue", UNKNOWN])(
    "refuses a value that was never resolved: %s",
    (value) => {
      const { create } = cloudWith();
      expect(() => create("queue", "orders", { description: value })).toThrow("cannot create");
    },
  );

  it("does not delete what another resource still uses, by ARN or by name", () => {
    const { cloud, create } = cloudWith();
    create("role", "worker");
    create("rolePolicy", "access", { role: "worker", policy: "{}" });
    expect(() => cloud.delete(types.role, "worker")).toThrow("still used by");
    cloud.delete(types.rolePolicy, "worker:access");
    create("function", "worker", { role: roleArn });
    expect(() => cloud.delete(types.role, "worker")).toThrow("still used by");
    cloud.delete(types.function, "worker");
    cloud.delete(types.role, "worker");
    expect(cloud.resources.size).toBe(0);
  });

  it("changes nothing in an outage", () => {
    const { cloud, create } = cloudWith();
    cloud.outage = (verb, type) => verb === "create" && type === types.topic;
    expect(() => create("topic", "events")).toThrow("ServiceUnavailable");
    create("queue", "orders");
    expect(cloud.changes).toEqual([`create ${types.queue} orders`]);
  });

  it("does not take an index, a version or a longer name for the resource itself", () => {
    const { cloud, create } = cloudWith();
    create("queue", "orders");
    create("queue", "orders-dead");
    create("rule", "rule", { eventPattern: JSON.stringify({ resources: [queueArn] }) });
    create("queue", "other", { note: `${queueArn}-dead` });
    expect(() =>
      cloud.delete(types.queue, "https://sqs.ap-southeast-1.amazonaws.com/123456789012/orders"),
    ).not.toThrow();
  });
});

describe("the order of creation", () => {
  it("needs the queue's policy before a subscription, or what SNS sends meanwhile is lost", () => {
    const { create } = cloudWith();
    const { id: queueUrl } = create("queue", "orders");
    create("topic", "events");
    const subscription = { topic: topicArn, endpoint: queueArn, protocol: "sqs" };
    expect(() => create("subscription", "orders", subscription)).toThrow("admits");
    create("queuePolicy", "orders", { queueUrl, policy: JSON.stringify({ Condition: { ArnLike: topicArn } }) });
    expect(() => create("subscription", "orders", subscription)).not.toThrow();
  });

  it("needs the role's policy before a mapping, as Lambda does", () => {
    const { create } = cloudWith();
    create("queue", "orders");
    create("role", "worker");
    create("function", "worker", { role: roleArn });
    const mapping = { eventSourceArn: queueArn, functionName: "worker" };
    expect(() => create("mapping", "orders", mapping)).toThrow("sqs:ReceiveMessage");
    const policy = JSON.stringify({ Action: ["sqs:ReceiveMessage"], Resource: [queueArn] });
    create("rolePolicy", "consume", { role: "worker", policy });
    expect(() => create("mapping", "orders", mapping)).not.toThrow();
  });
});
