/** An AWS call that hangs is given up and tried again by the client, well before the function's own time runs out. */
export const requestHandler = { connectionTimeout: 1000, requestTimeout: 2500, throwOnRequestTimeout: true } as const;

/** DynamoDB's client makes four on its own: what is tried three times over would outlast the function. */
export const tableAttempts = 3;
