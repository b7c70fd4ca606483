import * as v from "valibot";

/**
 * Reads what a table holds.
 * @param name of the item, for the error
 * @throws Error that names the item and its part which cannot be; it quotes nothing, since an item may hold addresses
 */
export function readStored<Schema extends v.GenericSchema>(
  schema: Schema,
  item: unknown,
  name: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, item, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const wrong = issue.received === "undefined" ? "is missing" : `is not ${issue.expected ?? "as it should be"}`;
  throw new Error(`${name} cannot be read: ${v.getDotPath(issue) ?? "the item"} ${wrong}`);
}
