import * as v from "valibot";

const advisory = v.object({ title: v.string(), url: v.string(), severity: v.string() });
const report = v.object({
  auditReportVersion: v.literal(2),
  vulnerabilities: v.record(
    v.string(),
    v.object({ name: v.string(), range: v.string(), via: v.array(v.union([v.string(), advisory])) }),
  ),
});
const refusal = v.union([
  v.object({ message: v.string() }),
  v.pipe(
    v.object({ error: v.object({ summary: v.string() }) }),
    v.transform(({ error }) => ({ message: error.summary })),
  ),
]);

export type Audit =
  | { readonly outcome: "done"; readonly weaknesses: readonly Weakness[] }
  /** The registry offers no audits, or could not be reached. */
  | { readonly outcome: "failed"; readonly reason: string };

/** An advisory about a package itself, not about what it depends on. */
interface Weakness {
  readonly package: string;
  readonly range: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

/** Reads what `npm audit --json` printed. @throws Error when it is neither a report nor npm's own failure */
export function readAudit(text: string): Audit {
  const value: unknown = JSON.parse(text);
  const refused = v.safeParse(refusal, value);
  if (refused.success) return { outcome: "failed", reason: refused.output.message };
  const { vulnerabilities } = v.parse(report, value);
  const weaknesses = Object.values(vulnerabilities).flatMap(({ name, range, via }) =>
    via.flatMap((one) => (typeof one === "string" ? [] : [{ package: name, range, ...one }])),
  );
  return { outcome: "done", weaknesses };
}
