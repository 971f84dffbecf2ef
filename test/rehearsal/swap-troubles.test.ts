import { playAll } from "./play.ts";

playAll("swapTroubles");
