import { sampleBody, sampleEvent, type SampleEvent, type SampleItem, sampleProduct } from "../samples/index.ts";
import { stampIds } from "../samples/ids.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { arrange, indexesOf, placeOf, spread, stampLength, stampOf, type TrafficLayout } from "./layout.ts";
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

/**
 * An address whose mail SES takes and gives to nobody, without a bounce.
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
const simulator = (stamp: string): string => `success+${stamp}@simulator.amazonses.com`;

/** Begins unlike it ends: the characters before it never make it be found one place too early. */
const marker = "s".padEnd(stampLength, "0");

/**
 * Endless traffic: cycles of a hundred purchases (fewer where self-contained), whose events are mixed as a shop's are.
 * Event `index` is made from the index alone, so that a verifier knows what a load generator sent. A purchase is made
 * once per part of the mix and then stamped, because making one takes milliseconds in a load generator.
 */
export class Traffic {
  readonly layout: TrafficLayout;
  readonly seed: TrafficSeed;
  readonly #scenarios: readonly Scenario[];

  constructor(seed: TrafficSeed) {
    const parts = trafficMix.filter(({ asksStripe }) => !(seed.selfContained && asksStripe));
    this.seed = seed;
    this.#scenarios = parts.map((part, index) => templateOf(part, index, seed.at));
    const spreadParts = spread(parts.map(({ share }) => share));
    const types = spreadParts.map((part) => this.#template(part).events.map(({ type }) => type));
    this.layout = { run: seed.run, parts: spreadParts, slots: arrange(types) };
  }

  get cycleLength(): number {
    return this.layout.slots.length;
  }

  get purchasesPerCycle(): number {
    return this.layout.parts.length;
  }

  /**
   * The bodies of each part's events, cut where the stamp belongs: joined by a purchase's stamp they are that purchase's.
   * By part, event, piece.
   */
  pieces(): string[][][] {
    return this.#scenarios.map(({ events }) => events.map((event) => sampleBody(event).split(marker)));
  }

  /** The purchase with all that must come of it; what Stripe's API knows of it is left out. */
  scenario(purchase: number): Scenario {
    const template = this.#template(this.layout.parts[purchase % this.purchasesPerCycle]);
    return JSON.parse(JSON.stringify(template).replaceAll(marker, stampOf(this.layout, purchase))) as Scenario;
  }

  event(index: number): SampleEvent {
    const { purchase, event } = placeOf(this.layout, index);
    const found = this.scenario(purchase).events[event];
    if (found === undefined) throw new RangeError(`no event ${String(index)}`);
    return found;
  }

  indexesOf(purchase: number): number[] {
    return indexesOf(this.layout, purchase);
  }

  /** Stripe's events about the products before anybody buys them; nobody handles the type. */
  catalogEvents(): SampleEvent[] {
    const { run, at } = this.seed;
    const context = {
      seed: run,
      at,
      currency: "sgd",
      livemode: false,
      items: [],
      customer: { email: null, name: null },
    };
    return loadItems.map((item) => {
      const object = sampleProduct(item, context);
      return sampleEvent({ type: "product.created", object, created: object.created, livemode: false, seed: run });
    });
  }

  #template(part: number | undefined): Scenario {
    const template = part === undefined ? undefined : this.#scenarios[part];
    if (template === undefined) throw new RangeError(`no part ${String(part)}`);
    return template;
  }
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
  return JSON.parse(stampIds(JSON.stringify({ ...scenario, objects: [] }), marker)) as Scenario;
}

/** Each part buys other things, so that no stock row takes all the load. */
function itemsOf(part: number, count: number): SampleItem[] {
  return Array.from({ length: count }, (_, index) => loadItems[(part * 5 + index) % loadItems.length]).filter(
    (item) => item !== undefined,
  );
}
