import { randomUUID } from "node:crypto";
import { SESClient } from "@aws-sdk/client-ses";
import type { Context } from "aws-lambda";
import { type BatchResponse, processBatch } from "../shared/batch.ts";
import { createConsumerRuntime } from "../shared/consumer-runtime.ts";
import { senderOf, stripeKeyOf } from "../shared/secret.ts";
import { requireEnvironment } from "../shared/environment.ts";
import type { QueueRecord } from "../shared/queue-record.ts";
import { DynamoDbMailLedger } from "../shared/stores/mail-ledger.ts";
import { SesMailer } from "./delivery/ses-mailer.ts";
import { handleEvent } from "./handle-event.ts";
import { oneAtATime } from "../shared/one-at-a-time.ts";
import { retryable } from "../../domain/failure.ts";
import { messageIdsByEvent } from "../shared/message-ids.ts";

// One attempt: SES has no idempotency token, so a second one after a lost response would be a second mail. And more time
// for it than for other calls: a response not awaited is an outcome that only a person can find out.
const ses = new SESClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});
const runtime = createConsumerRuntime((secret) => ({ ...stripeKeyOf(secret), ...senderOf(secret) }));
const ports = {
  ...runtime,
  ledger: new DynamoDbMailLedger(runtime.tables, requireEnvironment("EMAIL_TABLE"), runtime.now),
  mailer: new SesMailer(ses, requireEnvironment("SES_CONFIGURATION_SET")),
};

const oneMail = oneAtATime();
/** SES's longest response and the mark after it. */
const sendMilliseconds = 13_000;

/** The clocks of two functions may differ by this much. */
const clockSkew = 5000;

/** Sends each e-mail that Stripe's events ask for once. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<BatchResponse> => {
  const messageIds = messageIdsByEvent(records);
  const leaseUntil = runtime.now() + context.getRemainingTimeInMillis() + clockSkew;
  const remainingMilliseconds = () => context.getRemainingTimeInMillis();
  const inTurn = <T>(send: () => Promise<T>): Promise<T> =>
    oneMail(async () => {
      if (remainingMilliseconds() < sendMilliseconds) throw retryable("out-of-time", "the other mails took the time");
      return send();
    });
  return processBatch(records, {
    ...runtime,
    handle: (event, { receives }) => {
      const messageId = messageIds.get(event.id) ?? context.awsRequestId;
      return handleEvent(event, { token: randomUUID(), messageId, leaseUntil, receives }, { ...ports, inTurn });
    },
    remainingMilliseconds,
  });
};
