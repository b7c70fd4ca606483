import type { AwsService } from "../../gateway/types.ts";
import { accountId } from "../../arn.ts";
import type { Plugin } from "../../plugin.ts";

export const plugin: Plugin<AwsService> = {
  start({ gateway }) {
    const sts = createSts();
    gateway.addService(sts);
    return sts;
  },
};

/** GetCallerIdentity needs no permission, on AWS neither. */
function createSts(): AwsService {
  return {
    name: "sts",
    protocol: { kind: "query", xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
    operations: {
      GetCallerIdentity: (_input, { principal }) => {
        const { sessionArn, accessKeyId } = principal;
        const session = sessionArn.includes(":assumed-role/") ? `:${sessionArn.split("/").at(-1) ?? ""}` : "";
        return { Arn: sessionArn, UserId: `${accessKeyId}${session}`, Account: accountId };
      },
    },
    access: () => [],
    denied: { code: "AccessDenied", status: 403 },
  };
}
