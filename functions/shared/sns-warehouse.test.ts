import { PublishBatchCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { noticeBody, snsWarehouse } from "./sns-warehouse.ts";

const noticeOf = (orderId: string, name = "Mug") => ({
  noticeId: `${orderId}#pick`,
  kind: "pick" as const,
  orderId,
  sequence: 1,
  attempt: 1,
  items: [{ sku: "MUG", name, quantity: 1 }],
});

describe("the warehouse", () => {
  const publishAtOnce = async (orderIds: readonly string[], name?: string) => {
    const client = new SNSClient({ region: "eu-west-1" });
    const calls: string[][] = [];
    const responseTo = (command: unknown): object | Error => {
      if (command instanceof PublishCommand) calls.push([command.input.Message ?? ""]);
      if (!(command instanceof PublishBatchCommand)) return {};
      const entries = command.input.PublishBatchRequestEntries ?? [];
      const bodies = entries.map(({ Message = "" }) => Message);
      calls.push(bodies);
      if (bodies.some((body) => body.includes("lost"))) return new Error("no response");
      const refused = entries.filter(({ Message = "" }) => Message.includes("refused"));
      return { Failed: refused.map(({ Id }) => ({ Id, Code: "AuthorizationError", SenderFault: true })) };
    };
    Object.assign(client, {
      send: async (command: unknown) => {
        const response = await Promise.resolve(responseTo(command));
        if (response instanceof Error) throw response;
        return response;
      },
    });
    const warehouse = snsWarehouse(client, "arn:aws:sns:eu-west-1:123456789012:warehouse");
    const results = await Promise.allSettled(orderIds.map((orderId) => warehouse.publish(noticeOf(orderId, name))));
    return {
      sizes: calls.map(({ length }) => length),
      failed: orderIds.filter((_, index) => results[index]?.status === "rejected"),
      reasons: new Set(results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []))),
    };
  };

  it("gets the notices of the same moment by as few calls as SNS allows", async () => {
    const many = Array.from({ length: 21 }, (_, index) => `pi_${index}`);
    expect((await publishAtOnce(many)).sizes).toEqual([10, 10, 1]);
    expect((await publishAtOnce(many.slice(0, 3), "m".repeat(100_000))).sizes).toEqual([2, 1]);
  });

  it("fails only the notice that SNS refuses, as AWS's client would, and all of a call that fails", async () => {
    expect(await publishAtOnce(["pi_1", "refused", "pi_2"])).toMatchObject({
      failed: ["refused"],
      reasons: new Set(["AuthorizationError"]),
    });
    expect(await publishAtOnce(["pi_1", "lost"])).toMatchObject({ failed: ["pi_1", "lost"] });
  });
});

describe("noticeBody", () => {
  it("is JSON without the characters that SNS refuses", () => {
    const notice = noticeOf("pi_1", "Mug\u0000\ufffe\uffff\ud800");
    const body = noticeBody(notice);
    expect(body).not.toMatch(/[\p{Cc}\ufffe\uffff\p{Cs}]/u);
    expect(JSON.parse(body)).toEqual(notice);
  });
});
