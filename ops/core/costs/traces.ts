/** Lambda's sampling of traced functions. docs.aws.amazon.com/lambda/latest/dg/nodejs-tracing.html */
const reservoirPerSecond = 1;
const share = 0.05;
const secondsPerMonth = 30 * 24 * 3600;

/**
 * Traces that X-Ray records of functions whose invocations spread evenly over the month: of each, one a second and a
 * twentieth of the others. So few events are all traced, and many hardly.
 */
export function tracesPerMonth(invocations: readonly number[]): number {
  return invocations.reduce((sum, count) => {
    const first = Math.min(count, reservoirPerSecond * secondsPerMonth);
    return sum + first + share * (count - first);
  }, 0);
}
