/**
 * Runs `work` without formatting the stacks of errors that have no message.
 * The Pulumi SDK reads one for each of its thousands of promises, for PULUMI_DEBUG_PROMISE_LEAKS: half of an evaluation's time.
 * What is thrown has a message, and keeps its stack.
 */
export async function withoutEmptyTraces<Result>(work: () => Promise<Result>): Promise<Result> {
  const format = Error.prepareStackTrace?.bind(Error);
  Error.prepareStackTrace = (error, sites) => (error.message === "" ? "" : format?.(error, sites));
  try {
    return await work();
  } finally {
    Error.prepareStackTrace = format;
  }
}
