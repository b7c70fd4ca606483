import { createLambda, type LambdaOptions } from "./lambda-service.ts";
import type { FunctionDefinition, Invocation, LambdaService, LogLine } from "./types.ts";

const open: LambdaService[] = [];

/** Ends what the test before left. */
export async function closeServices(): Promise<void> {
  await Promise.all(open.splice(0).map((lambda) => lambda.close()));
}

/** A Lambda with the one function `thing`, and what it wrote. @param source of its `index.js` */
export function serviceOf(source: string, changes: Partial<FunctionDefinition> = {}, options: LambdaOptions = {}) {
  const lambda = createLambda(options);
  open.push(lambda);
  const lines: LogLine[] = [];
  const invocations: Invocation[] = [];
  lambda.onLog((line) => void lines.push(line));
  lambda.onInvocation((invocation) => void invocations.push(invocation));
  lambda.create({
    name: "thing",
    arn: "arn:aws:lambda:ap-southeast-1:000000000000:function:thing",
    files: { "index.js": source },
    handler: "index.handler",
    environment: { STAGE: "dev" },
    timeoutSeconds: 30,
    memoryMb: 256,
    credentials: { accessKeyId: "AKIA1", secretAccessKey: "secret", sessionToken: "token" },
    logGroup: "/aws/lambda/thing",
    region: "ap-southeast-1",
    ...changes,
  });
  const written = () => lines.filter((line) => line.source === "function").map((line) => line.text);
  return { lambda, lines, invocations, written, invoke: (payload: unknown = {}) => lambda.invoke("thing", payload) };
}
