import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { businessDashboard } from "./monitoring/business.ts";
import { dashboardBody } from "./monitoring/dashboard-body.ts";
import { operationsDashboard } from "./monitoring/operations.ts";
import type { WatchedSystem } from "./monitoring/system.ts";
import { thresholdsOf } from "./monitoring/thresholds.ts";
import type { Stack } from "./stack.ts";

type Name = pulumi.Input<string>;

export interface DashboardsArgs {
  readonly stack: Stack;
  readonly system: WatchedSystem<Name>;
  /** The alarms whose ringing the operations dashboard shows first. */
  readonly alarmArns: readonly Name[];
}

export class Dashboards extends pulumi.ComponentResource {
  readonly names: readonly pulumi.Output<string>[];

  constructor(name: string, args: DashboardsArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:dashboard:Dashboards", name, {}, options);
    const { stack, system, alarmArns } = args;
    const definitions = [
      operationsDashboard(system, thresholdsOf(stack.settings), alarmArns),
      ...(stack.settings.monitoring === "full" ? [businessDashboard(stack.stage)] : []),
    ];
    this.names = definitions.map((definition) => {
      const dashboard = new aws.cloudwatch.Dashboard(
        `${definition.name}-dashboard`,
        {
          dashboardName: `${stack.project}-${stack.stage}-${definition.name}`,
          dashboardBody: pulumi.jsonStringify(dashboardBody<Name>(definition, stack.region)),
        },
        { parent: this },
      );
      return dashboard.dashboardName;
    });
    this.registerOutputs({ names: this.names });
  }
}
