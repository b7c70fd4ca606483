/** A page of a list, by its `Limit` and the token of the page before. */
export function paginate<T>(
  all: readonly T[],
  limit: number | undefined,
  token: string | undefined,
): { page: T[]; NextToken?: string } {
  const start = token === undefined ? 0 : Number(token);
  const end = limit === undefined ? all.length : start + limit;
  const page = all.slice(start, end);
  return end < all.length ? { page, NextToken: String(end) } : { page };
}
