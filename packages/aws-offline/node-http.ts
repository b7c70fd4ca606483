/** An ES module's `import "node:http"` loads undici with it, for `WebSocket` and the like: 60 ms of the start. This does not. */
export const { createServer } = process.getBuiltinModule("node:http");
