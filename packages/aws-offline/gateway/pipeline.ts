import { randomUUID } from "node:crypto";
import type { Context } from "../iam/condition.ts";
import { asAwsError, AwsError, LostResponse, notSupported } from "./aws-error.ts";
import { whyDenied, type Known } from "./principals.ts";
import type {
  Access,
  Authorisation,
  AwsCall,
  AwsService,
  CallRecord,
  Input,
  Interceptor,
  Operation,
  Output,
} from "./types.ts";

export interface Performed {
  output: Output;
  /** Completes the call's record once the response's size is known. */
  finish(responseBytes: number): void;
}

export interface CallDetails {
  signal: AbortSignal;
  requestBytes: number;
  traceId?: string | undefined;
}

/** The one path of every call: authorise, intercept, dispatch, record. */
export class Pipeline {
  readonly services = new Map<string, AwsService>();
  readonly #interceptors: Interceptor[] = [];
  readonly #listeners: ((record: CallRecord) => void)[] = [];
  readonly #authorisations = new Map<string, Authorisation>();

  use(interceptor: Interceptor): () => void {
    this.#interceptors.push(interceptor);
    return () => {
      const index = this.#interceptors.indexOf(interceptor);
      if (index >= 0) this.#interceptors.splice(index, 1);
    };
  }

  onCall(listener: (record: CallRecord) => void): void {
    this.#listeners.push(listener);
  }

  authorisations(): readonly Authorisation[] {
    return [...this.#authorisations.values()];
  }

  service(name: string): AwsService {
    const service = this.services.get(name);
    if (service === undefined) throw notSupported(`the service ${name}`);
    return service;
  }

  async perform(
    caller: Known,
    service: AwsService,
    action: string,
    input: Input,
    { signal, requestBytes, traceId }: CallDetails,
  ): Promise<Performed> {
    const started = performance.now();
    const record: CallRecord = {
      at: Date.now(),
      principal: caller.arn,
      service: service.name,
      action,
      resources: [],
      outcome: "ok",
      requestBytes,
      responseBytes: 0,
      milliseconds: 0,
    };
    const finish = (responseBytes: number): void => {
      record.responseBytes = responseBytes;
      record.milliseconds = performance.now() - started;
      for (const listener of this.#listeners) listener(record);
    };
    try {
      const operation = findOperation(service, action);
      const accesses = service.access(action, input);
      record.resources = [...new Set(accesses.map((access) => access.resource))];
      this.#authoriseAll(caller, service, accesses, record);
      const { resources } = record;
      const trace = traceId === undefined ? {} : { traceId };
      const call: AwsCall = {
        principal: caller.arn,
        service: service.name,
        action,
        input,
        resources,
        signal,
        ...trace,
      };
      return { output: await this.#through(call, operation, caller), finish };
    } catch (error) {
      const known = error instanceof LostResponse ? error : asAwsError(error);
      if (record.outcome === "ok") record.outcome = "error";
      record.errorCode = known.code;
      if (known instanceof AwsError) record.status = known.status;
      finish(0);
      throw known;
    }
  }

  authorise(caller: Known, action: string, resource: string, context: Context | undefined): void {
    this.#check(caller, undefined, context === undefined ? { action, resource } : { action, resource, context });
  }

  #authoriseAll(caller: Known, service: AwsService, accesses: readonly Access[], record: CallRecord): void {
    try {
      for (const access of accesses) this.#check(caller, service, access);
    } catch (error) {
      record.outcome = "denied";
      throw error;
    }
  }

  #check(caller: Known, service: AwsService | undefined, access: Access): void {
    const owner = this.services.get(access.action.split(":")[0] ?? "") ?? service;
    const why = whyDenied(caller, access, owner?.resourcePolicy?.(access.resource), owner?.resourcePolicyDecides);
    this.#note(caller, access, why === undefined);
    if (why === undefined) return;
    const { code, status } = access.denied ??
      (service ?? owner)?.denied ?? { code: "AccessDeniedException", status: 400 };
    const on = `${access.action} on resource: ${access.resource}`;
    throw new AwsError(code, `User: ${caller.sessionArn} is not authorized to perform: ${on} ${why}`, { status });
  }

  #note({ kind, arn: principal }: Known, { action, resource }: Access, allowed: boolean): void {
    if (kind === "operator") return;
    const key = `${principal} ${action} ${resource} ${String(allowed)}`;
    if (!this.#authorisations.has(key)) this.#authorisations.set(key, { principal, action, resource, allowed });
  }

  #through(call: AwsCall, operation: Operation, caller: Known): Promise<Output> {
    const { kind, arn, sessionArn, accessKeyId } = caller;
    const context = { principal: { kind, arn, sessionArn, accessKeyId }, signal: call.signal, requestId: randomUUID() };
    const interceptors = [...this.#interceptors];
    const step = async (index: number, input: Input): Promise<Output> => {
      const interceptor = interceptors[index];
      if (interceptor === undefined) return operation(input, context);
      return interceptor(input === call.input ? call : { ...call, input }, (other) => step(index + 1, other ?? input));
    };
    return step(0, call.input);
  }
}

function findOperation(service: AwsService, action: string): Operation {
  const operation = Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
  if (operation === undefined) throw notSupported(`${service.name}:${action}`);
  return operation;
}
