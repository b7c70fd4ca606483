import { createHash } from "node:crypto";
import { eventOfMessage, readWarehouseMessage } from "../../../domain/parcel/message.ts";
import type { Report } from "./report.ts";
import type { Scenario } from "./scenario.ts";

const shipped = (parcel: string) => ({ kind: "shipped", parcel, carrier: "SingPost", tracking: `LX00${parcel}SG` });
const delivered = (parcel: string) => ({ kind: "delivered", parcel });
const missing = { kind: "out-of-stock" };

/**
 * What a warehouse reports, of how many of a hundred orders that it picks; of the others it reports nothing. The one home
 * of these shares: of load tests and of soaks.
 */
const courses = [
  { share: 25, reports: [shipped("1"), delivered("1")], fulfilment: "delivered" },
  { share: 20, reports: [shipped("1")], fulfilment: "shipped" },
  { share: 10, reports: [shipped("1"), shipped("2"), delivered("2"), delivered("1")], fulfilment: "delivered" },
  { share: 3, reports: [missing, shipped("1")], fulfilment: "shipped" },
  { share: 2, reports: [missing], fulfilment: "out-of-stock" },
] as const;

/** Coprime to a hundred: neighbours, and purchases of one part of the mix, go different ways. */
const stride = 61;

/** Of the purchases of a run, each is another one of a hundred orders. */
export function placeOf(purchase: number): number {
  return (purchase * stride) % 100;
}

/** The purchase with what the warehouse reports of it. @param place which of a hundred orders it is, from 0 */
export function withReports(scenario: Scenario, place: number): Scenario {
  const course = isPicked(scenario) ? courseAt(place) : undefined;
  if (course === undefined) return scenario;
  const { orderKey: order, events, expected } = scenario;
  const last = Math.max(...events.map(({ created }) => created));
  const reports = course.reports.map((said, nth) => {
    // An hour apart: what was reported last decides what is out of stock.
    const at = new Date((last + (nth + 1) * 3_600) * 1_000).toISOString();
    return reportOf({ ...said, order, at });
  });
  const parcels = reports.flatMap(({ message }) => (message.kind === "shipped" ? [message.parcel] : []));
  return {
    ...scenario,
    reports,
    expected: {
      ...expected,
      fulfilment: course.fulfilment,
      // Without an address there are none.
      mails: [...expected.mails, ...(expected.mails.length === 0 ? [] : parcels.map((parcel) => `shipped#${parcel}`))],
      reservation: parcels.length === 0 ? expected.reservation : "shipped",
    },
  };
}

/** What the warehouse says, and the event that its inbox publishes of it. @throws ProcessingError if it is not a message */
export function reportOf(said: object): Report {
  const message = readWarehouseMessage(JSON.stringify(said));
  return { message, event: eventOfMessage(message, { livemode: false, sentAt: 0, hash }) };
}

/** Goods that are paid, in stock, and neither refunded nor held. */
function isPicked({ scarce, expected: { status, reservation, notices } }: Scenario): boolean {
  return !scarce && status === "paid" && reservation === "reserved" && notices.join() === "pick";
}

function courseAt(place: number): (typeof courses)[number] | undefined {
  let end = 0;
  return courses.find(({ share }) => place < (end += share));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
