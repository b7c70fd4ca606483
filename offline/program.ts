/** The Pulumi program that the offline run evaluates. */
export const program = new URL("../index.ts", import.meta.url);
