import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { logQueries } from "./monitoring/log-queries.ts";
import { functionsOf, type WatchedSystem } from "./monitoring/system.ts";

export interface LogQueriesArgs {
  readonly system: WatchedSystem<pulumi.Input<string>>;
}

/** Saved queries in CloudWatch Logs Insights, in a folder per stack. */
export class LogQueries extends pulumi.ComponentResource {
  constructor(name: string, { system }: LogQueriesArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:logs:LogQueries", name, {}, options);
    const everywhere = functionsOf(system).map(([, { logGroup }]) => logGroup);
    for (const query of logQueries) {
      const webhook = system.webhook?.handler.logGroup;
      if (query.logs === "webhook" && webhook === undefined) continue;
      new aws.cloudwatch.QueryDefinition(
        `${query.name}-query`,
        {
          name: `${system.project}-${system.stage}/${query.name}`,
          queryString: query.lines.join("\n"),
          logGroupNames: query.logs === "webhook" && webhook !== undefined ? [webhook] : everywhere,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
