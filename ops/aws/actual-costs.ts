import { CostExplorer } from "@aws-sdk/client-cost-explorer";

export interface MonthCosts {
  /** `2026-11`; the current one is what it was until now. */
  readonly month: string;
  /** The most expensive first. */
  readonly services: readonly { readonly service: string; readonly usd: number }[];
  readonly total: number;
}

/** Cost Explorer's one endpoint serves all Regions. */
const region = "us-east-1";
/** The tag that the program puts on all that can be tagged. It must be activated as a cost allocation tag once. */
const stackTag = "stack";

/** What AWS charged for a stack this month and the month before, by service. A request costs 0.01 $. */
export async function readActualCosts(
  stage: string,
  now: number,
  profile: string | undefined,
  client = new CostExplorer({ region, ...(profile === undefined ? {} : { profile }) }),
): Promise<MonthCosts[]> {
  const { ResultsByTime: months = [] } = await client.getCostAndUsage({
    TimePeriod: period(now),
    Granularity: "MONTHLY",
    Metrics: ["UnblendedCost"],
    Filter: { Tags: { Key: stackTag, Values: [stage] } },
    GroupBy: [{ Type: "DIMENSION", Key: "SERVICE" }],
  });
  return months.map(({ TimePeriod: time, Groups: groups = [] }) => {
    const services = groups
      .map(({ Keys: [service = ""] = [], Metrics: metrics }) => ({
        service,
        usd: Number(metrics?.["UnblendedCost"]?.Amount ?? 0),
      }))
      .toSorted((one, other) => other.usd - one.usd);
    const total = services.reduce((sum, { usd }) => sum + usd, 0);
    return { month: time?.Start?.slice(0, 7) ?? "", services, total };
  });
}

/** From the first of the month before to tomorrow: the end is not included. */
function period(now: number): { Start: string; End: string } {
  const today = new Date(now);
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return {
    Start: day(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1)),
    End: day(now + 24 * 60 * 60 * 1000),
  };
}
