import { SNSClient } from "@aws-sdk/client-sns";
import { requestHandler } from "../../functions/shared/aws-timeouts.ts";
import { publishTo } from "../../functions/shared/publish-event.ts";

const publish = publishTo(new SNSClient({ requestHandler }), process.env["SNS_TOPIC_ARN"] ?? "");
const attributes = {
  event_type: "checkout.session.completed",
  event_id: "evt_1DBPkREVREsOabc123000001",
  livemode: "false",
  api_version: "2026-10-28.endive",
  received_at: "2026-11-25T09:00:00.000Z",
};

/** A publish by AWS's client as the webhook does it, and nothing else: what no change to the webhook can undercut. */
export async function handler({ body }: { readonly body: string }): Promise<{ statusCode: number }> {
  await publish({ body, attributes, oversize: false });
  return { statusCode: 200 };
}
