import type { Assessment, ConsumerAssessment } from "../core/replay/assess.ts";
import type { OpenEvent } from "../core/replay/assess.ts";
import { iso } from "../output/duration.ts";
import { tableLines } from "../output/table.ts";
import type { Chosen } from "./replay-options.ts";
import type { ReplaySource } from "./replay-source.ts";

/** Events listed for people; --json has all. */
const mostListed = 20;

export function assessmentLines(
  { events, window, scanned }: Chosen,
  { consumers }: Assessment,
  { mayHoldMore }: Pick<ReplaySource, "mayHoldMore">,
): string[] {
  const rows = Object.entries(consumers).map(([consumer, assessed]) => {
    const { isRehearsed, concerned, applied, changing, failing, unknown } = assessed;
    return [consumer, concerned, ...(isRehearsed ? [applied, changing.length, failing.length, unknown.length] : [])];
  });
  const notRehearsed = Object.entries(consumers).filter(([, { isRehearsed }]) => !isRehearsed);
  return [
    `${String(events.length)} events accepted from ${iso(window.from)} to ${iso(window.to)} (${String(scanned)} journal items read).`,
    "",
    ...tableLines(["CONSUMER", "CONCERNED", "APPLIED", "CHANGING", "FAILING", "UNKNOWN"], rows),
    ...Object.entries(consumers).flatMap(([consumer, assessed]) => openLines(consumer, assessed)),
    "",
    ...notRehearsed.map(([name]) => `${name}: replayed, not rehearsed; the effect of its events is unknown.`),
    effectLine(consumers),
    ...(mayHoldMore ? ["What the archive holds and the journal lacks is replayed too, and not rehearsed."] : []),
  ];
}

/** The sum of it in one line, as the proofs and the operator want it. */
function effectLine(consumers: Assessment["consumers"]): string {
  const effects = Object.values(consumers).flatMap(({ changing }) => changing.flatMap(({ effects: own }) => own));
  const like = (pattern: RegExp): string[] => effects.filter((effect) => pattern.test(effect));
  const all = (kind: "failing" | "unknown"): number =>
    Object.values(consumers).reduce((sum, each) => sum + each[kind].length, 0);
  const [failing, unknown] = [all("failing"), all("unknown")];
  const moves = like(/^(?:reserves|releases) /u).length;
  const orders = new Set(like(/ (?:->|stays) /u).map((effect) => effect.split(" ")[0]));
  return (
    `It would send ${String(like(/ mail$/u).length)} e-mails, make ${String(moves)} stock moves and ` +
    `change ${String(orders.size)} orders${failing === 0 ? "" : `; ${String(failing)} would fail and become dead letters`}` +
    `${unknown === 0 ? "" : `; the effect of ${String(unknown)} is unknown beforehand`}.`
  );
}

function openLines(consumer: string, { changing, failing, unknown }: ConsumerAssessment): string[] {
  const line = (word: string, { eventId, type, effects }: OpenEvent): string =>
    `  ${eventId} ${type} ${word}: ${effects.join("; ")}`;
  const lines = [
    ...changing.map((event) => line("changes", event)),
    ...failing.map((event) => line("fails", event)),
    ...unknown.map((event) => line("unknown", event)),
  ];
  if (lines.length === 0) return [];
  const more = lines.length - mostListed;
  return [
    "",
    `${consumer}:`,
    ...lines.slice(0, mostListed),
    ...(more > 0 ? [`  and ${String(more)} more, see --json`] : []),
  ];
}
