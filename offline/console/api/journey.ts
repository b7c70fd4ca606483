import { tracedLetter, tracePorts } from "../../../ops/aws/trace.ts";
import type { Recipient } from "../../../domain/stock/reservation.ts";
import { trace, type Trace } from "../../../ops/core/trace/trace.ts";
import type { Target } from "../../../ops/target.ts";
import type { Sqs } from "../../../packages/aws-offline/services/sqs/sqs.ts";
import { lettersOf } from "./letters.ts";
import { type Bar, barsOf } from "./waterfall.ts";

type Order = NonNullable<Trace["order"]>;
type Reservation = NonNullable<Trace["reservation"]>;

export interface Journey extends Omit<Trace, "order" | "reservation"> {
  readonly order: Omit<Order, keyof Recipient> | undefined;
  readonly reservation: Omit<Reservation, keyof Recipient> | undefined;
  /** One for each step. */
  readonly bars: readonly (Bar | null)[];
}

/** @returns undefined for an id that nobody knows */
export async function journeyOf(target: Target, sqs: Pick<Sqs, "save">, id: string): Promise<Journey | undefined> {
  const letters = async (eventIds: ReadonlySet<string>) =>
    (await lettersOf(target, sqs))
      .filter(({ content }) => eventIds.has(content.subject))
      .map(({ branch, ...letter }) => tracedLetter(branch, letter));
  const traced = await trace(id, tracePorts(target, letters));
  if (traced === undefined) return undefined;
  const { order, reservation } = traced;
  return {
    ...traced,
    order: order && withoutRecipient(order),
    reservation: reservation && withoutRecipient(reservation),
    // JSON has no undefined in a list.
    bars: barsOf(traced.steps).map((bar) => bar ?? null),
  };
}

/** Where the goods go is the warehouse's and the operator's to know, and no page's to show. */
export function withoutRecipient<Sent extends Recipient>({ shipTo: _shipTo, phone: _phone, ...shown }: Sent) {
  return shown;
}
