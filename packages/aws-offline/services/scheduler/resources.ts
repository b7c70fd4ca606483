import * as v from "valibot";
import { arn, length, matching, name, range } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

/** A schedule at a rate that invokes a function. */
export const scheduleType = resourceType({
  token: "aws:scheduler/schedule:Schedule",
  terraform: "aws_scheduler_schedule",
  cloudFormation: "AWS::Scheduler::Schedule",
  autoname: "name",
  entries: {
    name: name(64, /^[.\w-]+$/u),
    description: v.optional(length(0, 512)),
    scheduleExpression: matching(/^rate\([1-9]\d* (?:minute|hour|day)s?\)$/u),
    flexibleTimeWindow: v.strictObject({ mode: v.literal("OFF") }),
    target: v.strictObject({
      arn,
      roleArn: arn,
      retryPolicy: v.optional(
        v.strictObject({
          maximumEventAgeInSeconds: v.optional(range(60, 86_400)),
          maximumRetryAttempts: v.optional(range(0, 185)),
        }),
      ),
    }),
  },
  create: (_inputs, { name: schedule }, { accountId, region }) => ({
    id: `default/${schedule}`,
    outputs: { name: schedule, arn: `arn:aws:scheduler:${region}:${accountId}:schedule/default/${schedule}` },
  }),
});
