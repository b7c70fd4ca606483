import { sampleBody } from "../../packages/stripe-offline/samples/index.ts";
import { trafficMix } from "../../packages/stripe-offline/traffic/mix.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { markdownTable } from "../markdown.ts";

/** A hundred purchases by kind, and their events by type. */
export function mixTables(): string {
  const traffic = new Traffic({ run: "costs0", at: 1_795_000_000, selfContained: false });
  const events = Array.from({ length: traffic.cycleLength }, (_, index) => traffic.event(index));
  const bytes = events.map((event) => Buffer.byteLength(sampleBody(event)));
  const byType = [...Map.groupBy(events, ({ type }) => type)]
    .map(([type, same]) => [`\`${type}\``, same.length] as const)
    .toSorted(([one, few], [other, many]) => many - few || one.localeCompare(other));
  const parts = trafficMix.map(({ name, share, skus, asksStripe }) => [
    name,
    share,
    skus,
    asksStripe ? "a consumer fetches from Stripe what the events lack" : "the events contain everything",
  ]);
  const kilobytes = (value: number): string => (value / 1000).toFixed(1);
  const mean = bytes.reduce((sum, each) => sum + each, 0) / bytes.length;
  return `${markdownTable(["purchase", "of 100", "different things", "Stripe"], parts)}

They make ${String(events.length)} events of ${kilobytes(Math.min(...bytes))} to ${kilobytes(Math.max(...bytes))} KB, ${kilobytes(mean)} KB on the average:

${markdownTable(["event", "of 100 purchases"], byType)}
`;
}
