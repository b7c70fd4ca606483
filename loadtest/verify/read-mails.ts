import * as v from "valibot";
import { mailCounts } from "./mails.ts";

const page = v.object({
  messages: v.array(
    v.object({
      Tags: v.optional(v.record(v.string(), v.string())),
      Body: v.optional(v.nullable(v.object({ text_part: v.optional(v.nullable(v.string())) }))),
    }),
  ),
  dropped: v.optional(v.number()),
});

/** How many mails the offline run's SES took, by `<reference> <kind>`; undefined when it no longer keeps all of them. */
export async function readMails(awsEndpoint: string): Promise<Map<string, number> | undefined> {
  const response = await fetch(`${awsEndpoint}/_aws/ses`);
  const { messages, dropped } = v.parse(page, await response.json());
  return dropped === undefined ? mailCounts(messages) : undefined;
}
