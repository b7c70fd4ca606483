import { playShare } from "./play-styles.ts";

playShare(0, 2);
