import { mailKinds, type MailKind, type OrderMailKind, type RefundMailKind } from "./kinds.ts";

/** A mail among those of its order: its kind, and the refund's id where an order has one per refund. */
export type MailName = OrderMailKind | `${RefundMailKind}#${string}`;

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

/** Every mail that an order may have. @param refunds the ids of its refunds */
export function mailNames(refunds: readonly string[]): MailName[] {
  return allKinds.flatMap((kind): MailName[] =>
    isPerRefund(kind) ? refunds.map((id): MailName => `${kind}#${id}`) : [kind],
  );
}

/** Their keys, under each key that the order goes by. */
export function mailKeysOf(orderKeys: readonly string[], refunds: readonly string[]): string[] {
  return orderKeys.flatMap((orderKey) => mailNames(refunds).map((name) => mailKey(orderKey, name)));
}

function isMailKind(kind: string): kind is MailKind {
  return Object.hasOwn(mailKinds, kind);
}

function isPerRefund(kind: MailKind): kind is RefundMailKind {
  return mailKinds[kind].per === "refund";
}
