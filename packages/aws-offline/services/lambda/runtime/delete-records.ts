import type { Clock } from "../../../clock.ts";
import { isObject } from "../../../input.ts";
import { asAwsError } from "../../../gateway/aws-error.ts";
import type { Gateway } from "../../../gateway/types.ts";
import type { ProblemReporter } from "./problem-reporter.ts";
import { textOf, type SqsRecord } from "./sqs-record.ts";

/** SQS's limit of one DeleteMessageBatch. */
const batchLimit = 10;
const attempts = 3;
const pauseMilliseconds = 200;

interface Target {
  roleArn: string;
  queueUrl: string;
  gateway: Gateway;
  clock: Clock;
}

/** Deletes handled messages; one that cannot be deleted after some attempts is reported and comes back as a duplicate. */
export async function deleteRecords(records: SqsRecord[], target: Target, problems: ProblemReporter): Promise<void> {
  for (let start = 0; start < records.length; start += batchLimit) {
    let left = records.slice(start, start + batchLimit);
    for (let attempt = 1; left.length > 0 && attempt <= attempts; attempt += 1) {
      if (attempt > 1) {
        await target.clock.wait(pauseMilliseconds * attempt);
      }
      left = await deleteOnce(left, target, problems);
    }
    if (left.length === 0) {
      problems.solved("delete");
    }
  }
}

/** Returns what is left. */
async function deleteOnce(records: SqsRecord[], target: Target, problems: ProblemReporter): Promise<SqsRecord[]> {
  const { gateway, roleArn, queueUrl } = target;
  const Entries = records.map((record, index) => ({ Id: String(index), ReceiptHandle: record.receiptHandle }));
  try {
    const { Failed: failed } = await gateway.call(roleArn, "sqs", "DeleteMessageBatch", {
      QueueUrl: queueUrl,
      Entries,
    });
    const failures = Array.isArray(failed) ? failed.filter(isObject) : [];
    for (const failure of failures) {
      problems.report("delete", { code: textOf(failure["Code"]), message: textOf(failure["Message"]) });
    }
    const left = new Set(failures.map((failure) => Number(failure["Id"])));
    return records.filter((_, index) => left.has(index));
  } catch (error) {
    problems.report("delete", asAwsError(error));
    return records;
  }
}
