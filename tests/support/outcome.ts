import { mailCounts, referenceOf } from "../../loadtest/verify/mails.ts";
import { fingerprint, type Item, type Outcome } from "../../loadtest/verify/outcome.ts";
import type { System } from "./system.ts";

/** What came of everything that was sent, read once for all purchases. */
export interface WholeOutcome extends Outcome {
  readonly mails: ReadonlyMap<string, number>;
  readonly archive: ReadonlyMap<string, readonly string[]>;
  /** By SKU. */
  readonly stock: ReadonlyMap<string, Item>;
  /** Subject and text of the mails by their reference. */
  readonly mailTexts: ReadonlyMap<string, readonly string[]>;
}

export async function readOutcome(system: System): Promise<WholeOutcome> {
  const { operator, outputs, aws } = system.run;
  const [orders, inventory, ledger] = await Promise.all([
    system.orders(),
    operator.scan(outputs.inventoryTable),
    operator.scan(outputs.emailTable),
  ]);
  const rows = byKey(inventory, "pk");
  const notices = aws.sns.published(outputs.warehouseTopicArn).map(({ message }) => JSON.parse(message) as Item);
  const archived = aws.events.archived(outputs.archiveArn).map(({ detail }) => detail["event"] as Item);
  return {
    orders: byKey(orders, "orderId"),
    reservations: new Map([...rows].flatMap(([key, row]) => withoutPrefix("reservation#", key, row))),
    stock: new Map([...rows].flatMap(([key, row]) => withoutPrefix("stock#", key, row))),
    ledger: byKey(ledger, "pk"),
    mails: mailCounts(aws.ses.messages()),
    mailTexts: mailTexts(aws.ses.messages()),
    notices: Map.groupBy(notices, (notice) => String(notice["orderId"])),
    archive: new Map(
      [...Map.groupBy(archived, (event) => String(event["id"]))].map(([id, copies]) => [id, copies.map(fingerprint)]),
    ),
  };
}

function byKey(items: readonly Item[], key: string): Map<string, Item> {
  return new Map(items.map((item) => [String(item[key]), item]));
}

function withoutPrefix(prefix: string, key: string, row: Item): [string, Item][] {
  return key.startsWith(prefix) ? [[key.slice(prefix.length), row]] : [];
}

type Mails = ReturnType<System["run"]["aws"]["ses"]["messages"]>;

function mailTexts(mails: Mails): Map<string, string[]> {
  const grouped = Map.groupBy(mails, referenceOf);
  return new Map(
    [...grouped].map(([reference, all]) => [
      reference,
      all.map(({ Subject: subject, Body: body }) => `${subject ?? ""}\n${body?.text_part ?? ""}`),
    ]),
  );
}
