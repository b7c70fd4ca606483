import { Alarms } from "./components/alarms.ts";
import { byFunction, consumerOutputs, createConsumers, each } from "./components/consumers.ts";
import { Dashboards } from "./components/dashboard.ts";
import { EventArchive } from "./components/event-archive.ts";
import { EventTopic } from "./components/event-topic.ts";
import { LogQueries } from "./components/log-queries.ts";
import { MailOutcomes } from "./components/mail-outcomes.ts";
import { MailSender } from "./components/mail-sender.ts";
import { watchedSystem } from "./components/monitoring/system.ts";
import { NodeFunction } from "./components/node-function.ts";
import { NoticeTopic } from "./components/notice-topic.ts";
import { Secrets } from "./components/secrets.ts";
import { createRollout } from "./components/rollout.ts";
import { PartnerSource } from "./components/partner-source.ts";
import { scheduledReconcile } from "./components/scheduled-reconcile.ts";
import { readStack } from "./components/stack.ts";
import { Table } from "./components/table.ts";
import { tagResources } from "./components/tags.ts";
import { warehouseInbox } from "./components/warehouse-inbox.ts";
import { WebhookApi } from "./components/webhook-api.ts";
import { emailEventTypes, inventoryEventTypes, orderEventTypes } from "./domain/event/types.ts";

tagResources();
const stack = readStack();
const { settings } = stack;

const secrets = new Secrets("secrets", { stack });
const mail = new MailSender("mail", { stack });
const alerts = new NoticeTopic("alerts", {
  stack,
  endpoint: settings.alertEmail,
  further: settings.alertTargets,
  takesAlarms: true,
});
const warehouse = new NoticeTopic("warehouse", {
  stack,
  endpoint: settings.warehouseEndpoint,
  variable: "WAREHOUSE_TOPIC_ARN",
  keepsUndelivered: true,
});

const orders = new Table("orders", {
  stack,
  variable: "ORDERS_TABLE",
  hashKey: "orderId",
  index: { name: "customer-index", hashKey: "customerId", rangeKey: "createdAt", nonKeyAttributes: ["status"] },
});
const stock = new Table("inventory", { stack, variable: "INVENTORY_TABLE", hashKey: "pk" });
const ledger = new Table("email", { stack, variable: "EMAIL_TABLE", hashKey: "pk" });
const journal = new Table("journal", {
  stack,
  variable: "JOURNAL_TABLE",
  hashKey: "pk",
  ttl: { attribute: "expiresAt", days: settings.archiveRetentionDays, variable: "JOURNAL_RETENTION_DAYS" },
});

const topic = new EventTopic("events", { stack });
const webhook =
  settings.webhook === "off"
    ? undefined
    : new WebhookApi("webhook", {
        stack,
        handler: new NodeFunction("stripe-webhook", {
          stack,
          description: "Verifies a Stripe event and publishes it",
          access: [secrets.canRead(), topic.canPublish()],
          isEntry: true,
          // Stripe's Checkout waits ten seconds for the response.
          timeoutSeconds: 10,
          provisionedConcurrency: settings.provisionedWebhooks,
        }),
      });

const sourceName = settings.stripeEventSource;
const partner = sourceName === undefined ? undefined : new PartnerSource("partner", { stack, sourceName });
const archive = new EventArchive("archive", {
  stack,
  topic,
  partner,
  enricher: { description: "Journals each event on its way to the archive", access: [journal.canUpdate()] },
});

const branches = createConsumers(
  { stack, topic, archive, partner },
  {
    orders: {
      effect: "order",
      eventTypes: orderEventTypes,
      handler: {
        name: "order-processor",
        description: "Stores orders",
        access: [orders.canReadAndPut(), journal.canReadWrite(), secrets.canRead()],
      },
    },
    email: {
      effect: "mail",
      eventTypes: emailEventTypes,
      handler: {
        name: "email-processor",
        description: "Sends each e-mail once",
        access: [ledger.canReadWrite(), journal.canReadWrite(), secrets.canRead(), mail.canSend()],
      },
    },
    inventory: {
      effect: "stock",
      eventTypes: inventoryEventTypes,
      handler: {
        name: "inventory-processor",
        description: "Reserves stock and notifies the warehouse",
        access: [stock.canReadWrite(), journal.canReadWrite(), secrets.canRead(), warehouse.canPublish()],
        environment: { RESTOCK_ON_REFUND: String(settings.restockOnRefund) },
      },
    },
  },
);

