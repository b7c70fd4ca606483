import * as v from "valibot";
import { OpsError } from "../errors.ts";

const exportSchema = v.object({
  deployment: v.object({
    resources: v.optional(
      v.array(
        v.object({
          urn: v.string(),
          type: v.string(),
          custom: v.optional(v.boolean(), false),
          protect: v.optional(v.boolean(), false),
          retainOnDelete: v.optional(v.boolean(), false),
        }),
      ),
      [],
    ),
  }),
});

export interface StackResource {
  readonly name: string;
  readonly type: string;
}

/** What `pulumi destroy` does to a stack. */
export interface Cleanup {
  readonly deleted: readonly StackResource[];
  /** Forgotten by Pulumi and left in the account. */
  readonly retained: readonly StackResource[];
  /** Which make `pulumi destroy` refuse. */
  readonly protected: readonly StackResource[];
}

/**
 * Reads a stack's state.
 * @param text what `pulumi stack export` printed
 */
export function planCleanup(text: string): Cleanup {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), exportSchema), text);
  if (!parsed.success) throw new OpsError(`pulumi stack export is not understood: ${parsed.issues[0].message}`);
  const found: Record<"deleted" | "retained" | "protected", StackResource[]> = {
    deleted: [],
    retained: [],
    protected: [],
  };
  // Components and providers are Pulumi's own: nothing of them is in the account.
  const resources = parsed.output.deployment.resources.filter(
    ({ custom, type }) => custom && !type.startsWith("pulumi:"),
  );
  for (const { urn, type, protect, retainOnDelete } of resources) {
    const kind = protect ? "protected" : retainOnDelete ? "retained" : "deleted";
    found[kind].push({ name: urn.split("::").at(-1) ?? urn, type: type.replace(/^aws:\w+\/\w+:/u, "") });
  }
  return found;
}
