/** One datum of a metric, under CloudWatch's names. */
export interface MetricDatum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** One of CloudWatch's: `Count`, `Milliseconds`, ... */
  readonly unit: string;
  /** Epoch milliseconds; now where it is absent. */
  readonly at?: number;
}

/** Takes what the emulated services count. It must not throw. */
export type MetricSink = (datum: MetricDatum) => void;
