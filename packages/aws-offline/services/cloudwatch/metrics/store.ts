import type { Clock } from "../../../clock.ts";
import type { MetricDatum } from "../../../metric.ts";
import { Series, type MetricId } from "./series.ts";

/** More would be ids among the dimensions, which no metric here has. */
const mostSeries = 5_000;

/** Of the metrics that are looked for again and again, as an alarm's each minute. */
const sortedKeys = new WeakMap<MetricId, string>();

export class MetricStore {
  readonly #clock: Pick<Clock, "now" | "real">;
  readonly #byKey = new Map<string, Series>();
  /** By the dimensions in the order in which they came, so that only a new order is sorted. */
  readonly #byGivenKey = new Map<string, Series>();
  readonly #byName = new Map<string, Series[]>();
  #refused = 0;

  constructor(clock: Pick<Clock, "now" | "real">) {
    this.#clock = clock;
  }

  /** Values that were not taken, because there were too many metrics. */
  get refused(): number {
    return this.#refused;
  }

  record({ namespace, name, dimensions, value, at = this.#clock.now() }: MetricDatum): void {
    const given = keyOf(namespace, name, dimensions);
    const series = this.#byGivenKey.get(given) ?? this.#create(given, { namespace, name, dimensions });
    if (series === undefined) this.#refused += 1;
    else series.record(at, value);
  }

  find(id: MetricId): Series | undefined {
    const key = sortedKeys.get(id) ?? sortedKeyOf(id);
    sortedKeys.set(id, key);
    return this.#byKey.get(key);
  }

  /** @returns every metric of a name, whatever its dimensions */
  named(namespace: string, name: string): readonly Series[] {
    return this.#byName.get(`${namespace}\n${name}`) ?? [];
  }

  all(): Iterable<Series> {
    return this.#byKey.values();
  }

  #create(given: string, id: MetricId): Series | undefined {
    const key = sortedKeyOf(id);
    let series = this.#byKey.get(key);
    if (series === undefined) {
      if (this.#byKey.size >= mostSeries) return undefined;
      series = new Series({ ...id, dimensions: { ...id.dimensions } }, this.#clock.real(1000));
      this.#byKey.set(key, series);
      const alike = `${id.namespace}\n${id.name}`;
      this.#byName.set(alike, [...(this.#byName.get(alike) ?? []), series]);
    }
    this.#byGivenKey.set(given, series);
    return series;
  }
}

function sortedKeyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return keyOf(namespace, name, Object.fromEntries(sorted));
}

/** Written for every value, so it makes no list. */
function keyOf(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
  let key = `${namespace}\n${name}`;
  for (const dimension in dimensions) key += `\n${dimension}\n${dimensions[dimension] ?? ""}`;
  return key;
}
