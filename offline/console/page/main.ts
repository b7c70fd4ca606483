import { get } from "./lib/api.ts";
import type { About } from "../app.ts";
import { Shell } from "./shell.ts";

const root = document.querySelector("#app");
if (!(root instanceof HTMLElement)) throw new Error("the page has no #app");
const shell = new Shell(root, await get<About>("about"));
await shell.start();
