import type { Context } from "../iam/condition.ts";
import type { Policy, PolicyDocument } from "../iam/policy.ts";

/** Who may call. A role is held to its policies, the operator may do everything. */
export interface Principal {
  /** `arn:aws:iam::000000000000:role/NAME` or `...:user/NAME`. */
  arn: string;
  kind: "role" | "operator";
  policies: PolicyDocument[];
  /** The session name in the assumed role's ARN, for example the function's name. Default: the role's name. */
  session?: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** One call that reached the gateway, with or without a response. */
export interface CallRecord {
  /** Epoch milliseconds at its start. */
  at: number;
  principal: string;
  service: string;
  action: string;
  resources: string[];
  outcome: "ok" | "denied" | "error";
  errorCode?: string;
  /** Of an error's response. */
  status?: number;
  /** Bytes on the wire; for an in-process call the size of its texts. */
  requestBytes: number;
  responseBytes: number;
  milliseconds: number;
}

/** A question to IAM that calls of a role raised, and its response. The operator's calls raise none. */
export interface Authorisation {
  principal: string;
  /** `service:Action`. */
  action: string;
  resource: string;
  allowed: boolean;
}

export type Input = Record<string, unknown>;
/**
 * A `Map` in an output is written as a map by the Query protocol, whose lists and maps differ; a `Timestamp` by each
 * protocol as it writes times.
 */
export type Output = Record<string, unknown>;

/** One thing that a call needs leave for: `action` on `resource`. */
export interface Access {
  /** `service:Action`. */
  action: string;
  /** ARN, or `*`. */
  resource: string;
  context?: Context;
  /** How a service that needs this of another one says that it is denied. Default: as its own denials. */
  denied?: { code: string; status: number };
}

/** A call on its way through the interceptors. */
export interface AwsCall {
  readonly principal: string;
  readonly service: string;
  readonly action: string;
  readonly input: Input;
  readonly resources: readonly string[];
  /** The X-Ray header of a call made in a function's invocation: the one that `LambdaService.invoke` was given. */
  readonly traceId?: string;
  /** Fires when the caller has gone. */
  readonly signal: AbortSignal;
}

/**
 * Wraps a call that was authorised. It throws an AwsError before `next()` to fail without the effect, and after
 * it to fail with the effect; `LostResponse` closes the connection. It may wait, and may change the output, and the input
 * by giving `next` another one.
 */
export type Interceptor = (call: AwsCall, next: (input?: Input) => Promise<Output>) => Promise<Output>;

export interface OperationContext {
  readonly principal: { kind: Principal["kind"]; arn: string; sessionArn: string; accessKeyId: string };
  readonly signal: AbortSignal;
  readonly requestId: string;
}

export type Operation = (input: Input, context: OperationContext) => Output | Promise<Output>;

/** How a service speaks on the wire. */
export type Protocol =
  | { kind: "json"; version: "1.0" | "1.1"; targetPrefix: string }
  | { kind: "cbor"; service: string }
  | { kind: "query"; xmlNamespace: string }
  | { kind: "rest-json"; routes: readonly Route[] };

/** A REST route: `/2015-03-31/functions/{FunctionName}` fills the input's `FunctionName`. */
export interface Route {
  method: string;
  path: string;
  action: string;
  /** The request's body is the value of this member instead of a JSON object of members. */
  payload?: string;
}

export interface AwsService {
  /** The name in the SigV4 credential scope and before the colon of an IAM action. */
  readonly name: string;
  readonly protocol: Protocol;
  /** Which it speaks besides, to callers that use them: SDKs of other ages and languages do. */
  readonly otherProtocols?: readonly Protocol[];
  readonly operations: Readonly<Record<string, Operation>>;
  /** What leave the call needs. An empty list: none. */
  access(action: string, input: Input): Access[];
  /** The policy attached to the resource itself, if any. */
  resourcePolicy?(resource: string): Policy | undefined;
  /** Roles' policies count only as far as the resource's policy leaves the decision to the account, as with KMS's keys. */
  readonly resourcePolicyDecides?: true;
  /** How the service says that access is denied. Default `AccessDeniedException`, 400. */
  readonly denied?: { code: string; status: number };
}

/** A page beside the AWS protocols, for example LocalStack's `/_aws/ses`. */
export type Page = (request: { method: string; url: URL }) => { status: number; body?: unknown };

export interface Gateway {
  /** `http://127.0.0.1:PORT`: all services, each in its own wire protocol. */
  readonly endpoint: string;
  /** Gives a principal credentials; registering the same ARN with the same session again replaces its policies. */
  register(principal: Principal): Credentials;
  /**
   * A call from within the process, by an emulated AWS service that acts under a role. Same path as over HTTP:
   * authorise, record, intercept, dispatch.
   * @throws AwsError, or LostResponse when a fault took the response away.
   */
  call(principalArn: string, service: string, action: string, input: Input, signal?: AbortSignal): Promise<Output>;
  /** @throws AwsError that names role, action and resource. */
  authorise(principalArn: string, action: string, resource: string, context?: Context): void;
  onCall(listener: (record: CallRecord) => void): void;
  /** What was asked of IAM since the start, each question once. */
  authorisations(): readonly Authorisation[];
  /** Adds an interceptor inside those added before; the function returned takes it out. */
  use(interceptor: Interceptor): () => void;
  addService(service: AwsService): void;
  addPage(path: string, page: Page): void;
  close(): Promise<void>;
}
