import * as v from "valibot";
import { arn, length, matching, name, oneOf, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const logGroupClasses = ["STANDARD", "INFREQUENT_ACCESS"] as const;

export const logGroupType = resourceType({
  token: "aws:cloudwatch/logGroup:LogGroup",
  terraform: "aws_cloudwatch_log_group",
  cloudFormation: "AWS::Logs::LogGroup",
  autoname: "name",
  entries: {
    name: name(512, /^[.\w/#-]+$/u),
    retentionInDays: v.optional(oneOf(...retentions), 0),
    kmsKeyId: v.optional(arn),
    logGroupClass: v.optional(oneOf(...logGroupClasses), "STANDARD"),
    tags,
  },
  create: (_inputs, { name: group }, { accountId, region }) => ({
    id: group,
    outputs: { name: group, arn: `arn:aws:logs:${region}:${accountId}:log-group:${group}` },
  }),
});

export const queryDefinitionType = resourceType({
  token: "aws:cloudwatch/queryDefinition:QueryDefinition",
  terraform: "aws_cloudwatch_query_definition",
  cloudFormation: "AWS::Logs::QueryDefinition",
  entries: {
    name: length(1, 255),
    queryString: length(1, 10_000),
    logGroupNames: v.array(matching(/^[.\w/#-]{1,512}$/u)),
  },
  create: ({ name: query }, { digest }) => ({ id: query, outputs: { queryDefinitionId: digest } }),
});
