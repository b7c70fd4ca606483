import type { Facts } from "../order/facts.ts";
import { type KindPer, mailKinds, type MailKind, type OrderMailKind } from "./kinds.ts";

/** A mail among those of its order: its kind, and the refund or parcel where an order has one per each. */
export type MailName = OrderMailKind | `${KindPer<"refund" | "parcel">}#${string}`;

/** The refunds and parcels of an order, by their ids. */
export type MailSubjects = Readonly<Partial<Record<"refund" | "parcel", readonly string[]>>>;

export function mailSubjects(facts: Partial<Pick<Facts, "refunds" | "parcels">> = {}): MailSubjects {
  return { refund: Object.keys(facts.refunds ?? {}), parcel: Object.keys(facts.parcels ?? {}) };
}

const allKinds = Object.keys(mailKinds).filter(isMailKind);

/** The mail's key in the ledger: `mail#<order key>#<name>`. */
export function mailKey(orderKey: string, name: string): string {
  return `mail#${orderKey}#${name}`;
}

/** The name in a mail's key; order keys hold no `#`. */
export function mailNameIn(key: string): string {
  return key.split("#").slice(2).join("#");
}

export function mailKindIn(name: string): string {
  return name.split("#", 1).join();
}

/** Every mail that an order may have. */
export function mailNames(subjects: MailSubjects = {}): MailName[] {
  return allKinds.flatMap((kind): MailName[] =>
    isPerOrder(kind) ? [kind] : (subjects[mailKinds[kind].per] ?? []).map((id): MailName => `${kind}#${id}`),
  );
}

/** Their keys, under each key that the order goes by. */
export function mailKeysOf(orderKeys: readonly string[], subjects: MailSubjects = {}): string[] {
  return orderKeys.flatMap((orderKey) => mailNames(subjects).map((name) => mailKey(orderKey, name)));
}

function isMailKind(kind: string): kind is MailKind {
  return Object.hasOwn(mailKinds, kind);
}

function isPerOrder(kind: MailKind): kind is OrderMailKind {
  return mailKinds[kind].per === "order";
}
