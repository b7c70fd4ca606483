import { verify } from "./bare.ts";

/** As {@link verify} alone. */
export function handler(request: Parameters<typeof verify>[0]): { statusCode: number } {
  return { statusCode: verify(request).type === "" ? 400 : 200 };
}
