import { beforeAll, describe, expect, it } from "vitest";
import { storedSecret, storeSecret } from "./secret.ts";
import { readConsumer } from "../../ops/consumers.ts";
import { openShop } from "../support/opened.ts";

interface Finding {
  readonly check: string;
  readonly level: string;
  readonly message: string;
  readonly remedy?: string;
}

const { system, operator } = await openShop();

describe("doctor", () => {
  beforeAll(async () => {
    const { code, err } = await operator.run(["connect-stripe", "--yes"]);
    if (code !== 0) throw new Error(err);
  });

  it("sends a signed probe the whole way into the journal with --probe", async () => {
    const { findings: found } = await operator.json(["doctor", "--probe"]);
    const message = expect.stringMatching(/^evt_probe_\w+ was accepted, archived and journaled$/u) as string;
    expect(found).toContainEqual({ check: "signed probe", level: "ok", message });
  });

  async function findings(): Promise<Finding[]> {
    const { code, out } = await operator.run(["doctor", "--json"]);
    expect(code).toBe(1);
    return (JSON.parse(out) as { findings: Finding[] }).findings.filter(({ level }) => level !== "ok");
  }

  function expectNamed(found: readonly Finding[], planted: Readonly<Record<string, RegExp>>): void {
    for (const [check, message] of Object.entries(planted)) {
      const named = found.filter((finding) => finding.check === check && message.test(finding.message));
      expect(named, check).toHaveLength(1);
      expect(named[0]?.remedy, check).toBeTruthy();
    }
  }

  /** As a person would in Stripe's dashboard. */
  async function changeEndpoint(parameters: Readonly<Record<string, string>>): Promise<void> {
    // The stack's own key only reads.
    const key = ((await storedSecret(system))["stripe_api_key"] ?? "").replace("rk_", "sk_");
    const ask = (path: string, body?: URLSearchParams): Promise<Response> =>
      fetch(`${system.run.stripeApiUrl}/v1/webhook_endpoints${path}`, {
        headers: { authorization: `Bearer ${key}` },
        ...(body === undefined ? {} : { method: "POST", body }),
      });
    const { data } = (await (await ask("")).json()) as { data: { id: string }[] };
    expect((await ask(`/${data[0]?.id ?? ""}`, new URLSearchParams(parameters))).status).toBe(200);
  }

  it("names each of what was planted in a running stack, with its remedy", async () => {
    const { operator: aws, outputs, aws: account } = system.run;
    await operator.run(["pause", "email", "--yes"]);
    const rule = readConsumer("orders", outputs).replayRuleArn.split("/").at(-1);
    await aws.call("events", "DisableRule", { Name: rule, EventBusName: outputs.eventBusName });
    await aws.call("pipes", "StopPipe", { Name: outputs.pipeName });
    const { deadLetterQueueUrl: QueueUrl } = readConsumer("inventory", outputs);
    await aws.call("sqs", "SendMessage", { QueueUrl, MessageBody: "{}" });
    const mail = { Protocol: "email", Endpoint: "on-call@example.com" };
    await aws.call("sns", "Subscribe", { TopicArn: outputs.alertTopicArn, ...mail });
    await aws.call("sns", "Subscribe", { TopicArn: outputs.warehouseTopicArn, ...mail });
    for (const { pk } of await aws.scan(outputs.inventoryTable)) {
      if (!String(pk).startsWith("stock#")) continue;
      await aws.call("dynamodb", "DeleteItem", { TableName: outputs.inventoryTable, Key: { pk: { S: String(pk) } } });
    }
    const before = await storedSecret(system);
    await changeEndpoint({ "enabled_events[]": "plan.created", disabled: "true" });
    await storeSecret(system, {
      ...before,
      ses_from_email: "another@example.com",
      stripe_webhook_secret: "whsec_other000000000000000000000000000",
    });
    // An account in SES's sandbox.
    const undo = account.gateway.use(async (call, next) =>
      call.action === "GetSendQuota" ? { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 190 } : next(),
    );
    const found = await findings();
    undo();
    expectNamed(found, {
      consumers: /email takes no messages/u,
      pipe: /it is STOPP(?:ED|ING)/u,
      "replay rules": /rule of orders is DISABLED/u,
      "dead letters": /1 of inventory/u,
      alerts: /on-call@example.com has not confirmed/u,
      warehouse: /on-call@example.com has not confirmed/u,
      stock: /no stock row/u,
      sender: /the setting sesFromEmail orders-dev@example.com/u,
      "SES identity": /does not know the sender/u,
      "SES sandbox": /verified addresses only/u,
      "SES quota": /190 of 200/u,
    });
    for (const message of [
      /is disabled/u,
      /does not send checkout/u,
      /sends plan.created/u,
      /is marked by another signing secret/u,
    ]) {
      expect(found.filter((each) => each.check === "Stripe endpoint" && message.test(each.message))).toHaveLength(1);
    }

    const { stripe_webhook_secret: _, ...unsigned } = await storedSecret(system);
    await storeSecret(system, { ...unsigned, stripe_api_key: "sk_live_other" });
    const later = await findings();
    expectNamed(later, {
      "signing secret": /placeholder or missing/u,
      "API key": /for live mode, the stack processes test events/u,
      "API key's rights": /may write: everything/u,
      "Stripe endpoint": /listing webhook endpoints/u,
    });
    expect(JSON.stringify([...found, ...later])).not.toContain(before["stripe_webhook_secret"] ?? "?");
  });
});
