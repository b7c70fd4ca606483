import * as v from "valibot";

const list = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);

const policy = v.object({
  Version: v.literal("2012-10-17"),
  Statement: v.array(
    v.object({
      Effect: v.picklist(["Allow", "Deny"]),
      Action: list,
      Resource: v.optional(list, []),
      Principal: v.optional(v.union([v.literal("*"), v.record(v.string(), list)])),
      Condition: v.optional(v.record(v.string(), v.record(v.string(), list)), {}),
    }),
  ),
});

export type PolicyStatement = v.InferOutput<typeof policy>["Statement"][number];

/** The statements of an IAM policy document. */
export function parsePolicy(document: string): readonly PolicyStatement[] {
  return v.parse(policy, JSON.parse(document)).Statement;
}

/** The services that a statement admits; none where it admits everybody. */
export function servicesOf({ Principal }: PolicyStatement): readonly string[] {
  return typeof Principal === "object" ? (Principal["Service"] ?? []) : [];
}
