import type { Clock } from "../../../clock.ts";
import { AwsError } from "../../../gateway/aws-error.ts";
import type { MetricStore } from "../metrics/store.ts";
import type { Alarm, CompositeAlarm, MetricAlarm, Standing } from "./definition.ts";
import { awsTime, evaluateAlarm, type Verdict } from "./evaluate.ts";
import { History } from "./history.ts";
import { notificationOf, type Notification } from "./notification.ts";
import { alarmsIn, holds, parseRule, type Rule } from "./rule.ts";

/** Notifies a topic of a change. @returns what kept it from doing so */
type Notify = (topicArn: string, alarmArn: string, notification: Notification) => Promise<string | undefined>;

export interface AlarmParts {
  readonly store: MetricStore;
  readonly clock: Pick<Clock, "now" | "real" | "scale" | "wait">;
  readonly region: string;
  readonly notify: Notify;
}

const minute = 60_000;
/** Evaluating more often than this costs more than it shows. */
const shortestPause = 50;

/** All alarms of the run with their states, which are evaluated at the end of every minute of the run's clock. */
export class Alarms {
  readonly all: readonly Alarm[];
  readonly history = new History();
  readonly #parts: AlarmParts;
  readonly #standings = new Map<string, Standing>();
  readonly #metric: readonly MetricAlarm[];
  readonly #composite: readonly { readonly alarm: CompositeAlarm; readonly rule: Rule }[];
  readonly #stop = new AbortController();

  /** @throws Error for a composite alarm's rule that is wrong or names an alarm that is not there */
  constructor(all: readonly Alarm[], parts: AlarmParts) {
    this.all = all;
    this.#parts = parts;
    this.#metric = all.filter((alarm) => alarm.kind === "metric");
    this.#composite = all
      .filter((alarm) => alarm.kind === "composite")
      .map((alarm) => ({ alarm, rule: parseRule(alarm.rule) }));
    const at = parts.clock.now();
    for (const { name } of all) {
      const reason = "Unchecked: Initial alarm creation";
      this.#standings.set(name, { state: "INSUFFICIENT_DATA", reason, reasonData: {}, updatedAt: at, changedAt: at });
    }
    for (const { alarm, rule } of this.#composite) {
      const unknown = alarmsIn(rule).find((name) => !this.#standings.has(name));
      if (unknown !== undefined)
        throw new Error(`${alarm.name}: its rule names the alarm ${unknown}, which is not there`);
    }
  }

  standing(name: string): Standing {
    const standing = this.#standings.get(name);
    if (standing === undefined) throw notFound(name);
    return standing;
  }

  /** Evaluates at the end of every minute from now on. */
  start(): void {
    void this.#run();
  }

  close(): void {
    this.#stop.abort();
  }

  /** @param end epoch milliseconds: the end of the latest period */
  async evaluate(end: number): Promise<void> {
    const { store, clock } = this.#parts;
    const changed = new Set<string>();
    for (const alarm of this.#metric) {
      const verdict = evaluateAlarm(alarm, store, clock, end, this.standing(alarm.name).state);
      if (verdict !== undefined && (await this.#set(alarm, verdict))) changed.add(alarm.name);
    }
    await this.#evaluateComposites(changed);
  }

  /**
   * As an operator does to try out what an alarm causes: until the next evaluation, and of a composite alarm until one
   * that it watches changes.
   */
  async setState(name: string, verdict: Verdict): Promise<void> {
    const alarm = this.all.find((each) => each.name === name);
    if (alarm === undefined) throw notFound(name);
    if (await this.#set(alarm, verdict)) await this.#evaluateComposites(new Set([name]));
  }

  async #run(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#stop;
    const length = clock.real(minute);
    while (!signal.aborted) {
      const now = clock.now();
      const pause = Math.max(shortestPause, (Math.floor(now / length) + 1) * length - now);
      await clock.wait(pause * clock.scale, signal).catch(() => undefined);
      if (!signal.aborted) await this.evaluate(Math.floor(clock.now() / length) * length);
    }
  }

  /** Those that watch a changed alarm, and those that watch them; a circle ends when each had its turn. */
  async #evaluateComposites(changed: ReadonlySet<string>): Promise<void> {
    let latest = changed;
    for (let round = 0; latest.size > 0 && round <= this.#composite.length; round += 1) {
      const next = new Set<string>();
      for (const { alarm, rule } of this.#composite) {
        if (!alarmsIn(rule).some((name) => latest.has(name))) continue;
        const state = holds(rule, (name) => this.#standings.get(name)?.state) ? "ALARM" : "OK";
        if (await this.#set(alarm, { state, ...this.#compositeReason(rule) })) next.add(alarm.name);
      }
      latest = next;
    }
  }

  /** The children whose change came last. */
  #compositeReason(rule: Rule): Pick<Verdict, "reason" | "reasonData"> {
    const children = this.all.filter(({ name }) => alarmsIn(rule).includes(name));
    const latest = Math.max(0, ...children.map(({ name }) => this.standing(name).changedAt));
    const changed = children.filter(({ name }) => this.standing(name).changedAt === latest);
    const sentences = changed.map(
      ({ arn, name }) => `${arn} transitioned to ${this.standing(name).state} at ${longTime(latest)}`,
    );
    const triggeringAlarms = changed.map(({ arn, name }) => {
      const { state, changedAt } = this.standing(name);
      return { arn, state: { value: state, timestamp: awsTime(changedAt) } };
    });
    return { reason: sentences.join(", "), reasonData: { triggeringAlarms } };
  }

  /** @returns whether the state is another one than before */
  async #set(alarm: Alarm, verdict: Verdict): Promise<boolean> {
    const before = this.standing(alarm.name);
    if (verdict.state === before.state) return false;
    const at = this.#parts.clock.now();
    const standing = { ...verdict, updatedAt: at, changedAt: at };
    this.#standings.set(alarm.name, standing);
    this.history.changed(alarm, before, standing);
    const { region, notify } = this.#parts;
    for (const topicArn of alarm.actions[verdict.state]) {
      const failure = await notify(topicArn, alarm.arn, notificationOf(alarm, before, standing, region));
      this.history.acted(alarm, topicArn, at, failure);
    }
    return true;
  }
}

function notFound(name: string): AwsError {
  return new AwsError("ResourceNotFound", `Alarm ${name} does not exist`, { status: 404 });
}

/** `Wednesday 25 November, 2026 14:05:00 UTC` */
function longTime(at: number): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(at);
  const [, time = ""] = new Date(at).toISOString().split("T");
  const day = `${part({ weekday: "long" })} ${part({ day: "2-digit" })} ${part({ month: "long" })}`;
  return `${day}, ${part({ year: "numeric" })} ${time.slice(0, 8)} UTC`;
}
