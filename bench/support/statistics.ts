/** @throws RangeError for an empty list */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError("no values, no median");
  return (lower + upper) / 2;
}

/**
 * The median of the pairs' quotients: what was measured at the same time is compared, so that a machine that others load
 * for a while makes both slow.
 * @throws RangeError when the lists differ in length or are empty
 */
export function pairedRatio(values: readonly number[], against: readonly number[]): number {
  if (values.length !== against.length) throw new RangeError("pairs need as many values on each side");
  return median(values.map((value, index) => value / (against[index] ?? Number.NaN)));
}
