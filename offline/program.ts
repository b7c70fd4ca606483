export const program = new URL("../index.ts", import.meta.url);
