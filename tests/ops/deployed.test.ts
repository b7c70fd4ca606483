import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import { region, startTestAws, type TestAws } from "../../packages/aws-offline/testing.ts";
import { Operator } from "../support/operator.ts";
import { type PulumiStandIn, standInForPulumi } from "../support/pulumi.ts";

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
let pulumi: PulumiStandIn;
beforeAll(async () => {
  aws = await startTestAws();
  outputs = await deploy();
  await set("MUG-BLUE", 1_000);
  operator = await Operator.alone();
  pulumi = await standInForPulumi(operator.folder, { outputs, state });
  vi.stubEnv("PATH", pulumi.path);
  vi.stubEnv("AWS_ENDPOINT_URL", aws.gateway.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", aws.operator.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", aws.operator.secretAccessKey);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", join(operator.folder, "none"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", await profiles());
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await operator.leave();
  await aws.close();
});

/** A file of AWS's with the profile `work`. */
async function profiles(): Promise<string> {
  const { accessKeyId, secretAccessKey } = aws.operator;
  const file = join(operator.folder, "credentials");
  const lines = ["[work]", `aws_access_key_id=${accessKeyId}`, `aws_secret_access_key=${secretAccessKey}`, ""];
  await writeFile(file, lines.join("\n"));
  return file;
}

/** What the commands below need of a stack. */
async function deploy(): Promise<StackOutputs> {
  await aws.dynamodb.createTable({ name: "inventory", hashKey: "pk", attributes: [{ name: "pk", type: "S" }] });
  const { url } = aws.sqs.createQueue({ name: "dead-letters" });
  const name = "unused";
  const branches = { archive: url, inspection: url, "mail-outcome": url, warehouse: url };
  return {
    webhookUrl: name,
    topicArn: `arn:aws:sns:${region}:000000000000:events`,
    consumers: {},
    queueUrls: branches,
    deadLetterQueueUrls: branches,
    webhookDnsRecords: [],
    mailDnsRecords: [],
    ordersTable: name,
    inventoryTable: "inventory",
    emailTable: name,
    journalTable: name,
    eventBusName: name,
    archiveArn: name,
    pipeName: name,
    replayRuleArns: branches,
    secretArn: name,
    warehouseTopicArn: name,
    alertTopicArn: name,
    functionNames: { stripeWebhook: name, eventEnricher: name },
    logGroupNames: { stripeWebhook: name, eventEnricher: name },
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

  it("a file of the outputs does in the place of the pulumi CLI: an export, or the outputs alone", async () => {
    const stack = {
      type: "pulumi:pulumi:Stack",
      urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod",
      outputs,
    };
    const exported = join(operator.folder, "export.json");
    const plain = join(operator.folder, "outputs.json");
    await writeFile(exported, JSON.stringify({ version: 3, deployment: { resources: [stack] } }));
    await writeFile(plain, JSON.stringify(outputs));
    vi.stubEnv("PATH", operator.folder);
    const list = ["stock", "list", "--json"];
    for (const given of [
      ["--outputs", exported],
      ["--outputs", plain, "--stack", "dev"],
    ]) {
      const { code, out } = await operator.run([...list, ...given]);
      expect({ code, out: JSON.parse(out) as unknown }).toMatchObject({
        code: 0,
        out: { stock: [{ sku: "MUG-BLUE" }] },
      });
    }
    const change = ["stock", "set", "MUG-BLUE", "1", "--yes", "--outputs", exported];
    expect(await operator.run(change)).toMatchObject({
      code: 2,
      err: expect.stringContaining("--confirm prod") as string,
    });
    expect(await operator.run([...list, "--outputs", plain])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--stack NAME") as string,
    });
    expect(await operator.run([...list, "--outputs", exported, "--stack", "dev"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("is an export of stack prod") as string,
    });
    expect(await operator.run([...list, "--outputs", "no.json", "--stack", "dev"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot be read") as string,
    });
    vi.stubEnv("PATH", pulumi.path);
  });

  it("an unknown one is reported in pulumi's words, without a stack trace", async () => {
    expect(await operator.run(["stock", "list", "--stack", "nowhere"])).toEqual({
      code: 1,
      out: "",
      err: "pulumi stack output --json --stack nowhere failed: no stack named 'nowhere' found\n",
    });
  });

  it("missing or wrong credentials are reported in one line", async () => {
    const list = ["stock", "list", "--stack", "dev"];
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    expect(await operator.run(list)).toEqual({
      code: 1,
      out: "",
      err: "AWS says CredentialsProviderError: Could not load credentials from any providers - no AWS credentials: log in, or name a profile with --profile\n",
    });
    expect(await operator.run([...list, "--profile", "work"])).toMatchObject({ code: 0 });
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIANOBODYKNOWSTHISK");
    const { code, err } = await operator.run(list);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^AWS says UnrecognizedClientException: .+ - AWS does not know these credentials.+\n$/u,
      ) as string,
    });
    vi.stubEnv("AWS_ACCESS_KEY_ID", aws.operator.accessKeyId);
  });

  it("prod needs its name typed", async () => {
    const change = ["stock", "set", "MUG-BLUE", "7", "--stack", "acme/shop/prod", "--yes"];
    expect(await operator.run(change)).toMatchObject({
      code: 2,
      err: "Changing acme/shop/prod needs its name as confirmation: --confirm acme/shop/prod\n",
    });
    expect(await operator.run([...change, "--confirm", "prod"])).toMatchObject({ code: 1 });
    expect(await available()).toBe(1000);
    expect(await operator.run(change, { typed: "acme/shop/prod" })).toMatchObject({ code: 0 });
    expect(await available()).toBe(7);
  });

  it("cleanup shows what goes and what stays, destroys dev, and never prod", async () => {
    const planned = await operator.run(["cleanup", "--stack", "dev"]);
    expect(planned.out).toMatch(/STAYS in the account.+\n.+\n +orders-dead-letter-queue +Queue/u);
    expect(planned.out).toMatch(/DELETED with all that is in it \(1\)\n.+\n +orders-queue/u);
    expect(await operator.run(["cleanup", "--stack", "acme/shop/prod", "--yes"])).toMatchObject({ code: 1, out: "" });
    expect(await pulumi.destroyed()).toBeUndefined();
    const destroyed = await operator.json(["cleanup", "--stack", "dev", "--profile", "work", "--yes"]);
    expect(destroyed).toMatchObject({ destroyed: 1, retained: [{ name: "orders-dead-letter-queue" }] });
    expect(await pulumi.destroyed()).toBe("destroy --yes --stack dev with profile work");
    expect(await operator.run(["cleanup"])).toMatchObject({ code: 3 });
  });
});
