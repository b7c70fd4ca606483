import { playShare } from "./play-styles.ts";

playShare(1, 2);
