import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import type { InputsOf } from "../../graph/resource-type.ts";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { scheduleType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const scheduler = new SchedulerClient(options);
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
        const { ScheduleArn } = await scheduler.send(new CreateScheduleCommand(request(inputs)));
        return { id: `default/${inputs.name}`, outputs: { arn: given(ScheduleArn, "ScheduleArn") } };
      },
      read: async (_id, { name: Name }) => {
        const { Arn } = await scheduler.send(new GetScheduleCommand({ Name }));
        return { arn: given(Arn, "Arn") };
      },
      update: async (_id, inputs) => {
        await scheduler.send(new UpdateScheduleCommand(request(inputs)));
      },
      delete: async (_id, { name: Name }) => {
        await scheduler.send(new DeleteScheduleCommand({ Name }));
      },
    }),
  ];
};
