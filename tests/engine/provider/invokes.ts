import { account, region } from "./place.ts";
import type { Properties } from "./values.ts";

const responses: Record<string, Properties> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    id: account,
    accountId: account,
    arn: `arn:aws:iam::${account}:user/engine-test`,
    userId: "AIDAENGINETEST",
  },
  "aws:index/getRegion:getRegion": { id: region, region, name: region, description: "Asia Pacific (Singapore)" },
  "aws:index/getAvailabilityZones:getAvailabilityZones": {
    id: region,
    names: [`${region}a`, `${region}b`, `${region}c`],
    zoneIds: ["apse1-az1", "apse1-az2", "apse1-az3"],
  },
  "aws:servicequotas/getServiceQuota:getServiceQuota": { id: "lambda/L-B99A9384", value: 1000 },
};

/** Returns a data source of the program. @throws when the test does not know it */
export function invoke(token: string): Properties {
  const response = responses[token];
  if (response === undefined) {
    throw new Error(`the engine test's provider does not know ${token}: add it to tests/engine/provider/invokes.ts`);
  }
  return response;
}
