import { Scheduler } from "@aws-sdk/client-scheduler";
import type { InputsOf } from "../../graph/resource-type.ts";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { scheduleType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const scheduler = new Scheduler(options);
  const request = ({ target, ...inputs }: InputsOf<typeof scheduleType>) => ({
    Name: inputs.name,
    Description: inputs.description,
    ScheduleExpression: inputs.scheduleExpression,
    FlexibleTimeWindow: { Mode: inputs.flexibleTimeWindow.mode },
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      RetryPolicy: {
        MaximumEventAgeInSeconds: target.retryPolicy?.maximumEventAgeInSeconds,
        MaximumRetryAttempts: target.retryPolicy?.maximumRetryAttempts,
      },
    },
  });
  return [
    handlerOf(scheduleType, {
      create: async (inputs) => {
        const { ScheduleArn } = await scheduler.createSchedule(request(inputs));
        return { id: `default/${inputs.name}`, outputs: { arn: given(ScheduleArn, "ScheduleArn") } };
      },
      read: async (_id, { name: Name }) => {
        const { Arn } = await scheduler.getSchedule({ Name });
        return { arn: given(Arn, "Arn") };
      },
      update: (_id, inputs) => scheduler.updateSchedule(request(inputs)),
      delete: (_id, { name: Name }) => scheduler.deleteSchedule({ Name }),
    }),
  ];
};
