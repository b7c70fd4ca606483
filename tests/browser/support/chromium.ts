import { existsSync } from "node:fs";
import path from "node:path";

const usualPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The system's Chromium or Chrome, or the one that CHROMIUM names; undefined where there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM: named, PATH: folders = "" } = environment;
  if (named !== undefined && named !== "") return named;
  const onPath = folders.split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...onPath, ...usualPlaces].find((file) => existsSync(file));
}

/** As a person gets one; on Linux npm has one too, which is too large to be a dependency of everybody. */
export const howToGetChromium =
  "install Chromium or Chrome, or on Linux x64 run `npm install --no-save @sparticuz/chromium` first";

interface PackagedChromium {
  readonly default: { readonly args: string[]; executablePath(): Promise<string> };
}

/** The npm package's, where somebody installed it. */
export async function packagedChromium(): Promise<string | undefined> {
  const name = "@sparticuz/chromium";
  try {
    const loaded: PackagedChromium = await import(name);
    return await loaded.default.executablePath();
  } catch (cause) {
    if (cause instanceof Error && Reflect.get(cause, "code") === "ERR_MODULE_NOT_FOUND") return undefined;
    throw cause;
  }
}
