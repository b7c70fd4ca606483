/** The length of all texts in a value: near enough to the bytes that it would take on the wire, without writing it. */
export function textSize(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 4;
  let size = 2;
  if (Array.isArray(value)) {
    for (const member of value) size += textSize(member) + 1;
    return size;
  }
  for (const key in value) size += key.length + 4 + textSize((value as Record<string, unknown>)[key]);
  return size;
}
