/** Posts as the console's page does. @throws Error for a response other than 200 */
export type Post = (path: string, body: object) => Promise<void>;

export function poster(consoleUrl: string): Post {
  return async (path, body) => {
    const headers = { "content-type": "application/json", origin: consoleUrl };
    const url = new URL(`/api/${path}`, consoleUrl);
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} returned ${String(response.status)}: ${await response.text()}`);
  };
}
