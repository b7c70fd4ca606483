/**
 * The same calls, each asked once per id and account while one event is handled: who the event belongs to and what was
 * bought often depend on the same response, and Stripe limits the rate.
 */
export function remembering<Api extends object>(api: Api): Api {
  const responses = new Map<string, unknown>();
  return new Proxy(api, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== "function") return call;
      return (...parameters: unknown[]): unknown => {
        const key = JSON.stringify([String(name), ...parameters]);
        if (!responses.has(key)) responses.set(key, Reflect.apply(call, target, parameters));
        return responses.get(key);
      };
    },
  });
}
