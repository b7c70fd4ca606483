/**
 * Reads a variable that the program must have set.
 * @throws Error naming the variable when it is absent or empty.
 */
export function requireEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`environment variable ${name} is not set: the function was deployed without it`);
  }
  return value;
}

/**
 * The livemode that this stack processes, from STRIPE_MODE.
 * @throws Error when STRIPE_MODE is neither `test` nor `live`.
 */
export function requireLivemode(): boolean {
  const mode = requireEnvironment("STRIPE_MODE");
  if (mode !== "test" && mode !== "live") {
    throw new Error(`environment variable STRIPE_MODE is "${mode}": give test or live`);
  }
  return mode === "live";
}

/**
 * A positive whole number of days.
 * @throws Error naming the variable when it is not one.
 */
export function requireDays(name: string): number {
  const days = Number(requireEnvironment(name));
  if (!Number.isInteger(days) || days < 1) {
    throw new Error(`environment variable ${name} is not a whole number of days`);
  }
  return days;
}

/**
 * A number.
 * @throws Error naming the variable when it is not one, or below the least.
 */
export function requireNumber(name: string, least = 1): number {
  const number = Number(requireEnvironment(name));
  if (!(number >= least)) throw new Error(`environment variable ${name} is not a number of at least ${least}`);
  return number;
}
