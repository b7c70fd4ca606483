import type { BookDifference } from "../stock/books.ts";
import type { SigningSecrets } from "../../../functions/shared/signing-secrets.ts";
import type { SignatureFacts } from "../signature-facts.ts";
import type { Endpoint } from "../stripe-endpoint.ts";

/** What was seen, or why it could not be seen; `unsupported` where the offline run has no such thing. */
export type Seen<T> = { readonly ok: T } | { readonly error: string } | { readonly unsupported: true };

export interface Subscription {
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** The state of everything between `pulumi up` and the first order. */
export interface Observations {
  readonly stack: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The Region that was asked, and the account and Region that the stack's outputs name. */
  readonly place: { readonly region: string; readonly stackRegion: string; readonly stackAccount: string };
  readonly caller: Seen<{ readonly account: string; readonly arn: string }>;
  /** Of Pulumi.STACK.yaml; absent where the file is not here. */
  readonly settings:
    | { readonly sesFromEmail?: string; readonly stripeMode?: string; readonly alertTargets: readonly string[] }
    | undefined;
  /** What the functions were deployed with. */
  readonly deployed: Seen<{ readonly livemode: boolean }>;
  readonly secret: Seen<{
    readonly signing: SigningSecrets;
    readonly stripeApiKey?: string;
    readonly sesFromEmail?: string;
  }>;
  /** The parts of Stripe that the API key may write, by name. */
  readonly keyWrites: Seen<readonly string[]>;
  readonly signatures: Seen<SignatureFacts>;
  readonly mail: Seen<{
    /** SES's word for the sender's address or domain: `Success`, `Pending`, ...; absent where it knows neither. */
    readonly verification?: string;
    readonly sendingEnabled: boolean;
    readonly sent24Hours: number;
    readonly most24Hours: number;
  }>;
  readonly endpoints: Seen<readonly Endpoint[]>;
  /** What the list of endpoints lacks, and why. */
  readonly hiddenEndpoints: readonly string[];
  readonly alertSubscriptions: Seen<readonly Subscription[]>;
  readonly warehouseSubscriptions: Seen<readonly Subscription[]>;
  /** ISO times of the notices that were published while nobody was subscribed to the warehouse topic. */
  readonly unheard: Seen<readonly string[]>;
  /** States of the mappings, by consumer. */
  readonly mappings: Seen<Readonly<Record<string, string>>>;
  /** The pipe to the archive: its state, and AWS's reason for one that is not RUNNING. */
  readonly pipe: Seen<{ readonly name: string; readonly state: string; readonly reason?: string }>;
  /** The partner event source's state, `ACTIVE` once its bus is bound, and its rules'; undefined for a stack without one. */
  readonly partner: Seen<{ readonly state: string; readonly rules: Readonly<Record<string, string>> } | undefined>;
  /** States by rule: `ENABLED` or `DISABLED`. */
  readonly replayRules: Seen<Readonly<Record<string, string>>>;
  readonly deadLetters: Seen<Readonly<Record<string, number>>>;
  /** The status of a post without a signature. */
  readonly webhook: Seen<number>;
  readonly stock: Seen<{
    readonly rows: number;
    readonly differences: readonly BookDifference[];
    /** Orders that wait for stock. */
    readonly waiting: number;
  }>;
  /** Lambda's concurrent executions of the account. */
  readonly concurrency: Seen<number>;
}
