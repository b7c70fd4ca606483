import { AwsError } from "../../gateway/aws-error.ts";
import { Timestamp } from "../../gateway/timestamp.ts";
import type { Operation } from "../../gateway/types.ts";
import { refuseOthers } from "../../input.ts";
import { read } from "./query/read-input.ts";

export interface Dashboard {
  readonly name: string;
  readonly arn: string;
  /** JSON. */
  readonly body: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

export function dashboardOperations(dashboards: readonly Dashboard[]): Record<string, Operation> {
  return {
    GetDashboard(input) {
      refuseOthers("cloudwatch:GetDashboard", input, ["DashboardName"]);
      const name = read.text(input, "DashboardName");
      const found = dashboards.find((each) => each.name === name);
      if (found === undefined) {
        throw new AwsError("ResourceNotFound", `Dashboard ${name} does not exist`, { status: 404 });
      }
      return { DashboardName: name, DashboardArn: found.arn, DashboardBody: found.body };
    },
    ListDashboards(input) {
      refuseOthers("cloudwatch:ListDashboards", input, ["DashboardNamePrefix", "NextToken"]);
      const prefix = read.optionalText(input, "DashboardNamePrefix") ?? "";
      const entries = dashboards
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, arn, body, modifiedAt }) => ({
          DashboardName: name,
          DashboardArn: arn,
          LastModified: new Timestamp(modifiedAt),
          Size: Buffer.byteLength(body),
        }));
      return { DashboardEntries: entries };
    },
  };
}
