import { randomUUID } from "node:crypto";
import { SESClient } from "@aws-sdk/client-ses";
import type { Context } from "aws-lambda";
import { type BatchResponse, processBatch } from "../shared/batch.ts";
import { createConsumerRuntime } from "../shared/consumer-runtime.ts";
import { senderOf, stripeKeyOf } from "../shared/secret.ts";
import { requireEnvironment } from "../shared/environment.ts";
import type { QueueRecord } from "../shared/queue-record.ts";
import { DynamoDbMailLedger } from "../shared/stores/mail-ledger.ts";
import { readBrand } from "../../domain/mail/brand.ts";
import { RecentKeys } from "./delivery/recent-keys.ts";
import { SesMailer } from "./delivery/ses-mailer.ts";
import { handleEvent } from "./handle-event.ts";
import { sendMilliseconds, sesSettings } from "./timing.ts";
import { leaseUntil } from "../shared/lease.ts";
import { oneAtATime } from "../shared/one-at-a-time.ts";
import { retryable } from "../../domain/failure.ts";
import { messageIdsByEvent } from "../shared/message-ids.ts";

const ses = new SESClient(sesSettings);
const runtime = createConsumerRuntime((secret) => ({ ...stripeKeyOf(secret), ...senderOf(secret) }));
const ports = {
  ...runtime,
  ledger: new DynamoDbMailLedger(runtime.tables, requireEnvironment("EMAIL_TABLE"), runtime.now),
  brand: readBrand(requireEnvironment("MAIL_BRAND")),
  ended: new RecentKeys(1_000),
  mailer: new SesMailer(ses, requireEnvironment("SES_CONFIGURATION_SET")),
};

const oneMail = oneAtATime();

/** Sends each e-mail that Stripe's events ask for once. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<BatchResponse> => {
  const messageIds = messageIdsByEvent(records);
  const remainingMilliseconds = () => context.getRemainingTimeInMillis();
  const lease = { leaseUntil: leaseUntil(runtime.now(), remainingMilliseconds()) };
  const inTurn = <T>(send: () => Promise<T>): Promise<T> =>
    oneMail(async () => {
      if (remainingMilliseconds() < sendMilliseconds) throw retryable("out-of-time", "the other mails took the time");
      return send();
    });
  return processBatch(records, {
    ...runtime,
    handle: (event, { receives }) => {
      const messageId = messageIds.get(event.id) ?? context.awsRequestId;
      return handleEvent(event, { token: randomUUID(), messageId, ...lease, receives }, { ...ports, inTurn });
    },
    remainingMilliseconds,
  });
};
