import * as v from "valibot";

const embedded = v.looseObject({
  _aws: v.looseObject({
    CloudWatchMetrics: v.array(
      v.looseObject({
        Namespace: v.string(),
        Dimensions: v.array(v.array(v.string())),
        Metrics: v.array(v.looseObject({ Name: v.string() })),
      }),
    ),
  }),
});

/** What CloudWatch adds to each log event when it counts bytes. docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const logEventOverhead = 26;

/** Bytes that log groups take in, and the metrics that CloudWatch makes of embedded ones. */
export class LogTally {
  functionBytes = 0;
  platformBytes = 0;
  /** A metric is a name with one set of dimension values. */
  readonly metrics = new Set<string>();

  add({ source, text }: { readonly source: "function" | "platform"; readonly text: string }): void {
    const bytes = Buffer.byteLength(text) + logEventOverhead;
    if (source === "platform") this.platformBytes += bytes;
    else this.functionBytes += bytes;
    if (!text.includes('"_aws"')) return;
    const line: unknown = JSON.parse(text);
    const parsed = v.safeParse(embedded, line);
    if (parsed.success) this.#addMetrics(parsed.output);
  }

  #addMetrics(line: v.InferOutput<typeof embedded>): void {
    for (const { Namespace: namespace, Dimensions: sets, Metrics: metrics } of line["_aws"].CloudWatchMetrics) {
      for (const set of sets) {
        const values = set.map((name) => `${name}=${String(line[name])}`).join();
        for (const { Name: name } of metrics) this.metrics.add(`${namespace} ${name} ${values}`);
      }
    }
  }
}
