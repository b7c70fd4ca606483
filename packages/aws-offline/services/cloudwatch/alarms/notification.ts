import { accountId } from "../../../arn.ts";
import type { Alarm, Standing } from "./definition.ts";
import { awsTime } from "./evaluate.ts";

export interface Notification {
  readonly subject: string;
  /** JSON. */
  readonly message: string;
}

/** The names by which CloudWatch calls Regions in what it sends; another Region goes by its code. */
const regionNames: Readonly<Record<string, string>> = {
  "ap-southeast-1": "Asia Pacific (Singapore)",
  "eu-central-1": "EU (Frankfurt)",
  "eu-west-1": "EU (Ireland)",
  "us-east-1": "US East (N. Virginia)",
  "us-west-2": "US West (Oregon)",
};

/** SNS's limit. */
const longestSubject = 100;

/** What CloudWatch publishes of an alarm's change. */
export function notificationOf(alarm: Alarm, before: Standing, after: Standing, region: string): Notification {
  const place = regionNames[region] ?? region;
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: accountId,
    ...(alarm.kind === "metric" ? { AlarmConfigurationUpdatedTimestamp: null } : {}),
    NewStateValue: after.state,
    NewStateReason: after.reason,
    StateChangeTime: awsTime(after.changedAt),
    Region: place,
    AlarmArn: alarm.arn,
    OldStateValue: before.state,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    ...(alarm.kind === "metric"
      ? { Trigger: { ...alarm.described, Period: alarm.periodSeconds } }
      : { AlarmRule: alarm.rule, ...after.reasonData }),
  };
  return {
    subject: `${after.state}: "${alarm.name}" in ${place}`.slice(0, longestSubject),
    message: JSON.stringify(message),
  };
}
