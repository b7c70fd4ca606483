/** A Stripe id as part of a key: connected accounts are kept apart. */
export function scoped(id: string, account: string | undefined): string {
  return account === undefined ? id : `${account}/${id}`;
}

/** The Stripe id of an order key, without the connected account. */
export function unscoped(orderKey: string): string {
  return orderKey.slice(orderKey.lastIndexOf("/") + 1);
}
