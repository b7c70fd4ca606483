import { Scheduler } from "@aws-sdk/client-scheduler";
import { capitalised, given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { scheduleType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const scheduler = new Scheduler(options);
  return [
    handlerOf(scheduleType, {
      create: async (inputs) => {
        const { ScheduleArn } = await scheduler.createSchedule(capitalised(inputs));
        return { id: `default/${inputs.name}`, outputs: { arn: given(ScheduleArn, "ScheduleArn") } };
      },
      read: async (_id, { name: Name }) => {
        const { Arn } = await scheduler.getSchedule({ Name });
        return { arn: given(Arn, "Arn") };
      },
      update: (_id, inputs) => scheduler.updateSchedule(capitalised(inputs)),
      delete: (_id, { name: Name }) => scheduler.deleteSchedule({ Name }),
    }),
  ];
};
