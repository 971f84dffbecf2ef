import { playAll } from "./play.ts";

playAll("waysBack");
