/** One datum of AWS's own metrics, with AWS's namespace, name and dimensions. */
export interface MetricDatum {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  value: number;
  unit: "Count" | "Bytes" | "Milliseconds";
}

/** Takes what the emulated services count. It must not throw. */
export type MetricSink = (datum: MetricDatum) => void;
