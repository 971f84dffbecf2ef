import { playAll } from "./play.ts";

playAll("foreignWays");
