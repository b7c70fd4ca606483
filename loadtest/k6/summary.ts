/** The part of k6's summary that is read. https://grafana.com/docs/k6/latest/results-output/end-of-test/custom-summary/ */
interface Summary {
  readonly metrics: Readonly<
    Record<
      string,
      { readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>; readonly values: object }
    >
  >;
  readonly state: { readonly testRunDurationMs: number };
}

/**
 * The profile's thresholds as a JUnit report, a test case each, for k6's `handleSummary`.
 */
export function junitOf(profile: string, { junitFile }: { readonly junitFile: string }) {
  return (summary: Summary): Record<string, string> => ({ [junitFile]: junit(profile, summary) });
}

function junit(profile: string, { metrics, state }: Summary): string {
  const cases = Object.entries(metrics).flatMap(([metric, { thresholds = {}, values }]) =>
    Object.entries(thresholds).map(([threshold, { ok }]) => {
      const failure = ok ? "" : `<failure message="${escaped(`${metric}: ${JSON.stringify(values)}`)}"/>`;
      const name = `${metric}: ${threshold}`;
      return { ok, line: `  <testcase classname="${escaped(profile)}" name="${escaped(name)}">${failure}</testcase>` };
    }),
  );
  const failures = cases.filter(({ ok }) => !ok).length;
  const seconds = (state.testRunDurationMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="k6 ${escaped(profile)}" tests="${String(cases.length)}" failures="${String(failures)}" time="${seconds}">`,
    ...cases.map(({ line }) => line),
    "</testsuite>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
