import type { AwsService } from "../../gateway/types.ts";
import { accountId } from "../../arn.ts";

/** GetCallerIdentity needs no permission, on AWS neither. */
export function createSts(): AwsService {
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
