import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { program } from "../../offline/program.ts";
import { isObject } from "../../packages/aws-offline/input.ts";
import { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { sampleBody, type SampleEvent, samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import { ConsoleReader } from "../support/console.ts";
import { evaluate } from "../support/evaluate.ts";
import { openShop } from "../support/opened.ts";
import { report } from "../support/parcels.ts";
import { until } from "../support/until.ts";

/** What must never be shown. Each is a text of its own, so that a leak names itself. */
const secrets = {
  signingSecret: "whsec_CanarySigningSecret0001000000000",
  previousSecret: "whsec_CanaryPreviousSecret000200000000",
  forgersSecret: "whsec_CanaryForgersSecret0003000000000",
  apiKey: "rk_test_offline",
  refusedApiKey: "rk_test_CanaryRefusedApiKey0004",
};

/** What belongs to a customer, and in no log. */
const personal = {
  email: "canary.person@example.com",
  name: "Canary Person",
  street: "7 Canary Lane",
  phone: "+6598765432",
  product: "Canary product name",
  tracking: "CANARY123456789",
};

type Found = readonly [where: string, canary: string];

function search(where: string, text: string, canaries: Readonly<Record<string, string>>): Found[] {
  return Object.entries(canaries).flatMap(([name, canary]) => (text.includes(canary) ? [[where, name] as const] : []));
}

function bought(seed: string, kind: "payment" | "delayed" = "payment") {
  const { events, orderKey, objects } = samplePurchase({ kind, seed: `canary-${seed}` });
  return { event: withPersonal(events.completed), orderKey, objects };
}

function withPersonal(event: SampleEvent): SampleEvent {
  const { email, name, phone, street } = personal;
  const address = { line1: street, line2: null, city: "Singapore", country: "SG", postal_code: "018956", state: null };
  const details = { email, name, phone, address, tax_exempt: "none", tax_ids: [] };
  const collected = { collected_information: { shipping_details: { name, address } } };
  const object = { ...event.data.object, ...collected, customer_details: details, customer_email: email };
  return { ...event, data: { object } };
}

const responses: string[] = [];
const printed: string[] = [];
const statuses: number[] = [];
/** What X-Ray's daemon is sent, and the trace headers of calls. */
const traced: string[] = [];
const daemon = createSocket("udp4", (segment) => traced.push(segment.toString()));

/** Where functions send segments of their own: Lambda sets it. */
function withDaemon(graph: ResourceGraph): ResourceGraph {
  const resources = graph.resources.map((resource) => {
    const environment = resource.inputs["environment"];
    if (!isObject(environment) || !isObject(environment["variables"])) return resource;
    const AWS_XRAY_DAEMON_ADDRESS = `127.0.0.1:${String(daemon.address().port)}`;
    const variables = { ...environment["variables"], AWS_XRAY_DAEMON_ADDRESS };
    return { ...resource, inputs: { ...resource.inputs, environment: { variables } } };
  });
  return new ResourceGraph(resources, graph.outputs);
}

async function post(body: string, secret: string): Promise<number> {
  const { status, body: response } = await system.post(body, { "stripe-signature": signBody(body, secret) });
  responses.push(JSON.stringify(response));
  return status;
}

async function store(values: Record<string, string>): Promise<void> {
  const SecretId = system.run.outputs.secretArn;
  const { SecretString } = await system.run.operator.call("secretsmanager", "GetSecretValue", { SecretId });
  const next = { ...(JSON.parse(String(SecretString)) as object), ...values };
  await system.run.operator.call("secretsmanager", "PutSecretValue", { SecretId, SecretString: JSON.stringify(next) });
}

/** Until each consumer has written why it could not. */
async function failed(event: SampleEvent, consumers: readonly string[]): Promise<void> {
  await until(`failures of ${event.id}`, async () => {
    const entry = await system.run.operator.getItem(system.run.outputs.journalTable, { pk: `event#${event.id}` });
    return consumers.every((consumer) => entry?.[`failure_${consumer}`] !== undefined);
  });
}

// What fails is to fail: with an outage's patience it would wait for a day.
const config = { "order-processing-system:outageHours": "0" };
daemon.bind(0, "127.0.0.1");
await once(daemon, "listening");
const { system, operator } = await openShop({ webhookSecret: secrets.signingSecret, config, alter: withDaemon });

// Every path once: good, rolled, forged, malformed, each service failing, each consumer failing, operators looking.
beforeAll(async () => {
  system.run.aws.gateway.use((call, next) => {
    if (call.traceId !== undefined) traced.push(call.traceId);
    return next();
  });
  const good = bought("good");
  system.know(good.objects);
  const inADay = new Date(Date.now() + 3_600_000).toISOString();
  await store({
    stripe_webhook_secret_previous: secrets.previousSecret,
    stripe_webhook_secret_previous_expires: inADay,
  });
  statuses.push(await post(sampleBody(good.event), secrets.signingSecret));
  statuses.push(await post(sampleBody(good.event), secrets.previousSecret));
  statuses.push(await post(sampleBody(good.event), secrets.forgersSecret));
  statuses.push(await post(`{"${personal.name}": ${personal.email}`, secrets.signingSecret));
  await system.settled();

  const shipped = { kind: "shipped", order: good.orderKey, parcel: "1", tracking: personal.tracking };
  await report(system, shipped, { ...shipped, street: personal.street }, { ...shipped, parcel: personal.name });
  await system.settled();

  const consumers = ["orders", "email", "inventory"] as const;
  for (const name of consumers) {
    const QueueUrl = system.run.outputs.queueUrls[name];
    const MessageBody = `{"object": "event", ${personal.email} ${personal.name}`;
    await system.run.operator.call("sqs", "SendMessage", { QueueUrl, MessageBody });
  }
  const metadata = { products: `[{"sku": "${personal.product}", "quantity": "${personal.name}"}]` };
  const unreadable = bought("bad-products").event;
  const readByNobody = { ...unreadable, data: { object: { ...unreadable.data.object, metadata } } };
  await post(sampleBody(readByNobody), secrets.signingSecret);
  const noCurrency = bought("no-currency").event;
  const broken = { ...noCurrency, data: { object: { ...noCurrency.data.object, currency: personal.name } } };
  await post(sampleBody(broken), secrets.signingSecret);
  await failed(broken, consumers);

  for (const service of ["dynamodb", "ses", "sns"]) {
    const one = bought(`fails-${service}`);
    system.know(one.objects);
    const handling = one.event.id;
    system.run.faults.add({
      faults: [{ at: "call", service, caller: "processor", handling, fails: "error", times: 2 }],
    });
    await post(sampleBody(one.event), secrets.signingSecret);
  }
  const refused = bought("refused-by-stripe");
  await store({ stripe_api_key: secrets.refusedApiKey });
  system.run.faults.add({
    faults: [
      { at: "invocation", function: "processor", handling: refused.event.id, fails: "crash-before", times: 3 },
      { at: "stripe", containing: "cs_", fails: "error", status: 401, times: "always" },
    ],
  });
  await post(sampleBody(refused.event), secrets.signingSecret);
  await failed(refused.event, consumers);
  await system.settled(60_000);

  const commands = ["dlq", "logs --since 1h", "doctor", "monitor --once", `trace ${good.event.id}`, "orders"];
  for (const command of [...commands, `trace ${good.event.id} --otlp`]) {
    const { out, err } = await operator.run(command.split(" "));
    printed.push(out, err);
  }
}, 120_000);
afterAll(() => {
  daemon.close();
});

describe("a secret is in Secrets Manager and", () => {
  it("in no line that a function wrote, in no metric", () => {
    expect(system.logs.length).toBeGreaterThan(50);
    const { apiKey: _fixed, ...others } = secrets;
    expect(system.logs.flatMap(({ functionName, text }) => search(functionName, text, others))).toEqual([]);
    expect(system.logs.flatMap(({ functionName, text }) => search(functionName, text, secrets))).toEqual([]);
  });

  it("lets in what is signed by it or by the one before, and nothing else", () => {
    expect(statuses).toEqual([200, 200, 400, 400]);
  });

  it("in no response of the webhook, and in nothing that an operator's command prints", () => {
    expect(responses.length).toBeGreaterThan(8);
    expect(printed.join("").length).toBeGreaterThan(1000);
    expect(search("response", responses.join("\n"), secrets)).toEqual([]);
    expect(search("command", printed.join("\n"), secrets)).toEqual([]);
  });

  it("in nothing that the console sends its page, of any event, order, mail, dead letter or command", async () => {
    const pages = await ConsoleReader.readAll(system.run);
    expect([...pages.values()].join("").length).toBeGreaterThan(100_000);
    // The page is where a customer's data is looked at: so the canaries would be found, if they were there.
    expect([...pages].flatMap(([path, text]) => search(path, text, personal)).length).toBeGreaterThan(0);
    expect([...pages].flatMap(([path, text]) => search(path, text, secrets))).toEqual([]);
  });

  it("in no table, no queue, no archived event, no mail and no notice", async () => {
    const { outputs, aws } = system.run;
    const tables = [outputs.ordersTable, outputs.inventoryTable, outputs.emailTable, outputs.journalTable];
    for (const table of tables) {
      expect(search(table, JSON.stringify(await system.run.operator.scan(table)), secrets)).toEqual([]);
    }
    for (const QueueUrl of Object.values(outputs.deadLetterQueueUrls)) {
      const received = await system.run.operator.call("sqs", "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
      expect(search(QueueUrl, JSON.stringify(received), secrets)).toEqual([]);
    }
    const kept = [
      aws.events.archived(outputs.archiveArn),
      aws.ses.messages(),
      aws.sns.published(outputs.warehouseTopicArn),
    ];
    expect(kept.every(({ length }) => length > 0)).toBe(true);
    expect(search("archive, mails, notices", JSON.stringify(kept), secrets)).toEqual([]);
  });

  it("in no resource, environment or bundle of the program, whatever is in the environment of who deploys", async () => {
    const names = ["STRIPE_WEBHOOK_SECRET", "STRIPE_API_KEY", "AWS_SECRET_ACCESS_KEY", "NPM_TOKEN"];
    for (const name of names) vi.stubEnv(name, `Canary${name}`);
    try {
      const graph = await evaluate({ program });
      const canaries = Object.fromEntries(names.map((name) => [name, `Canary${name}`]));
      expect(search("graph", JSON.stringify([graph.resources, graph.outputs]), canaries)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("what belongs to a customer", () => {
  it("is in the order and in the mail", async () => {
    expect(system.mailsTo(personal.email).length).toBeGreaterThan(0);
    const { email, street, phone } = personal;
    const orders = JSON.stringify(await system.orders());
    expect(search("orders", orders, { email, street, phone })).toHaveLength(3);
    expect(JSON.stringify(system.mailsTo(email))).toContain(street);
    expect(JSON.stringify(system.mailsTo(email))).not.toContain(phone);
  });

  it("of which the postal address and the phone are shown only where one event, mail, queue or table is looked into, and not with an order", async () => {
    const { street, phone } = personal;
    const pages = await ConsoleReader.readAll(system.run);
    const found = [...pages].flatMap(([path, text]) => search(path, text, { street, phone })).map(([path]) => path);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((path) => !/^\/api\/(?:events|mails|queues|tables)\/./u.test(path))).toEqual([]);
    expect(search("command", printed.join("\n"), { street, phone })).toEqual([]);
  });

  it("and in no trace: neither X-Ray's nor OpenTelemetry's", () => {
    expect(traced.length).toBeGreaterThan(50);
    expect(search("X-Ray", traced.join("\n"), { ...personal, ...secrets })).toEqual([]);
    const spans = printed.filter((text) => text.includes('"resourceSpans"'));
    expect(spans.join("")).toContain("warehouse.shipped");
    expect(search("OTLP", spans.join("\n"), { ...personal, ...secrets })).toEqual([]);
  });

  it("and in no line that a function wrote, in no response, in no failure's cause", async () => {
    expect(system.logs.flatMap(({ functionName, text }) => search(functionName, text, personal))).toEqual([]);
    expect(search("response", responses.join("\n"), personal)).toEqual([]);
    const journal = await system.run.operator.scan(system.run.outputs.journalTable);
    const failures = journal.map((entry) => Object.entries(entry).filter(([name]) => name.startsWith("failure_")));
    expect(failures.flat().length).toBeGreaterThan(5);
    expect(search("failures", JSON.stringify(failures), personal)).toEqual([]);
  });
});
