/** The place of one event in a cycle of the traffic. */
export interface Slot {
  /** Index of the purchase within the cycle. */
  readonly purchase: number;
  /** Index of the event within its purchase. */
  readonly event: number;
}

/** Which event of which purchase is sent when: plain data, so that a load generator's workers can share it. */
export interface TrafficLayout {
  /** Six lower-case letters and digits, in every id of the run. */
  readonly run: string;
  /** The part of the mix that each purchase of a cycle is of. */
  readonly parts: readonly number[];
  readonly slots: readonly Slot[];
}

/** Which event of which purchase, counted over the whole run; `part` is the purchase's part of the mix. */
export interface TrafficPlace extends Slot {
  readonly part: number;
}

const runDigits = 6;
const purchaseDigits = 6;
export const stampLength = runDigits + purchaseDigits;

export function placeOf({ slots, parts }: TrafficLayout, index: number): TrafficPlace {
  const slot = slots[index % slots.length];
  const part = slot === undefined ? undefined : parts[slot.purchase];
  if (slot === undefined || part === undefined) throw new RangeError(`no event ${String(index)}`);
  const cycle = Math.floor(index / slots.length);
  return { purchase: cycle * parts.length + slot.purchase, event: slot.event, part };
}

/** Indexes of a purchase's events, in the order in which they are sent. */
export function indexesOf({ slots, parts }: TrafficLayout, purchase: number): number[] {
  const cycle = Math.floor(purchase / parts.length);
  const within = purchase % parts.length;
  return slots.flatMap((slot, index) => (slot.purchase === within ? [cycle * slots.length + index] : []));
}

/** Twelve letters and digits in every id of a purchase. */
export function stampOf({ run }: Pick<TrafficLayout, "run">, purchase: number): string {
  return run + purchase.toString(36).padStart(purchaseDigits, "0");
}

/** Indexes, each as often as its share says, evenly mixed. */
export function spread(shares: readonly number[]): number[] {
  return shares
    .flatMap((share, part) => Array.from({ length: share }, (_, nth) => ({ part, position: (nth + 0.5) / share })))
    .toSorted((one, other) => one.position - other.position || one.part - other.part)
    .map(({ part }) => part);
}

/** Parts of a cycle between two events of a purchase: what comes of a payment takes longer than the payment. */
const soon = 0.02;
const later = 0.15;
const aftermath = /^(?:refund|charge)\./u;

/** @param purchases the types of the events of each purchase, in their order */
export function arrange(purchases: readonly (readonly string[])[]): Slot[] {
  return purchases
    .flatMap((types, purchase) => {
      let position = purchase / purchases.length;
      return types.map((type, event) => {
        if (event > 0) position += aftermath.test(type) ? later : soon;
        return { purchase, event, position };
      });
    })
    .toSorted((one, other) => one.position - other.position || one.purchase - other.purchase)
    .map(({ purchase, event }) => ({ purchase, event }));
}
