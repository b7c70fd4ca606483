import * as v from "valibot";

const text = v.string();
const texts = <const Name extends string>(...names: Name[]) =>
  v.object(Object.fromEntries(names.map((name) => [name, text])) as Record<Name, typeof text>);

const schema = v.object({
  webhookUrl: text,
  topicArn: text,
  queueUrls: texts("orders", "email", "inventory", "archive", "inspection"),
  deadLetterQueueUrls: texts("orders", "email", "inventory", "archive"),
  ordersTable: text,
  inventoryTable: text,
  emailTable: text,
  journalTable: text,
  eventBusName: text,
  archiveArn: text,
  replayRuleArns: texts("orders", "email", "inventory", "inspection"),
  secretArn: text,
  warehouseTopicArn: text,
  alertTopicArn: text,
  functionNames: texts("stripeWebhook", "orderProcessor", "emailProcessor", "inventoryProcessor", "eventEnricher"),
  dashboardNames: v.array(text),
});

/** The stack's outputs, by which commands and tests find everything. */
export type StackOutputs = v.InferOutput<typeof schema>;

/** @throws Error that names the output that is missing or of another kind */
export function stackOutputs(outputs: unknown): StackOutputs {
  const parsed = v.safeParse(schema, outputs);
  if (parsed.success) return parsed.output;
  const names = parsed.issues.map((issue) => v.getDotPath(issue) ?? "?");
  throw new Error(`The stack's outputs lack, or have in another form, what index.ts exports: ${names.join(", ")}`);
}
