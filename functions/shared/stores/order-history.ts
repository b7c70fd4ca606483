import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Order } from "../../../domain/order/order.ts";

type Item = Readonly<Record<string, unknown>>;

/**
 * What an item of the orders table keeps packed, as `history`: DynamoDB bills a write by the kilobyte, and unpacked the
 * usual order takes two. What people and the index read stays beside it as it is.
 */
const packed = ["facts", "timeline", "omitted", "aliases", "contact"] as const satisfies readonly (keyof Order)[];
const isPacked: ReadonlySet<string> = new Set(packed);

/**
 * What is in every history, which then costs a few bytes there. It never changes, or no stored order can be read: another
 * one needs another attribute.
 */
const dictionary = Buffer.from(
  [
    '"presentment":{"currency":"usd","amount":"omitted":[{"count":"sample":"refunds":{"re_1"pyr_1disputes":{"du_1',
    '"state":"open""lost""won""succeeded""failed""pending""unpaid","created":17"charge.refund.updated"charge.refunded',
    '"charge.dispute.created"charge.dispute.closed"refund.failed"refund.updated"refund.created"invoice.payment_failed',
    '"payment_intent.payment_failed"payment_intent.amount_capturable_updated"payment_intent.canceled',
    '"checkout.session.async_payment_succeeded"checkout.session.async_payment_failed"checkout.session.expired',
    '"invoice.payment_succeeded"invoice.paid","object":"in_1","created":"2026-1"2027-0T"Z","phone":"+',
    '{"contact":{"id":"cus_",mail":"@gmail.com","name":""},"aliases":["cs_live_a1","cs_test_a1","pi_3"in_1],',
    '"facts":{"sessions":{"cs_test_a1cs_live_a1":{"state":"paid","amount":,"paid":,"currency":"eur","customer":{"id":"cus_',
    '",mail":"","name":""},"created":17,"eventId":"evt_1"}},"payments":{"pi_3":{"state":"succeeded","created":17,"eventId":',
    '"evt_3","amount":,"paid":,"currency":"usd","customer":{}}},"invoices":{},"refunds":{},"disputes":{},"placed":{"created":17',
    ',"eventId":"evt_1"}},"timeline":[{"eventId":"evt_3","type":"payment_intent.succeeded","object":"pi_3","created":"2026-',
    'T:00.000Z","applied":"2026-T"},{"eventId":"evt_1","type":"checkout.session.completed","object":"cs_test_a1","created":"',
  ].join(""),
);

/** Small: most of a usual deflation's time is the memory of its window. */
const settings = { dictionary, windowBits: 13, memLevel: 5, level: 6 } as const;

/** The item that is stored. */
export function packOrder(order: Order): Item {
  const fields = Object.entries(order).filter(([, value]) => value !== undefined);
  const history = Object.fromEntries(fields.filter(([name]) => isPacked.has(name)));
  const rest = Object.fromEntries(fields.filter(([name]) => !isPacked.has(name)));
  return { ...rest, history: deflateRawSync(JSON.stringify(history), settings) };
}

/** A stored item as it was before it was packed; one of a former version is as it is. */
export function unpackOrder({ history, ...item }: Item): Item {
  if (!(history instanceof Uint8Array)) return item;
  const unpacked: unknown = JSON.parse(inflateRawSync(history, settings).toString());
  return { ...item, ...(unpacked as Item) };
}
