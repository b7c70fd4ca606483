import type { Settings } from "../settings.ts";

/** What is too much: the alarms compare with these, and the dashboards draw them as lines. */
export interface Thresholds {
  readonly queueDepth: number;
  readonly queueAgeSeconds: number;
  readonly deadLetters: number;
  /** That a message has waited for what passes on its own. */
  readonly waitingSeconds: number;
  readonly functionErrorPercent: number;
  readonly throttles: number;
  /** Of a function's time-out. */
  readonly durationShare: number;
  readonly apiErrorPercent: number;
  readonly apiLatencyMilliseconds: number;
  /** In a minute. */
  readonly apiRefusals: number;
  /** In five minutes. */
  readonly refusedSignatures: number;
  /** In a quarter of an hour. */
  readonly refusedWhileNoneAccepted: number;
  /** Without any event; 0 for no such alarm. */
  readonly heartbeatHours: number;
  /** From one count of missing events to the next; 0 for none. */
  readonly reconcileHours: number;
  readonly eventDelaySeconds: number;
  /** From 0 to 1. */
  readonly bounceRate: number;
  /** From 0 to 1. */
  readonly complaintRate: number;
}

export function thresholdsOf(settings: Settings): Thresholds {
  return {
    queueDepth: settings.queueDepthAlarm,
    queueAgeSeconds: settings.queueAgeAlarmSeconds,
    deadLetters: 1,
    // Half an hour: what is over sooner needs nobody.
    waitingSeconds: 1800,
    functionErrorPercent: 5,
    throttles: 1,
    durationShare: 0.8,
    apiErrorPercent: 1,
    // Stripe's Checkout waits ten seconds for the response: half of them is late enough.
    apiLatencyMilliseconds: 5000,
    // A scanner tries a few paths; a throttle refuses many a minute, as Stripe sends again.
    apiRefusals: 20,
    refusedSignatures: 20,
    // One or two may be somebody's try.
    refusedWhileNoneAccepted: 3,
    heartbeatHours: settings.heartbeatHours,
    reconcileHours: settings.reconcileHours,
    // A message that waits longer than this is applied later than this.
    eventDelaySeconds: settings.queueAgeAlarmSeconds,
    // Half of what makes SES review an account: 5 % and 0.1 %.
    // https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
    bounceRate: 0.025,
    complaintRate: 0.0005,
  };
}

/** Milliseconds from which a function's duration is close to its time-out. */
export function longDuration({ timeoutSeconds }: { readonly timeoutSeconds: number }, thresholds: Thresholds): number {
  return thresholds.durationShare * timeoutSeconds * 1000;
}
