import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { held } from "../conditional-write.ts";
import type { Slots } from "./pace.ts";

/** The journal's item that has when (`nextSlot`, epoch ms) the whole stack may ask Stripe next. */
const Key = { pk: "limit#stripe" };

/** How often to look again when others take slots at the same moment. */
const mostTries = 5;

/** One write where others ask too, two where nobody did for a while. */
export function tableSlots(client: DynamoDBDocumentClient, TableName: string): Slots {
  const set = (input: Omit<UpdateCommandInput, "TableName" | "Key">) =>
    client.send(new UpdateCommand({ TableName, Key, ...input }));

  /** Behind those that are taken. @returns undefined where the last of them is over */
  const queue = async (duration: number, now: number, latest: number) => {
    try {
      const { Attributes } = await set({
        UpdateExpression: "SET nextSlot = nextSlot + :duration",
        ConditionExpression: "nextSlot BETWEEN :now AND :latest",
        ExpressionAttributeValues: { ":duration": duration, ":now": now, ":latest": latest },
        ReturnValues: "UPDATED_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      return { start: Number(Attributes?.["nextSlot"]), isTaken: true };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const next = Number(error.Item?.["nextSlot"]?.N ?? 0);
      return next > latest ? { start: next, isTaken: false } : undefined;
    }
  };

  const restart = (until: number, now: number): Promise<boolean> =>
    held(
      set({
        UpdateExpression: "SET nextSlot = :until",
        ConditionExpression: "attribute_not_exists(nextSlot) OR nextSlot < :now",
        ExpressionAttributeValues: { ":until": until, ":now": now },
      }),
    );

  return {
    async reserve(duration, now, latest) {
      for (let tries = 1; tries <= mostTries; tries += 1) {
        const queued = await queue(duration, now, latest);
        if (queued !== undefined) return queued;
        if (await restart(now + duration, now)) return { start: now, isTaken: true };
      }
      return { start: latest, isTaken: false };
    },
    async postpone(until) {
      await restart(until, until);
    },
  };
}
