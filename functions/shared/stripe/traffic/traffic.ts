import { sampleBody, type SampleEvent, type SampleItem } from "../samples.ts";
import { stampIds } from "../samples/ids.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { loadItems, type MixPart, trafficMix } from "./mix.ts";

/** One run's traffic: the same values give the same events, wherever they are made. */
export interface TrafficSeed {
  /** Six lower-case letters and digits, in every id of the run. */
  readonly run: string;
  /** Epoch seconds at which the purchases start. */
  readonly at: number;
  /** Without purchases that some consumer asks Stripe about. */
  readonly selfContained: boolean;
}

/** The place of one event in a cycle of the traffic. */
interface Slot {
  /** Index of the purchase within the cycle. */
  readonly purchase: number;
  /** Index of the event within its purchase. */
  readonly event: number;
}

/** Which event of which purchase, counted over the whole run. */
export interface TrafficPlace {
  readonly purchase: number;
  readonly event: number;
}

/** An address that SES takes and delivers to nobody, without a bounce. docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const simulator = (stamp: string): string => `success+${stamp}@simulator.amazonses.com`;

const runDigits = 6;
const purchaseDigits = 6;
const marker = "0".repeat(runDigits + purchaseDigits);

/**
 * Endless traffic: cycles of a hundred purchases (fewer where self-contained), whose events are mixed as a shop's are.
 * Event `index` is made from the index alone, so that a verifier knows what a load generator sent. Purchases are made
 * once per part of the mix and then stamped, because making one takes milliseconds in a load generator.
 */
export class Traffic {
  readonly #seed: TrafficSeed;
  readonly #parts: readonly MixPart[];
  readonly #scenarios: readonly Scenario[];
  /** Part of each purchase of a cycle. */
  readonly #partOf: readonly number[];
  readonly #slots: readonly Slot[];

  constructor(seed: TrafficSeed) {
    this.#seed = seed;
    this.#parts = trafficMix.filter(({ asksStripe }) => !(seed.selfContained && asksStripe));
    this.#scenarios = this.#parts.map((part, index) => templateOf(part, index, seed.at));
    this.#partOf = spread(this.#parts.map(({ share }) => share));
    this.#slots = arrange(this.#partOf.map((part) => this.#scenarios[part]?.events.map(({ type }) => type) ?? []));
  }

  /** Events of a cycle. */
  get cycleLength(): number {
    return this.#slots.length;
  }

  get purchasesPerCycle(): number {
    return this.#partOf.length;
  }

  place(index: number): TrafficPlace {
    const slot = this.#slots[index % this.#slots.length];
    if (slot === undefined) throw new RangeError(`no event ${String(index)}`);
    const cycle = Math.floor(index / this.#slots.length);
    return { purchase: cycle * this.#partOf.length + slot.purchase, event: slot.event };
  }

  /** Indexes of a purchase's events, in the order in which they are sent. */
  indexesOf(purchase: number): number[] {
    const cycle = Math.floor(purchase / this.#partOf.length);
    const within = purchase % this.#partOf.length;
    return this.#slots.flatMap((slot, index) => (slot.purchase === within ? [cycle * this.#slots.length + index] : []));
  }

  /** Which part of the mix a purchase is of: the same for all purchases whose texts differ by their stamp alone. */
  partOf(purchase: number): number {
    return this.#partOf[purchase % this.#partOf.length] ?? 0;
  }

  get partNames(): readonly string[] {
    return this.#parts.map(({ name }) => name);
  }

  /** Twelve letters and digits in every id of a purchase. */
  stamp(purchase: number): string {
    return this.#seed.run + purchase.toString(36).padStart(purchaseDigits, "0");
  }

  /** The body of a part's event, cut where the stamp belongs: joined by a purchase's stamp it is that purchase's. */
  piecesOf(part: number, event: number): string[] {
    const template = this.#scenarios[part]?.events[event];
    if (template === undefined) throw new RangeError(`no event ${String(event)} in part ${String(part)}`);
    return sampleBody(template).split(marker);
  }

  /** The purchase with all that must come of it. */
  scenario(purchase: number): Scenario {
    const template = this.#scenarios[this.partOf(purchase)];
    const { objects: _objects, ...rest } = template ?? raise(purchase);
    const stamped: Omit<Scenario, "objects"> = JSON.parse(
      JSON.stringify(rest).replaceAll(marker, this.stamp(purchase)),
    ) as typeof rest;
    return { ...stamped, objects: [] };
  }

  event(index: number): SampleEvent {
    const { purchase, event } = this.place(index);
    const found = this.scenario(purchase).events[event];
    if (found === undefined) throw new RangeError(`no event ${String(index)}`);
    return found;
  }
}

function raise(purchase: number): never {
  throw new RangeError(`no purchase ${String(purchase)}`);
}

function templateOf(part: MixPart, index: number, at: number): Scenario {
  const scenario = part.scenario({
    seed: `load/${String(index)}`,
    at,
    items: itemsOf(index, part.skus),
    currency: part.currency,
    contents: "metadata",
    customer: { email: simulator(marker), name: "Jenny Rosen" },
  });
  const { objects: _objects, ...rest } = scenario;
  const text = stampIds(JSON.stringify({ ...rest, objects: [] }), marker);
  return JSON.parse(text) as Scenario;
}

/** Each part buys other things, so that no stock row takes all the load. */
function itemsOf(part: number, count: number): SampleItem[] {
  return Array.from({ length: count }, (_, index) => loadItems[(part * 5 + index) % loadItems.length]).filter(
    (item) => item !== undefined,
  );
}

/** Indexes, each as often as its share says, evenly mixed. */
function spread(shares: readonly number[]): number[] {
  return shares
    .flatMap((share, part) => Array.from({ length: share }, (_, nth) => ({ part, position: (nth + 0.5) / share })))
    .toSorted((one, other) => one.position - other.position || one.part - other.part)
    .map(({ part }) => part);
}

/** Parts of a cycle between two events of a purchase: what comes of a payment takes longer than the payment. */
const soon = 0.02;
const later = 0.15;
const aftermath = /^(?:refund|charge)\./u;

function arrange(purchases: readonly (readonly string[])[]): Slot[] {
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
