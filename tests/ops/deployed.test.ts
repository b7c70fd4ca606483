import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import { region, startTestAws, type TestAws } from "../../offline/aws/testing.ts";
import { Operator } from "../support/operator.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const resource = (name: string, more: object = {}) => ({
  urn: `urn:pulumi:dev::order-processing-system::aws:sqs/queue:Queue::${name}`,
  type: "aws:sqs/queue:Queue",
  custom: true,
  ...more,
});
const state = {
  deployment: {
    resources: [
      { urn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", type: "pulumi:pulumi:Stack" },
      resource("orders-queue"),
      resource("orders-dead-letter-queue", { retainOnDelete: true }),
    ],
  },
};

let aws: TestAws;
let operator: Operator;
let outputs: StackOutputs;
beforeAll(async () => {
  aws = await startTestAws();
  outputs = await deploy();
  await set("MUG-BLUE", 1_000);
  operator = await Operator.alone();
  const bin = join(operator.folder, "bin");
  await mkdir(bin);
  await standIn(join(bin, "pulumi"));
  vi.stubEnv("PATH", `${bin}${delimiter}${process.env["PATH"] ?? ""}`);
  vi.stubEnv("AWS_ENDPOINT_URL", aws.gateway.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", aws.operator.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", aws.operator.secretAccessKey);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await operator.leave();
  await aws.close();
});

/** What the commands below need of a stack. */
async function deploy(): Promise<StackOutputs> {
  await aws.dynamodb.createTable({ name: "inventory", hashKey: "pk", attributes: [{ name: "pk", type: "S" }] });
  const { url } = await aws.sqs.createQueue({ name: "dead-letters" });
  const name = "unused";
  const branches = { orders: url, email: url, inventory: url, archive: url, inspection: url };
  return {
    webhookUrl: name,
    topicArn: `arn:aws:sns:${region}:000000000000:events`,
    queueUrls: branches,
    deadLetterQueueUrls: branches,
    ordersTable: name,
    inventoryTable: "inventory",
    emailTable: name,
    journalTable: name,
    eventBusName: name,
    archiveArn: name,
    replayRuleArns: branches,
    secretArn: name,
    warehouseTopicArn: name,
    alertTopicArn: name,
    functionNames: {
      stripeWebhook: name,
      orderProcessor: name,
      emailProcessor: name,
      inventoryProcessor: name,
      eventEnricher: name,
    },
    dashboardNames: [],
  };
}

async function set(sku: string, units: number): Promise<void> {
  const number = (value: number) => ({ N: String(value) });
  const Item = { pk: { S: `stock#${sku}` }, sku: { S: sku }, available: number(units), reserved: number(0) };
  await aws.operate("dynamodb", "PutItem", { TableName: "inventory", Item });
}

async function available(): Promise<unknown> {
  const { stock } = (await operator.json(["stock", "list", "--stack", "dev"])) as { stock: { available: number }[] };
  return stock[0]?.available;
}

/** A pulumi that knows the stacks dev and prod, and writes down what it was asked to destroy. */
async function standIn(file: string): Promise<void> {
  const answers = {
    "stack output": JSON.stringify(outputs),
    "stack export": JSON.stringify(state),
  };
  const script = `#!${process.execPath}
const args = process.argv.slice(2);
const answers = ${JSON.stringify(answers)};
const stack = args[args.indexOf("--stack") + 1];
if (!["dev", "acme/shop/prod"].includes(stack)) {
  console.error("error: no stack named '" + stack + "' found");
  process.exit(255);
}
if (args[0] === "destroy") require("node:fs").writeFileSync(${JSON.stringify(`${file}.asked`)}, args.join(" "));
else console.log(answers[args.slice(0, 2).join(" ")]);
`;
  await writeFile(file, script);
  await chmod(file, 0o755);
}

/** A command in a process of its own, as npm run starts it. */
function spawned(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "ops/main.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

describe("on a deployed stack", () => {
  it("names come from the stack's outputs, the rest from AWS's usual chain", async () => {
    const { code, out, err } = await spawned("stock", "list", "--stack", "dev", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({ stock: [{ sku: "MUG-BLUE", available: 1000 }] });
  });

  it("an unknown one is told in pulumi's words, without a stack trace", async () => {
    expect(await operator.run(["stock", "list", "--stack", "nowhere"])).toEqual({
      code: 1,
      out: "",
      err: "pulumi stack output --json --stack nowhere failed: no stack named 'nowhere' found\n",
    });
  });

  it("prod wants its name typed", async () => {
    const change = ["stock", "set", "MUG-BLUE", "7", "--stack", "acme/shop/prod", "--yes"];
    expect(await operator.run(change)).toMatchObject({
      code: 2,
      err: "A change of acme/shop/prod wants its name typed: --confirm acme/shop/prod\n",
    });
    expect(await operator.run([...change, "--confirm", "prod"])).toMatchObject({ code: 1 });
    expect(await available()).toBe(1000);
    expect(await operator.run(change, { typed: "acme/shop/prod" })).toMatchObject({ code: 0 });
    expect(await available()).toBe(7);
  });

  it("cleanup tells what goes and what stays, destroys dev, and never prod", async () => {
    const asked = join(operator.folder, "bin", "pulumi.asked");
    const planned = await operator.run(["cleanup", "--stack", "dev"]);
    expect(planned.out).toMatch(/STAYS in the account.+\n.+\n +orders-dead-letter-queue +Queue/u);
    expect(planned.out).toMatch(/DELETED with all that is in it \(1\)\n.+\n +orders-queue/u);
    expect(await operator.run(["cleanup", "--stack", "acme/shop/prod", "--yes"])).toMatchObject({ code: 1, out: "" });
    await expect(readFile(asked, "utf8")).rejects.toThrow("ENOENT");
    expect(await operator.run(["cleanup", "--stack", "dev", "--yes"])).toMatchObject({ code: 0, err: "" });
    expect(await readFile(asked, "utf8")).toBe("destroy --yes --stack dev");
    expect(await operator.run(["cleanup"])).toMatchObject({ code: 3 });
  });
});
