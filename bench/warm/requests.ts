import { sampleBody } from "../../packages/stripe-offline/samples/index.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";

const traffic = new Traffic({ run: "warm00", at: 1_795_600_000, selfContained: false });
const bodies = Array.from({ length: traffic.cycleLength }, (_, index) => sampleBody(traffic.event(index)));

/** What API Gateway hands to the webhook (payload format 2.0, as far as it is read): events of the mix, just signed. */
export function signedRequests(count: number, secret: string): object[] {
  return Array.from({ length: count }, (_, index) => {
    const body = bodies[index % bodies.length] ?? "";
    const headers = {
      accept: "*/*; q=0.5, application/xml",
      "cache-control": "no-cache",
      "content-length": String(Buffer.byteLength(body)),
      "content-type": "application/json; charset=utf-8",
      host: "a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com",
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678",
      "x-forwarded-for": "203.0.113.250",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
      "stripe-signature": signBody(body, secret),
    };
    return { version: "2.0", routeKey: "POST /webhook/stripe", headers, body, isBase64Encoded: false };
  });
}
