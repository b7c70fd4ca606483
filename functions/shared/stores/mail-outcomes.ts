import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { recipientKey } from "./recipient-key.ts";
import { mailOutcomes, type MailReport } from "../../../domain/mail/outcome.ts";
import { held } from "../conditional-write.ts";

/** What SES reports, in the e-mail table: `{outcome, outcomeReason, outcomeAt, recipient?}` in a mail's ledger entry. */
export class DynamoDbMailOutcomes {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Marks the mail, unless more is known of it: events come in any order.
   * @returns false as well where the ledger has no such mail
   */
  mark(mailKey: string, { outcome, reason, at, undeliverable }: MailReport): Promise<boolean> {
    const [address] = undeliverable;
    const replaced = mailOutcomes.slice(0, mailOutcomes.indexOf(outcome) + 1);
    const names = replaced.map((_, index) => `:replaced${String(index)}`);
    return held(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { pk: mailKey },
          ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(outcome) OR outcome IN (${names.join(", ")}))`,
          UpdateExpression: `SET outcome = :outcome, outcomeReason = :reason, outcomeAt = :at${address === undefined ? "" : ", recipient = :recipient"}`,
          ExpressionAttributeValues: {
            ":outcome": outcome,
            ":reason": reason,
            ":at": at,
            ...(address === undefined ? {} : { ":recipient": recipientKey(address) }),
            ...Object.fromEntries(names.map((name, index) => [name, replaced[index]])),
          },
        }),
      ),
    );
  }

  /** The first report of an address is kept. */
  async suppress(address: string, { outcome, reason, at }: MailReport): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { pk: recipientKey(address) },
        UpdateExpression:
          "SET outcome = if_not_exists(outcome, :outcome), reason = if_not_exists(reason, :reason), since = if_not_exists(since, :at)",
        ExpressionAttributeValues: { ":outcome": outcome, ":reason": reason, ":at": at },
      }),
    );
  }
}
