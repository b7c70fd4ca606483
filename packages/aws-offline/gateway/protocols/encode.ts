import type { AwsError } from "../aws-error.ts";
import type { AwsService, Output, Protocol } from "../types.ts";
import { encodeCbor } from "./cbor.ts";
import { encodeQuery, encodeQueryError } from "./query.ts";

export interface Result {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

const xml = (requestId: string): Record<string, string> => ({
  "content-type": "text/xml",
  "x-amzn-requestid": requestId,
});

const cborHeaders = (requestId: string): Record<string, string> => ({
  "content-type": "application/cbor",
  "smithy-protocol": "rpc-v2-cbor",
  "x-amzn-requestid": requestId,
});

/** An operation's output in the protocol that it was asked in. */
export function encodeOutput(
  protocol: Protocol,
  action: string,
  output: Output,
  requestId: string,
): Result | Promise<Result> {
  if (protocol.kind === "cbor") {
    return encodeCbor(output).then((body) => ({ status: 200, headers: cborHeaders(requestId), body }));
  }
  if (protocol.kind === "query") {
    return {
      status: 200,
      headers: xml(requestId),
      body: encodeQuery(action, protocol.xmlNamespace, output, requestId),
    };
  }
  if (protocol.kind === "rest-json") return encodeRest(output, requestId);
  const headers = { "content-type": `application/x-amz-json-${protocol.version}`, "x-amzn-requestid": requestId };
  return { status: 200, headers, body: JSON.stringify(output) };
}

/** A REST operation may set `$status`, `$headers` and `$payload` (the whole body) beside its JSON members. */
function encodeRest(output: Output, requestId: string): Result {
  const { $status: status, $headers: extra, $payload: payload, ...members } = output;
  return {
    status: typeof status === "number" ? status : 200,
    headers: {
      "content-type": "application/json",
      "x-amzn-requestid": requestId,
      ...(extra as Record<string, string>),
    },
    body: "$payload" in output ? (JSON.stringify(payload) ?? "") : JSON.stringify(members),
  };
}

/**
 * An error of `service` in the protocol of its request. Where no service is known, a form's sender reads XML
 * and others JSON.
 */
export function encodeError(
  service: AwsService | undefined,
  protocol: Protocol | undefined,
  error: AwsError,
  requestId: string,
  contentType = "",
): Result | Promise<Result> {
  const { code, message, status, fault } = error;
  const isForm = service === undefined && contentType.startsWith("application/x-www-form-urlencoded");
  if (protocol?.kind === "query" || isForm) {
    const named = { code: error.queryCode, message, fault };
    const namespace = protocol?.kind === "query" ? protocol.xmlNamespace : "";
    return { status, headers: xml(requestId), body: encodeQueryError(namespace, named, requestId) };
  }
  const type = service === undefined ? code : `com.amazonaws.${service.name}#${code}`;
  if (protocol?.kind === "cbor") {
    const headers = cborHeaders(requestId);
    return encodeCbor({ __type: type, message }).then((body) => ({ status, headers, body }));
  }
  const headers: Record<string, string> = { "x-amzn-requestid": requestId, "x-amzn-errortype": code };
  if (service?.name === "sqs") {
    headers["x-amzn-query-error"] = `${error.queryCode};${fault === "client" ? "Sender" : "Receiver"}`;
  }
  headers["content-type"] =
    protocol?.kind === "json" ? `application/x-amz-json-${protocol.version}` : "application/json";
  return { status, headers, body: JSON.stringify({ __type: type, message, Message: message, ...error.body }) };
}
