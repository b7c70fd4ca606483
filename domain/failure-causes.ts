/** Whether trying again can help: `retry` may pass later, `reject` never will and belongs in the dead-letter queue. */
export type Disposition = "reject" | "retry";

/** What a dead letter needs before it can be applied. */
export type Passing =
  /** Time alone: redrive it. */
  | "with time"
  /** A repair: then redrive it. */
  | "once repaired"
  /** It fails the same way each time: handle its subject by hand, then purge it. */
  | "never";

interface FailureCause {
  /** As the consumer records it; `either` where that depends on the case, `none` where no consumer saw the message. */
  readonly disposition: Disposition | "either" | "none";
  readonly passes: Passing;
  readonly meaning: string;
  readonly whatToDo: string;
}

/**
 * Every cause of a dead letter: what consumers write to the journal, then what `ops dlq` concludes where none could. Read
 * by `ops dlq`, the console and docs/runbooks/dead-letters.md.
 */
export const failureCauses = {
  "not-json": {
    disposition: "reject",
    passes: "never",
    meaning: "the message is not JSON",
    whatToDo: "The webhook publishes nothing of the kind: find out who else sends to the queue.",
  },
  "invalid-event": {
    disposition: "reject",
    passes: "never",
    meaning: "not a Stripe event, or its object lacks a field that the consumer needs",
    whatToDo:
      "Correct it with `dlq edit ID --set PATH=VALUE`, or handle the order by hand. If the event is right, deploy a consumer that reads it, then redrive.",
  },
  "invalid-message": {
    disposition: "reject",
    passes: "never",
    meaning: "the warehouse sent what is not a message by docs/warehouse.md",
    whatToDo: "The cause names the field. Let the sender correct it and send it again, or use `ship`; then purge.",
  },
  "stripe-not-found": {
    disposition: "reject",
    passes: "once repaired",
    meaning: "the object is not at Stripe under this stack's API key",
    whatToDo: "A wrong key: correct it in the secret, then redrive. A test object that was deleted: purge.",
  },
  "stripe-unavailable": {
    disposition: "retry",
    passes: "with time",
    meaning: "Stripe did not respond, throttled, or refused the API key",
    whatToDo: "Wait until Stripe responds; `doctor` checks the key.",
  },
  "stripe-behind": {
    disposition: "retry",
    passes: "with time",
    meaning: "Stripe does not show yet what must exist: its lists and search lag behind its events",
    whatToDo: "If it comes back, compare the object at Stripe with the event.",
  },
  "stripe-limited": {
    disposition: "retry",
    passes: "with time",
    meaning: "the stack's share of Stripe's rate limit was used up each time",
    whatToDo: "`stripeRequestsPerSecond` is the share; Stripe raises its limit on request.",
  },
  "stripe-refused": {
    disposition: "reject",
    passes: "once repaired",
    meaning: "Stripe refused the request, for another reason than the key",
    whatToDo: "The message has Stripe's status: correct what it names, then redrive, or purge.",
  },
  "secret-unavailable": {
    disposition: "retry",
    passes: "once repaired",
    meaning: "the secret cannot be read, or lacks the API key or the sender",
    whatToDo: "`doctor` names what is missing: store it, then redrive.",
  },
  contended: {
    disposition: "retry",
    passes: "with time",
    meaning: "other writes to the same order, mail or stock came first each time",
    whatToDo: "Nothing to repair.",
  },
  "outcome-unknown": {
    disposition: "reject",
    passes: "never",
    meaning: "SES was called to send the mail, and its response is unknown",
    whatToDo: "See mail-outcome-unknown: find out whether the mail went out. A redrive does not send it.",
  },
  "mail-refused": {
    disposition: "either",
    passes: "once repaired",
    meaning: "SES refused the mail, or the customer's address cannot be written to",
    whatToDo:
      "SES's sandbox, quota or sender (`doctor` shows all three): put it right, then redrive. A bad address: reach the customer otherwise, then purge.",
  },
  "aws-denied": {
    disposition: "retry",
    passes: "once repaired",
    meaning: "AWS denied a call: the function's role lacks a permission",
    whatToDo: "Restore the policy with `pulumi up --refresh`, or deploy the missing grant, then redrive.",
  },
  "aws-unavailable": {
    disposition: "retry",
    passes: "with time",
    meaning: "a call to AWS failed or was throttled",
    whatToDo: "Wait until the service responds.",
  },
  "out-of-time": {
    disposition: "retry",
    passes: "with time",
    meaning: "the invocation's time ran out before the record was done",
    whatToDo: "If it comes back, look for slow calls in the function's traces.",
  },
  interrupted: {
    disposition: "retry",
    passes: "with time",
    meaning: "an attempt ended without an outcome: a crash, a time-out, or its message was not deleted",
    whatToDo: "If it comes back, look at the function's memory and at its logs.",
  },
  unexpected: {
    disposition: "either",
    passes: "once repaired",
    meaning: "a bug, or a row that its table should not hold",
    whatToDo: "Deploy the correction, or correct the row that the message names, then redrive.",
  },
  "not-delivered": {
    disposition: "none",
    passes: "once repaired",
    meaning: "SNS could not deliver it to the queue: the queue's policy, or its key",
    whatToDo: "Restore the policy with `pulumi up --refresh`, then redrive.",
  },
  "notice-not-delivered": {
    disposition: "none",
    passes: "once repaired",
    meaning: "the warehouse's endpoint did not take the notice for as long as SNS tried",
    whatToDo: "Get the endpoint to respond, then redrive: the notice is published again, with the same id.",
  },
  "replay-not-delivered": {
    disposition: "none",
    passes: "once repaired",
    meaning: "a replay rule could not deliver it to the queue: the queue's policy, or its key",
    whatToDo: "Restore the policy with `pulumi up --refresh`, then redrive, or purge and replay again.",
  },
  "not-archived": {
    disposition: "none",
    passes: "once repaired",
    meaning: "the pipe gave it up, so the archive lacks the event",
    whatToDo: "`logs eventEnricher --level error` shows why: repair it, then redrive. Do not purge.",
  },
  encrypted: {
    disposition: "none",
    passes: "never",
    meaning: "EventBridge could not use the bus's key for it, and gave it up encrypted: it cannot be redriven as it is",
    whatToDo:
      "Restore the key and its policy (`pulumi up --refresh`). A consumer's letter: `replay` its time, then purge. One of the archive, which lacks the event: decrypt it as the runbook says, then `dlq edit ID --file FILE`.",
  },
  unknown: {
    disposition: "none",
    passes: "once repaired",
    meaning: "the journal has no cause: the function was never invoked, or could not write to the journal",
    whatToDo: "`logs FUNCTION` shows whether it started; repair what it shows, then redrive.",
  },
} as const satisfies Readonly<Record<string, FailureCause>>;

/** A cause that `ops dlq` prints. */
export type FailureCode = keyof typeof failureCauses;

/** The causes that a consumer records with a disposition. */
export type CauseFor<Given extends Disposition> = {
  [Code in FailureCode]: (typeof failureCauses)[Code]["disposition"] extends Given | "either" ? Code : never;
}[FailureCode];

/**
 * Why a record failed, as it is written to the journal and shown by cause to the operator. A small closed list, so that
 * dead letters can be counted by it.
 */
export type CauseCode = CauseFor<Disposition>;
