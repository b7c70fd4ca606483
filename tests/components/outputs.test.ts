import { describe, expect, it } from "vitest";
import { evaluate } from "../support/evaluate.ts";
import { emailEventTypes, inventoryEventTypes, orderEventTypes } from "../../domain/event/types.ts";

const text = expect.any(String);
const consumer = {
  queueUrl: text,
  deadLetterQueueUrl: text,
  replayRuleArn: text,
  functionName: text,
  logGroupName: text,
  // Three receives, and three minutes of visibility after each.
  retriedForSeconds: 540,
};

describe("stack outputs", () => {
  it.each(["dev", "prod"])("of %s have the names of the contract, and are known", async (stack) => {
    const { outputs } = await evaluate({ stack });
    // Where the setting reconcileHours is not 0.
    const scheduled = stack === "prod" ? { eventReconciler: text } : {};
    expect(outputs).toEqual({
      webhookUrl: expect.stringMatching(/^https:\/\/.+\/webhook\/stripe$/u),
      webhookDnsRecords: [],
      topicArn: text,
      consumers: {
        orders: { ...consumer, eventTypes: orderEventTypes, effect: "order" },
        email: { ...consumer, eventTypes: emailEventTypes, effect: "mail" },
        inventory: { ...consumer, eventTypes: inventoryEventTypes, effect: "stock" },
      },
      queueUrls: {
        orders: text,
        email: text,
        inventory: text,
        archive: text,
        inspection: text,
        "mail-outcome": text,
        "warehouse-inbox": text,
      },
      deadLetterQueueUrls: {
        orders: text,
        email: text,
        inventory: text,
        archive: text,
        inspection: text,
        "mail-outcome": text,
        warehouse: text,
        "warehouse-inbox": text,
      },
      partnerSource: {},
      ordersTable: text,
      inventoryTable: text,
      emailTable: text,
      journalTable: text,
      eventBusName: text,
      archiveArn: text,
      pipeName: text,
      replayRuleArns: { orders: text, email: text, inventory: text, inspection: text },
      mailDnsRecords: [],
      secretArn: text,
      warehouseTopicArn: text,
      alertTopicArn: text,
      functionNames: {
        stripeWebhook: text,
        orderProcessor: text,
        emailProcessor: text,
        inventoryProcessor: text,
        mailOutcome: text,
        warehouseInbox: text,
        eventEnricher: text,
        ...scheduled,
      },
      logGroupNames: {
        stripeWebhook: text,
        orderProcessor: text,
        emailProcessor: text,
        inventoryProcessor: text,
        mailOutcome: text,
        warehouseInbox: text,
        eventEnricher: text,
        ...scheduled,
      },
      rollout: {},
      dashboardNames: [`order-processing-system-${stack}-operations`, `order-processing-system-${stack}-business`],
    });
  });
});