const reconcile = scheduledReconcile({
  stack,
  consumers: branches,
  access: [journal.canReadMany(), secrets.canRead()],
});
const outcomes = new MailOutcomes("mail-outcome", {
  stack,
  mail,
  access: [ledger.canUpdate(), journal.canUpdate()],
});
const inbox = warehouseInbox({ stack, access: [topic.canPublish(), journal.canUpdate()] });

const system = watchedSystem(stack, {
  webhook,
  topic,
  warehouse,
  mail,
  consumers: branches,
  archive,
  outcomes,
  inbox,
  partner,
  reconcile,
  tables: { orders, inventory: stock, email: ledger, journal },
});
const alarms = new Alarms("alarms", { stack, system, alertTopicArn: alerts.arn });
const canary = createRollout({ stack, system, alarms });
const dashboards = new Dashboards("dashboards", { stack, system, alarmArns: alarms.arns });
new LogQueries("log-queries", { system });

/** Empty for a stack without one. */
export const webhookUrl = webhook?.url ?? "";
export const webhookDnsRecords = webhook?.dnsRecords ?? [];
export const topicArn = topic.arn;
export const consumers = consumerOutputs(branches);
export const queueUrls = {
  ...each(consumers, "queueUrl"),
  archive: archive.queue.url,
  inspection: archive.inspection.url,
  "mail-outcome": outcomes.queue.url,
  ...(inbox === undefined ? {} : { "warehouse-inbox": inbox.queue.url }),
};
export const deadLetterQueueUrls = {
  ...each(consumers, "deadLetterQueueUrl"),
  archive: archive.queue.deadLetterQueue.url,
  inspection: archive.inspection.deadLetterQueue.url,
  "mail-outcome": outcomes.queue.deadLetterQueue.url,
  warehouse: warehouse.deadLetterQueue.url,
  ...(inbox === undefined ? {} : { "warehouse-inbox": inbox.queue.deadLetterQueue.url }),
};
export const ordersTable = orders.name;
export const inventoryTable = stock.name;
export const emailTable = ledger.name;
export const journalTable = journal.name;
export const eventBusName = archive.busName;
export const archiveArn = archive.archiveArn;
export const pipeName = archive.pipeName;
export const replayRuleArns = { ...each(consumers, "replayRuleArn"), inspection: archive.inspectionRuleArn };
export const partnerSource = partner?.outputs() ?? {};
export const mailDnsRecords = mail.dnsRecords;
export const secretArn = secrets.arn;
export const warehouseTopicArn = warehouse.arn;
export const alertTopicArn = alerts.arn;
export const functionNames = {
  ...(webhook === undefined ? {} : { stripeWebhook: webhook.handler.name }),
  ...byFunction(branches, "functionName"),
  mailOutcome: outcomes.handler.name,
  ...(inbox === undefined ? {} : { warehouseInbox: inbox.handler.name }),
  eventEnricher: archive.handler.name,
  ...(reconcile === undefined ? {} : { eventReconciler: reconcile.handler.name }),
};
export const logGroupNames = {
  ...(webhook === undefined ? {} : { stripeWebhook: webhook.handler.logGroupName }),
  ...byFunction(branches, "logGroupName"),
  mailOutcome: outcomes.handler.logGroupName,
  ...(inbox === undefined ? {} : { warehouseInbox: inbox.handler.logGroupName }),
  eventEnricher: archive.handler.logGroupName,
  ...(reconcile === undefined ? {} : { eventReconciler: reconcile.handler.logGroupName }),
};
/** Empty where `pulumi up` itself replaces the code. */
export const rollout = canary?.outputs ?? {};
export const dashboardNames = dashboards.names;
