import { counted } from "../../output/count.ts";
import { type Finding, judge, warning } from "./finding.ts";
import type { Observations } from "./observations.ts";

/** CloudWatch keeps periods of five minutes for 63 days. */
export const periodMilliseconds = 300_000;

/** A topic's figures of one period, by its start (epoch milliseconds). */
export type Counts = ReadonlyMap<number, number>;

/**
 * Whether nobody heard what was published at a time: neither then nor in the period after it was anything delivered,
 * failed or filtered out. A notice is marked after its publication, so the period before its mark counts too.
 */
export function isUnheard(at: number, published: Counts, outcomes: Counts): boolean {
  const period = Math.floor(at / periodMilliseconds) * periodMilliseconds;
  return [period, period - periodMilliseconds].some((start) => {
    const heard = [start, start + periodMilliseconds].some((each) => (outcomes.get(each) ?? 0) > 0);
    return (published.get(start) ?? 0) > 0 && !heard;
  });
}

export function checkSilence({ unheard }: Pick<Observations, "unheard">): readonly Finding[] {
  return judge("warehouse", unheard, (notices) => {
    const [first] = notices.toSorted();
    if (first === undefined) return [];
    return [
      warning(
        "warehouse",
        `${counted(notices.length, "notice")} published since ${first} while nobody was subscribed`,
        `set warehouseEndpoint, pulumi up, confirm the subscription; then warehouse resend --since ${first} --yes`,
      ),
    ];
  });
}
