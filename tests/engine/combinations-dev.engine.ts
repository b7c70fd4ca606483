import { walkThrough } from "./combinations.ts";

walkThrough("dev");
