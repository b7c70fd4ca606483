import type { Options, Scenario, Threshold } from "k6/options";
import { extentOf, type Point, profiles, type ProfileName } from "../shared/profiles.ts";
import type { Settings } from "./settings.ts";

/** Of the iterations that the rate asks for; a load generator that starts fewer flatters the result. */
const mostDropped = 0.001;
const mostFailed = 0.001;

/** How long the percentiles settle before a breakpoint run may end by them. */
const settling = "10s";

/** An open model: events arrive at their rate, whether or not the earlier ones got a response. */
export function optionsFor(profile: ProfileName, settings: Settings): Options {
  const { limits, endsAtBreak, isBurst, curve } = profiles[profile];
  const points = curve(settings.load);
  const { iterations } = extentOf(points);
  const { p95, p99 } = limits[settings.place];
  const threshold = (expression: string): Threshold[] => [
    { threshold: expression, abortOnFail: endsAtBreak, delayAbortEval: settling },
  ];
  return {
    scenarios: { [profile]: isBurst ? burstOf(iterations) : scenarioOf(points) },
    thresholds: {
      "http_req_duration{kind:event}": [...threshold(`p(95)<${p95}`), ...threshold(`p(99)<${p99}`)],
      http_req_failed: threshold(`rate<${mostFailed}`),
      dropped_iterations: threshold(`count<=${Math.floor(mostDropped * iterations)}`),
    },
    discardResponseBodies: true,
    // Each tag costs the load generator time at each request.
    systemTags: ["scenario", "status"],
    summaryTrendStats: ["min", "avg", "p(50)", "p(95)", "p(99)", "max"],
    userAgent: "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
  };
}

/** As many as one load generator keeps open at once; what Stripe sends at once, it sends from many. */
const burstUsers = 250;

function burstOf(iterations: number): Scenario {
  return { executor: "shared-iterations", vus: Math.min(burstUsers, iterations), iterations, maxDuration: "5m" };
}

function scenarioOf(points: readonly Point[]): Scenario {
  const { seconds, peak } = extentOf(points);
  // Two seconds of arrivals: a worker that is made during the load takes its time, and arrivals are dropped meanwhile.
  const preAllocatedVUs = within(10, 2 * peak, 400);
  const common = { preAllocatedVUs, maxVUs: within(50, 3 * peak, 1_000), timeUnit: "1s", gracefulStop: "30s" };
  const rates = new Set(points.map(({ rate }) => rate));
  if (rates.size === 1) {
    return { executor: "constant-arrival-rate", rate: peak, duration: `${seconds}s`, ...common };
  }
  const stages = points.slice(1).map(({ second, rate }, index) => ({
    target: rate,
    duration: `${second - (points[index]?.second ?? 0)}s`,
  }));
  return { executor: "ramping-arrival-rate", startRate: points[0]?.rate ?? 0, stages, ...common };
}

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
