import * as v from "valibot";

const document = v.looseObject({ Statement: v.array(v.looseObject({ Sid: v.string() })) });

/** The statements of a key's policy; each one has a Sid. */
export function parseKeyPolicy(policy: string): readonly { readonly Sid: string }[] {
  return v.parse(document, JSON.parse(policy)).Statement;
}

/** @throws Error when there is no such statement */
export function withoutStatement(policy: string, sid: string): string {
  const parsed = v.parse(document, JSON.parse(policy));
  const Statement = parsed.Statement.filter(({ Sid }) => Sid !== sid);
  if (Statement.length === parsed.Statement.length) throw new Error(`the key's policy has no statement ${sid}`);
  return JSON.stringify({ ...parsed, Statement });
}
