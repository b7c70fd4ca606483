import type { Alarm, Standing } from "./definition.ts";

export interface HistoryItem {
  readonly alarm: Alarm;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: "StateUpdate" | "Action";
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** CloudWatch keeps thirty days; here the latest are kept, however old. */
const mostKept = 2_000;

/** What became of all alarms, the oldest first. */
export class History {
  readonly #items: HistoryItem[] = [];

  get items(): readonly HistoryItem[] {
    return this.#items;
  }

  changed(alarm: Alarm, before: Standing, after: Standing): void {
    this.#add({
      alarm,
      at: after.changedAt,
      type: "StateUpdate",
      summary: `Alarm updated from ${before.state} to ${after.state}`,
      data: { version: "1.0", oldState: described(before), newState: described(after) },
    });
  }

  /** @param failure what kept the alarm from notifying the topic */
  acted(alarm: Alarm, topicArn: string, at: number, failure: string | undefined): void {
    const outcome = failure === undefined ? "Successfully executed" : "Failed to execute";
    this.#add({
      alarm,
      at,
      type: "Action",
      summary: `${outcome} action ${topicArn}${failure === undefined ? "" : `. Received error: "${failure}"`}`,
      data: {
        actionState: failure === undefined ? "Succeeded" : "Failed",
        notificationResource: topicArn,
        ...(failure === undefined ? {} : { error: failure }),
      },
    });
  }

  #add(item: HistoryItem): void {
    this.#items.push(item);
    if (this.#items.length > mostKept) this.#items.splice(0, this.#items.length - mostKept);
  }
}

function described({ state, reason, reasonData }: Standing): object {
  return { stateValue: state, stateReason: reason, stateReasonData: reasonData };
}
