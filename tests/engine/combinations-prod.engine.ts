import { walkThrough } from "./combinations.ts";

walkThrough("prod");
