/**
 * Does what is asked for at the same moment, as by the records of a batch, together; what is asked for twice is done once.
 * @param work begins all of it, and returns what becomes of each
 */
export function atOnce<Asked, Result>(
  work: (asked: readonly Asked[]) => Promise<(one: Asked) => Result | Promise<Result>>,
): (one: Asked) => Promise<Result> {
  type Waiting = Map<Asked, PromiseWithResolvers<Result>>;
  let waiting: Waiting | undefined;

  const settle = async (asked: Waiting): Promise<void> => {
    const results = work([...asked.keys()]);
    for (const [one, { resolve }] of asked) resolve(results.then((resultOf) => resultOf(one)));
    await Promise.allSettled([results]);
  };

  return (one) => {
    if (waiting === undefined) {
      const asked: Waiting = new Map();
      waiting = asked;
      setImmediate(() => {
        waiting = undefined;
        void settle(asked);
      });
    }
    const result = waiting.get(one) ?? Promise.withResolvers<Result>();
    waiting.set(one, result);
    return result.promise;
  };
}
