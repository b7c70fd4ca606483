import type { StripeObject } from "../../domain/event/event.ts";
import type { Effect } from "../../domain/event/types.ts";
import type { CauseCode, Disposition } from "../../domain/failure-causes.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";

/** The archive's entry of an event. */
export interface JournalEvent {
  readonly eventId: string;
  readonly type: string;
  /** Epoch seconds, by Stripe. */
  readonly created: number;
  /** ISO time of acceptance. */
  readonly receivedAt: string;
  readonly livemode: boolean;
  readonly objectId?: string;
  readonly account?: string;
  /** The way it came last, where it was not the webhook. */
  readonly via?: "partner";
  /** The thin event's own id, where one reported it. */
  readonly thinId?: string;
  /** What it can change, where that is less than its type says. */
  readonly effects?: readonly Effect[];
}

/** The last failure of an event at a consumer. `subject` is the event's id, or `message-<SQS message id>` without one. */
export interface JournalFailure {
  readonly subject: string;
  /** Its name in index.ts. */
  readonly consumer: string;
  /** Of the record: an event can come as several messages at once. */
  readonly messageId: string;
  readonly causeCode: CauseCode;
  readonly disposition: Disposition;
  readonly message: string;
  /** ISO time. */
  readonly at: string;
  /** How often the record had been received by then. */
  readonly receives: number;
}

/** Why a message was put off at a consumer the last time. */
export interface JournalWait extends Pick<JournalFailure, "subject" | "consumer" | "message" | "at"> {
  /** The code of what it waits for: a failure's `causeCode`, under another name because nothing has failed. */
  readonly cause: JournalFailure["causeCode"];
  /** How often it was put off, this time included. */
  readonly times: number;
  /** How long it had waited before. */
  readonly waitedSeconds: number;
}

/** The journal table, by what the functions need of it. `account` keeps connected accounts apart. */
export interface Journal {
  recordEvent(event: JournalEvent): Promise<void>;
  recordFailure(failure: JournalFailure): Promise<void>;
  recordWait(wait: JournalWait): Promise<void>;
  /**
   * Records a failure for an attempt that could not do so itself, unless it did: the message's last one.
   * @returns whether it was recorded
   */
  recordInterruption(failure: JournalFailure): Promise<boolean>;
  /** Whether this is the first, in the last ten seconds, to ask Stripe for something; the others wait for what it gets. */
  claimFetch(subject: string): Promise<boolean>;
  /** Whether somebody asks for it at this moment, or has shared it. */
  isPromised(subject: string): Promise<boolean>;
  /** Whoever claimed it got nothing: the next one asks at once. */
  breakPromise(subject: string): Promise<void>;
  /** The object that was fetched for an event, while it is kept: an hour. */
  fetchedObject(eventId: string): Promise<StripeObject | undefined>;
  shareFetched(eventId: string, object: StripeObject): Promise<void>;
  /** The order key that a Stripe id was found to belong to. */
  orderKeyOf(stripeId: string, account?: string): Promise<string | undefined>;
  /** Replaces what was remembered. */
  rememberRef(stripeId: string, orderKey: string, account?: string): Promise<void>;
  /** Remembers the key unless one is remembered already. Returns the one that is: all who claim an id get the same. */
  claimRef(stripeId: string, orderKey: string, account?: string): Promise<string>;
  getPurchase(orderKey: string): Promise<Purchase | undefined>;
  /** Stores the snapshot unless there is one that it does not outrank. Returns the one that is stored then. */
  putPurchase(purchase: Purchase): Promise<Purchase>;
}
